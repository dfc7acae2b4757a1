"""The package for npm: complete in itself, and with types that are true."""

import re
import subprocess
from pathlib import Path
from posixpath import normpath

import pytest

import build

# A page in TypeScript, with three lines that must be wrong.
USES = """
import { defineLettaAgent } from "lettawasm-widget";
import type { LettaAgentElement } from "lettawasm-widget";
import type {} from "lettawasm-widget/vue";

await defineLettaAgent("/letta/");
const agent: LettaAgentElement = document.createElement("letta-agent");
agent.src = "guide.af";
agent.open();
agent.open = true;
agent.words = { welcome: (name) => `Hello from ${name}`, close: "Shut" };
agent.tools = { look: { description: "Look around.", run: ({ where }: { where: string }) => where } };
agent.addEventListener("letta-message", ({ detail }) => detail.role satisfies "user" | "assistant");
agent.addEventListener("letta-before-send", (event) => event.preventDefault());
(await agent.exportAgent())?.text();
// @ts-expect-error
agent.home = "cellar";
// @ts-expect-error
agent.words = { close: 5 };
// @ts-expect-error
agent.tools = { look: { description: "There is nothing to run." } };
"""


@pytest.fixture(scope="module")
def package() -> Path:
    return build.build_package()


def test_every_module_of_the_package_finds_what_it_imports(package: Path) -> None:
    files = package / "files"
    names = {path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()}
    missing = {
        (name, wanted)
        for name in names
        if name.endswith(".js")
        for address in re.findall(r"""(?:from|import\(?) ?"(\.[^"$]+\.js)\"""", code_of(files / name))
        if (wanted := normpath(Path(name).parent / address)) not in names and not wanted.startswith("vendor/")
    }
    assert missing == set()


def code_of(path: Path) -> str:
    """A module without its comments, which name types."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def test_its_types_tell_what_the_element_takes(package: Path, tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    modules.mkdir()
    (modules / "lettawasm-widget").symlink_to(package)
    for name in ("vue", "@vue", "csstype"):
        (modules / name).symlink_to(build.WEB / "node_modules" / name)
    (tmp_path / "use.ts").write_text(USES)
    tsc = build.WEB / "node_modules" / ".bin" / "tsc"
    options = "--strict --noEmit --module esnext --moduleResolution bundler --target es2022 --lib es2024,dom"
    ended = subprocess.run(
        [tsc, *options.split(), "--preserveSymlinks", "--skipLibCheck", "--types", "", "use.ts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (ended.stdout, ended.returncode) == ("", 0)


def test_it_copies_its_files_to_where_a_server_has_them(package: Path, tmp_path: Path) -> None:
    subprocess.run(["node", package / "copy.js", tmp_path / "letta"], check=True)
    assert (tmp_path / "letta" / "widget.js").read_bytes() == (package / "files" / "widget.js").read_bytes()
    assert (tmp_path / "letta" / "runtime" / "NOTICE.txt").exists()
