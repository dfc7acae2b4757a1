"""Wheels that a test makes, and a site that offers them."""

import io
import json
import zipfile
from pathlib import Path

Wheel = tuple[str, bytes]


def package(name: str, version: str, *required: str, tags: str = "py3-none-any") -> Wheel:
    """A package of one module, which knows its version: the name of its file, and what is in it."""
    return file(name, version, tags), wheel(name, version, *required)


def file(name: str, version: str, tags: str = "py3-none-any") -> str:
    return f"{name}-{version}-{tags}.whl"


def wheel(name: str, version: str, *required: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        metadata += [f"Requires-Dist: {one}" for one in required]
        zipped.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(metadata))
        zipped.writestr(f"{name}.py", f"version = {version!r}")
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
