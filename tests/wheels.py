"""Wheels that a test makes, and a site that offers them."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

Wheel = tuple[str, bytes]


def package(
    name: str,
    version: str,
    *required: str,
    tags: str = "py3-none-any",
    python: str = "",
    files: Mapping[str, str] | None = None,
) -> Wheel:
    """A package of one module, which knows its version, or of other files: the name of its file, and what is in it."""
    return file(name, version, tags), wheel(name, version, *required, python=python, files=files)


def file(name: str, version: str, tags: str = "py3-none-any") -> str:
    return f"{name}-{version}-{tags}.whl"


def wheel(
    name: str, version: str, *required: str, python: str = "", files: Mapping[str, str] | None = None
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        metadata += [f"Requires-Dist: {one}" for one in required]
        metadata += [f"Requires-Python: {python}"] if python else []
        zipped.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(metadata))
        for path, text in (files or {f"{name}.py": f"version = {version!r}"}).items():
            zipped.writestr(path, text)
    return made.getvalue()


def put(folder: Path, *wheels: Wheel) -> Path:
    """Lay wheels into a folder, with the list of them that a site needs."""
    folder.mkdir(parents=True)
    for name, data in wheels:
        (folder / name).write_bytes(data)
    (folder / "index.json").write_text(json.dumps([name for name, _ in wheels]))
    return folder


def site_with(site: Path, folder: Path, *wheels: Wheel) -> Path:
    """The site, as one that offers wheels, in `folder`."""
    put(folder / "wheels", *wheels)
    for path in site.iterdir():
        (folder / path.name).symlink_to(path.resolve())
    return folder
