"""The configuration of a process for tools: one worker, which loads the isolates that run them, and no way out."""

from __future__ import annotations

import os
from pathlib import Path

from .config import binding, document, listing, module, service, struct, text, worker, write_private

LIMITS = ("--max-old-space-size=256", "--wasm-max-mem-pages=4096")  # MB of JavaScript; 64 kB of WebAssembly


def write(path: Path, modules: Path) -> None:
    """Make `path` the configuration, with the server's own modules."""
    write_private(path, configuration(modules, path.parent))


def configuration(modules: Path, folder: Path) -> str:
    files = [
        module(modules / name, name, folder) for name in ("sandbox.js", "pyodide.asm.wasm", "stdlib.zip")
    ]
    files += [carried(modules / name, name, "json", folder) for name in ("isolate.json",)]
    files += [
        carried(modules / name, f"text/{name}", "text", folder) for name in ("pyodide.asm.mjs", "pyodide.mjs")
    ]
    loader = binding("LOADER", workerLoader="()")
    services = [
        service("jobs", worker=worker(files, bindings=listing([loader]), globalOutbound=text("nowhere"))),
        service("nowhere", network=struct(allow="[]")),
    ]
    socket = struct(name=text("jobs"), http="()", service=text("jobs"))
    flags = listing(text(limit) for limit in LIMITS)
    return document(v8Flags=flags, services=listing(services), sockets=listing([socket]))


def carried(path: Path, name: str, kind: str, folder: Path) -> str:
    """A file that the worker holds and doesn't run."""
    source = Path(os.path.relpath(path, folder)).as_posix()
    return struct(name=text(name), **{kind: f"embed {text(source)}"})
