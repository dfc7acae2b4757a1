"""What goes to Cloudflare when a person deploys: all that the worker needs, and nothing of theirs.

wrangler runs as it would for them, in a copy of worker/ outside the repository and cut off from any network.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import build
import lettawasm
from worker.selfhost import config as selfhost

HERE = Path(__file__).parent
SECRET = "correct-horse-battery-staple"
NOWHERE = "http://127.0.0.1:9"  # a port that nothing listens on
MIB = 2**20


@dataclass(frozen=True)
class Upload:
    """What wrangler would send, from where, and what it said."""

    folder: Path
    source: Path
    said: str

    @property
    def names(self) -> list[str]:
        paths = [
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        ]
        return [name for name in paths if name != "README.md"]  # wrangler's own, about the folder


@pytest.fixture(scope="module")
def upload(tmp_path_factory: pytest.TempPathFactory) -> Upload:
    build.bundle()
    home = tmp_path_factory.mktemp("home")
    copy, out = home / "worker", home / "upload"
    shutil.copytree(build.WORKER, copy, symlinks=True, ignore=shutil.ignore_patterns("node_modules"))
    (copy / ".dev.vars").write_text(f"LETTAWASM_ADMIN_SECRET={SECRET}\n")
    tools = build.WORKER / "node_modules" / ".bin"
    environment = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "CI": "1",  # it asks no questions
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), NOWHERE),
    }
    options = ["--secrets-file", ".dev.vars", "--dry-run", "--outdir", str(out)]
    command = ["npm", "run", "--silent", "deploy", "--", *options]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return Upload(out, copy, done.stdout + done.stderr)


def test_wrangler_finds_every_binding_and_the_secret(upload):
    found = set(re.findall(r"^env\.(\w+)", upload.said, re.MULTILINE))
    assert found == {"SPACES", "DIRECTORY", "AI", "ASSETS", "LETTAWASM_ADMIN_SECRET"}


def test_what_is_uploaded_stays_small(upload):
    found = re.search(r"Total Upload: ([\d.]+) KiB / gzip: ([\d.]+) KiB", upload.said)
    assert found, upload.said
    whole, zipped = (float(size) / 1024 for size in found.groups())
    print(f"The worker is {whole:.1f} MiB, {zipped:.1f} MiB with gzip")
    assert whole <= 16 and zipped <= 4


def test_all_that_python_imports_is_uploaded(upload):
    needed = {
        "entry.py",
        f"python_modules/{build.PYDANTIC_CORE}",
        "python_modules/_workers_sdk_patch_loader.pth",
        "python_modules/workers/__init__.py",
        "python_modules/lettawasm/hosts/durable/space.py",
    }
    assert needed <= set(upload.names)


def test_what_is_uploaded_imports_in_pyodide(upload):
    modules = ["lettawasm.hosts.durable.space", "lettawasm.hosts.durable.directory"]
    command = ["node", HERE / "import.node.js", build.PYODIDE, upload.folder / "python_modules", *modules]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_nothing_else_is_uploaded(upload):
    unwanted = re.compile(
        r"(^|/)(tests?|test_\w+\.py|conftest\.py|__pycache__|node_modules)(/|$)|\.pyc$|(^|/)\."
    )
    assert {name.split("/")[0] for name in upload.names} == {"entry.py", "python_modules"}
    assert [name for name in upload.names if unwanted.search(name)] == []


def test_machine_code_is_webassembly(upload):
    [library] = [name for name in upload.names if re.search(r"\.(so|pyd|dylib)$", name)]
    assert (upload.folder / library).read_bytes().startswith(b"\0asm")


def test_secrets_beside_the_worker_stay_there(upload):
    assert SECRET not in upload.said
    assert [n for n in upload.names if SECRET.encode() in (upload.folder / n).read_bytes()] == []


def test_a_repository_of_the_folder_holds_what_is_deployed_and_no_secret(upload):
    """Such as the one behind a deploy button."""
    git = ["git", "-C", str(upload.source)]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = [*git, "ls-files", "--others", "--exclude-standard"]
    names = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.splitlines()
    assert {f"python_modules/{build.PYDANTIC_CORE}", "site/index.html", "src/entry.py"} <= set(names)
    assert ".dev.vars" not in names


def test_nobody_is_told_of_the_deploy(upload):
    assert "telemetry" not in upload.said


def test_the_whole_site_goes_along(upload):
    assets = upload.source / "site"
    sizes = {path.relative_to(build.SITE): path.stat().st_size for path in build.files_below(build.SITE)}
    assert {path: (assets / path).stat().st_size for path in sizes} == sizes
    assert f"from the assets directory {assets}" in upload.said
    assert max(sizes.values()) <= 25 * MIB  # what Cloudflare takes of one file


def described() -> dict[str, Any]:
    """wrangler.jsonc, which is JSON with comments."""
    text = (build.WORKER / "wrangler.jsonc").read_text()
    plain = re.sub(r'("(?:[^"\\]|\\.)*")|//.*', lambda found: found[1] or "", text)
    return json.loads(plain)


def test_the_objects_are_those_of_our_own_host():
    bindings = described()["durable_objects"]["bindings"]
    assert {bound["class_name"]: bound["name"] for bound in bindings} == selfhost.CLASSES
    made = [name for step in described()["migrations"] for name in step["new_sqlite_classes"]]
    assert made == list(selfhost.CLASSES)
    entry = ast.parse((build.WORKER / described()["main"]).read_text())
    assert {*made, "Default"} <= {node.name for node in entry.body if isinstance(node, ast.ClassDef)}


def test_the_runtime_is_that_of_our_own_host():
    assert described()["compatibility_date"] == selfhost.COMPATIBILITY_DATE
    assert described()["compatibility_flags"] == ["python_workers", *selfhost.COMPATIBILITY_FLAGS]


def test_a_deploy_button_asks_for_the_required_secrets_and_suggests_no_value():
    lines = (build.WORKER / ".dev.vars.example").read_text().splitlines()
    asked = dict(line.split("=") for line in lines if line and not line.startswith("#"))
    assert asked == dict.fromkeys(described()["secrets"]["required"], "")


def test_a_deploy_button_can_say_what_each_name_is_for():
    package = json.loads((build.WORKER / "package.json").read_text())
    names = {"SPACES", "DIRECTORY", "AI", *described()["secrets"]["required"]}
    assert set(package["cloudflare"]["bindings"]) == names


def test_pywrangler_would_take_the_same_versions():
    project = tomllib.loads((build.WORKER / "pyproject.toml").read_text())["project"]
    sdk = re.findall(r"^(\S+==\S+)", (build.WORKER / "sdk.lock").read_text(), re.MULTILINE)
    assert project["dependencies"] == [f"lettawasm=={lettawasm.__version__}", *sdk]


def test_wrangler_and_our_own_host_bring_one_workerd():
    packages = json.loads((build.WORKER / "package-lock.json").read_text())["packages"]
    [version] = [about["version"] for path, about in packages.items() if path.endswith("/workerd")]
    assert packages["node_modules/wrangler"]["dependencies"]["workerd"] == version
    systems = {"linux-64", "linux-arm64", "darwin-64", "darwin-arm64"}
    assert {f"node_modules/@cloudflare/workerd-{system}" for system in systems} <= set(packages)
