"""The worker's modules with Python of a test's own among them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import build


def modules_with(sources: Mapping[str, Path], folder: Path) -> Path:
    """A copy in `folder` whose app.zip holds `sources` as well, by their names there: `entry.py` takes the place of
    the worker's own.
    """
    folder.mkdir()
    for path in build.build_worker().iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "app.zip").unlink()
    replaced = {str(Path(name).with_suffix(".pyc")) for name in sources}
    with zipfile.ZipFile(build.SERVED / "app.zip") as old, zipfile.ZipFile(folder / "app.zip", "w") as new:
        for name in set(old.namelist()) - replaced:
            new.writestr(name, old.read(name))
        for name, path in sources.items():
            new.write(path, name)
    return folder
