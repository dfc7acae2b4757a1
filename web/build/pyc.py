"""Packs Python sources into zips of bytecode. Runs inside Pyodide: no other interpreter's would load there.

`plan` is a JSON list of `{"out": zip, "sources": [folder, zip or file, ...], "at": where it will be mounted,
"only": [name prefix, ...], "drop": [name prefix, ...]}`; paths are relative to the project. The same sources give
the same bytes. Zips are stored, not deflated: HTTP compresses them better, and Python reads them faster.
"""

import json
import os
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from pathlib import Path

# Not wanted at run time. Machine code is served beside the zip, where WebAssembly can stream it.
UNWANTED = (".pyi", ".typed", ".c", ".h", ".so", ".pyc", ".pyx")


def members(source):
    """Every file of a folder or zip, or one file, as (name, bytes). A folder's own name is part of the names."""
    if source.suffix == ".py":
        yield source.name, source.read_bytes()
    elif source.is_dir():
        for path in source.rglob("*"):
            if path.is_file():
                yield path.relative_to(source.parent).as_posix(), path.read_bytes()
    else:
        with zipfile.ZipFile(source) as archive:
            for info in archive.infolist():
                if not info.is_dir():
                    yield info.filename, archive.read(info)


def bytecode(text, name):
    """An unchecked hash-based .pyc: Python never looks for a source to compare it with."""
    code = compile(text, name, "exec", dont_inherit=True)
    return bytes(_code_to_hash_pyc(code, bytes(8), False))


def pack(out, sources, at, only, drop):
    files = {name: data for source in sources for name, data in members(source)}
    partial = out.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            if (
                not name.startswith(only)
                or name.startswith(drop)
                or name.endswith(UNWANTED)
                or ".dist-info/" in name
            ):
                continue
            if name.endswith(".py"):
                name, data = name + "c", bytecode(data, f"{at}/{name}")
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    os.replace(partial, out)


for job in json.loads(plan):  # noqa: F821 - set by pyc.mjs
    root = Path("/project")
    pack(
        root / job["out"],
        [root / s for s in job["sources"]],
        job["at"],
        tuple(job["only"]),
        tuple(job["drop"]),
    )
