"""Wheels in a folder on this machine, for the packages that tools require."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

PLACE = "LETTAWASM_WHEELS"


def chosen() -> "Callable[[], DiskWheels] | None":
    """Those of the folder that the environment names."""
    place = os.environ.get(PLACE)
    return partial(DiskWheels, Path(place)) if place else None


class DiskWheels:
    """Implements `ports.WheelFolder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def names(self) -> list[str]:
        return sorted(path.name for path in self._folder.glob("*.whl"))

    async def read(self, name: str) -> bytes:
        return (self._folder / Path(name).name).read_bytes()
