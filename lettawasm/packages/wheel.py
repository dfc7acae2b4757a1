"""A wheel: what its file's name says of where it runs, and what its metadata says that it requires.

https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

import io
import re
import zipfile
from dataclasses import dataclass, replace
from email.parser import HeaderParser
from typing import Literal, Self

from .marker import SURROUNDINGS
from .name import normal
from .requirement import Requirement
from .version import Version, Wanted

PLATFORM = "pyemscripten_2026_0_wasm32"
PYTHON = Version.of(SURROUNDINGS["python_full_version"])
_OWN = f"cp{PYTHON.release[0]}{PYTHON.release[1]}"
_NAME = re.compile(
    r"(?P<name>[A-Za-z0-9_.]+)-(?P<version>[^-]+)(?:-\d[^-]*)?-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl"
)
_SOURCE = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)-(?P<version>[^-]+)\.(?:tar\.gz|zip)")
_MOST_METADATA = 2_000_000  # bytes

Obstacle = Literal["platform", "python", "source", "withdrawn"]


@dataclass(frozen=True)
class WheelName:
    """`obstacle` is why it can't be had in the sandbox: it is for other machines or another Python, a package's source
    and no wheel, or withdrawn (yanked) by its makers.
    """

    file: str
    name: str
    version: Version
    is_native: bool = False
    obstacle: Obstacle | None = None

    @classmethod
    def of(cls, file: str) -> Self | None:
        """None for a name that is neither a wheel's nor that of a package's source."""
        found = _NAME.fullmatch(file) if len(file) <= 300 else None
        source = None if found or len(file) > 300 else _SOURCE.fullmatch(file)
        named = found or source
        try:
            version = Version.of(named["version"].replace("_", "-")) if named else None
        except ValueError:
            version = None
        if named is None or version is None:
            return None
        if found is None:
            return cls(file, normal(named["name"]), version, obstacle="source")
        tags = [found[part].split(".") for part in ("python", "abi", "platform")]
        obstacle: Obstacle | None = None if _runs(*tags) else "platform"
        return cls(file, normal(found["name"]), version, PLATFORM in tags[2], obstacle)

    @property
    def runs(self) -> bool:
        return self.obstacle is None

    def hindered(self, obstacle: Obstacle) -> "WheelName":
        """Itself, with this in its way if nothing else is."""
        return replace(self, obstacle=self.obstacle or obstacle)


def _runs(pythons: list[str], abis: list[str], platforms: list[str]) -> bool:
    """By the rules of https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/"""
    if "any" in platforms:
        return "none" in abis and any(python == _OWN or _is_no_newer(python, "py") for python in pythons)
    if PLATFORM not in platforms:
        return False
    if "abi3" in abis and any(_is_no_newer(python, "cp") for python in pythons):
        return True
    if _OWN in pythons and (_OWN in abis or "none" in abis):
        return True
    return "none" in abis and any(_is_no_newer(python, "py") for python in pythons)


def _is_no_newer(python: str, implementation: str) -> bool:
    """Whether code for this Python runs on ours: `py3`, `py37`, `cp312`."""
    found = re.fullmatch(rf"{implementation}3(\d{{0,3}})", python)
    return found is not None and int(found[1] or 0) <= PYTHON.release[1]


def allows_ours(requires_python: object) -> bool:
    """Whether `>=3.9,<4` or the like means our Python too; what can't be read forbids nothing."""
    try:
        return not isinstance(requires_python, str) or Wanted.of(requires_python).allows(
            PYTHON, unstable=True
        )
    except ValueError:
        return True


@dataclass(frozen=True)
class Metadata:
    """`runs`: it may be used with our Python."""

    required: tuple[Requirement, ...]
    runs: bool


def metadata_of(file: str, data: bytes) -> Metadata:
    """What a wheel says of itself. Raises ValueError for one that can't be read."""
    try:
        text = _metadata(data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise ValueError(f"{file} is no wheel that can be read: {error}") from None
    headers = HeaderParser().parsestr(text)
    required = tuple(Requirement.of(one) for one in headers.get_all("Requires-Dist", []))
    return Metadata(required, allows_ours(headers.get("Requires-Python")))


def _metadata(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        found = [one for one in wheel.infolist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one.filename)]
        if len(found) != 1:
            raise ValueError("it has no metadata" if not found else "it has metadata of several packages")
        if found[0].file_size > _MOST_METADATA:
            raise ValueError("its metadata is too large")
        return wheel.read(found[0]).decode("utf-8", "replace")
