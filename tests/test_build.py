"""build.py: what it makes, when it makes it again, and that its documentation is true."""

import contextlib
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile

import pytest

import build


@pytest.fixture(scope="module")
def site():
    return build.build_site()


def exported(site):
    """What assets.js says, by name."""
    text = (site / "assets.js").read_text()
    return {
        name: json.loads(value) for name, value in re.findall(r"export const (\w+) = (.*?);\n", text, re.S)
    }


def fetch(url, **headers):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10)


def run_build(*arguments):
    command = [sys.executable, str(build.ROOT / "build.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_assets_describes_every_file_but_itself_and_the_service_worker(site):
    made = {
        path.relative_to(site).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": path.stat().st_size,
        }
        for path in site.rglob("*")
        if path.is_file() and path.name not in ("assets.js", "sw.js")
    }
    told = exported(site)
    assert told["files"] | told["vendored"] == made
    assert told["vendored"] == {name: made[name] for name in made if name.startswith(build.ON_DEMAND)}


def test_any_changed_file_is_a_new_version_and_only_the_runtime_a_new_snapshot(tmp_path):
    def keys(**contents):
        defaults = {"page.js": b"page", "sw.js": b"worker", "runtime/app.zip": b"app"}
        (tmp_path / "assets.js").write_text(build.assets(defaults | contents))
        said = exported(tmp_path)
        return said["version"], said["runtimeKey"]

    version, key = keys()
    for changed in ("page.js", "sw.js"):
        assert keys(**{changed: b"new"})[0] != version
        assert keys(**{changed: b"new"})[1] == key
    assert keys(**{"runtime/app.zip": b"new"})[0] != version
    assert keys(**{"runtime/app.zip": b"new"})[1] != key


def test_a_build_leaves_alone_what_was_linked(tmp_path):
    (tmp_path / "page.js").write_bytes(b"old")
    (tmp_path / "linked.js").hardlink_to(tmp_path / "page.js")
    build.replace(tmp_path / "page.js", b"new")
    contents = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert contents == {"page.js": b"new", "linked.js": b"old"}


def test_the_same_sources_give_the_same_bytes(site):
    again, dropped = build.CACHE / "again.zip", (*build.CORE_UNUSED, *build.CORE_LATE)
    build.pack(build.Zip(again, [build.CORE], build.SITE_PACKAGES, dropped))
    assert again.read_bytes() == (site / "runtime" / "app.zip").read_bytes()
    again.unlink()


def test_python_is_served_as_stored_bytecode(site):
    for path in (site / "runtime").glob("*.zip"):
        for info in zipfile.ZipFile(path).infolist():
            assert info.compress_type == zipfile.ZIP_STORED, info.filename
            assert not info.filename.endswith((".py", ".so", ".pyi")), info.filename


def test_what_travels_late_is_in_a_zip_of_its_own_and_all_the_rest_is_not(site):
    early, late = (
        set(zipfile.ZipFile(site / "runtime" / name).namelist()) for name in ("app.zip", "late.zip")
    )
    assert late == {name for name in early | late if name.startswith(build.CORE_LATE)}
    for prefix in build.CORE_LATE:
        assert any(name.startswith(prefix) for name in late), f"{prefix} is not there any more"


def test_no_first_answer_needs_what_travels_late():
    program = """
import asyncio, sys
from dataclasses import replace
from lettawasm.api import create_app
from lettawasm.hosts.rehearsal import rehearse
from lettawasm.providers.offline import OfflineProvider
from lettawasm.testing import host

asyncio.run(rehearse(create_app(replace(host(), providers={"lettawasm": OfflineProvider()}))))
print(*(module.__file__ for name, module in sys.modules.items() if name.startswith("lettawasm")))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = [os.path.relpath(path, build.ROOT) for path in done.stdout.split()]
    assert "lettawasm/runtime.py" in loaded
    assert not [path for path in loaded if path.startswith(build.CORE_LATE)]


def test_the_table_of_embeddings_is_in_the_wheel_and_in_the_site_beside_its_zips(site):
    table = build.TABLE.relative_to(build.ROOT).as_posix()
    notice = build.TABLE.with_name("NOTICE.txt").relative_to(build.ROOT).as_posix()
    assert {table, notice} <= set(zipfile.ZipFile(build.build_wheel()).namelist())
    for name in (table, notice):
        assert (site / name.removeprefix("lettawasm/")).read_bytes() == (build.ROOT / name).read_bytes()
        assert name not in zipfile.ZipFile(site / "runtime" / "app.zip").namelist()
    assert site_file_of(table) in exported(site)["files"]  # so that it is kept for offline use


def site_file_of(name):
    """Where Python looks for a file that is beside the zips."""
    text = (build.CORE / "hosts" / "site_file.py").read_text()
    [path] = re.findall(r'^TABLE = "(.+)"$', text, re.M)
    assert path == name.removeprefix("lettawasm/")
    return path


def test_work_is_done_again_only_when_its_inputs_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "CACHE", tmp_path)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    source, made, done = tmp_path / "in", tmp_path / "out", []

    def step():
        build.once("Making it", made, ["setting", source], lambda: done.append(made.write_text("made")))
        return len(done)

    source.write_text("one")
    assert [step(), step()] == [1, 1]
    source.write_text("two")
    assert [step(), step()] == [2, 2]
    made.unlink()
    assert step() == 3


def test_work_that_failed_is_done_again(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "CACHE", tmp_path)
    monkeypatch.setattr(build, "ROOT", tmp_path)

    def fail():
        (tmp_path / "half").write_text("made")
        raise SystemExit(1)

    for _ in range(2):
        with pytest.raises(SystemExit):
            build.once("Making it", tmp_path / "half", [], fail)


@pytest.mark.parametrize("left_out", [0, 1, 2, 3])
def test_npm_is_asked_again_for_a_program_that_it_left_out(left_out, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "CACHE", tmp_path)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setitem(build.PROGRAMS, tmp_path, "@them/*/program")
    program, asked = tmp_path / "node_modules" / "@them" / "linux" / "program", []

    def npm(*command, **_):
        asked.append(command[:2])
        if len(asked) > left_out:
            program.parent.mkdir(parents=True)
            program.touch()

    monkeypatch.setattr(build, "run", npm)
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).touch()
    with pytest.raises(SystemExit, match="@them") if left_out == 3 else contextlib.nullcontext():
        build.node_packages(tmp_path)
    assert asked == [("npm", "ci")] * min(left_out + 1, 3)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("assets.js", "text/javascript"),
        ("runtime/pyodide.mjs", "text/javascript"),
        ("runtime/pyodide.asm.wasm", "application/wasm"),
    ],
)
def test_the_server_names_media_types_and_sends_a_file_once(site_url, path, media_type):
    with fetch(site_url + path) as first:
        etag = first.headers["ETag"]
        assert (first.headers["Content-Type"], first.headers["Cache-Control"]) == (media_type, "no-cache")
    with pytest.raises(urllib.error.HTTPError, match="304"):
        fetch(site_url + path, **{"If-None-Match": etag})


@pytest.mark.parametrize("path", ["v1/agents/", "runtime/", "../build.py", "%2e%2e/build.py"])
def test_the_server_has_only_the_sites_files(site_url, path):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(site_url + path)


def test_a_port_in_use_is_said_in_a_sentence(site):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_build("serve", "--no-open", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr


COMMANDS = (
    *("serve", "worker", "test", "check", "build", "wheel"),
    *("table", "llama-server", "deploy", "bench", "pictures", "clean"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    done = run_build(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: build.py {command}")


def test_the_readme_names_every_command_and_ci_runs_the_tests_as_it_says():
    readme = (build.ROOT / "README.md").read_text()
    assert set(re.findall(r"`python build.py ([\w-]+)", readme)) == set(COMMANDS)
    assert "\npython3 build.py test\n" in (build.ROOT / ".ci" / "run").read_text()


def test_both_python_locks_and_the_notice_agree_on_versions():
    def pins(name):
        return dict(re.findall(r"^([\w-]+)==([\w.]+)", (build.ROOT / name).read_text(), re.M))

    browser, machine = pins("runtime.lock"), pins("requirements.lock")
    assert browser == {name: machine[name] for name in browser}
    pyodide = json.loads((build.WEB / "package.json").read_text())["devDependencies"]["pyodide"]
    assert f"Pyodide {pyodide}:" in (build.WEB / "build" / "NOTICE.txt").read_text()
