"""What a Worker imports, as files for wrangler's `python_modules/`.

`pywrangler sync` fills that folder with an interpreter it downloads; for this, wheels are enough.
Nothing is installed here: a wheel for WebAssembly holds its files as they will lie.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

MACHINE_CODE = "-wasm32-emscripten.so"
UNWANTED = (".pyi", ".typed", ".c", ".h", ".pyx", ".pyc")  # what type checkers and compilers read


def python_modules(wheels: Iterable[Path], package: Path, unused: Iterable[str]) -> dict[str, bytes]:
    """The files of wheels and of one package in a folder, by name, without those whose names begin as `unused`."""
    sources = [file for wheel in wheels for file in wheel_files(wheel)]
    files = dict([*sources, *package_files(package)])
    return {name: data for name, data in files.items() if is_wanted(name, tuple(unused))}


def wheel_files(wheel: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield info.filename, archive.read(info)


def package_files(package: Path) -> Iterator[tuple[str, bytes]]:
    for path in package.rglob("*"):
        if path.is_file():
            yield path.relative_to(package.parent).as_posix(), path.read_bytes()


def is_wanted(name: str, unused: tuple[str, ...]) -> bool:
    """Machine code is wanted for Pyodide alone; MarkupSafe, which has none, falls back to Python.

    Licences and metadata stay, and `.pth` files: by one of them the SDK patches packages.
    """
    if name.endswith(".so"):
        return name.endswith(MACHINE_CODE)
    if ".dist-info/" in name:
        return "/licenses/" in name or name.endswith("/METADATA")
    return not name.startswith(unused) and not name.endswith(UNWANTED)
