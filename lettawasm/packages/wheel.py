"""A wheel: what its file's name says of where it runs, and what its metadata says that it requires.

https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

import io
import re
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from typing import Self

from .requirement import Requirement, normal
from .version import Version

PLATFORM = "pyemscripten_2026_0_wasm32"
_MINOR = 14  # of Python 3, in the sandbox
_NAME = re.compile(
    r"(?P<name>[A-Za-z0-9_.]+)-(?P<version>[^-]+)(?:-\d[^-]*)?-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl"
)
_MOST_METADATA = 2_000_000  # bytes


@dataclass(frozen=True)
class WheelName:
    file: str
    name: str
    version: Version
    runs: bool  # in the sandbox
    is_native: bool

    @classmethod
    def of(cls, file: str) -> Self | None:
        """None for a name that isn't a wheel's."""
        if len(file) > 300 or not (found := _NAME.fullmatch(file)):
            return None
        try:
            version = Version.of(found["version"].replace("_", "-"))
        except ValueError:
            return None
        tags = [found[part].split(".") for part in ("python", "abi", "platform")]
        return cls(file, normal(found["name"]), version, _runs(*tags), PLATFORM in tags[2])


def _runs(pythons: list[str], abis: list[str], platforms: list[str]) -> bool:
    if "any" in platforms:
        return "none" in abis and any(_is_no_newer(python) for python in pythons)
    if PLATFORM not in platforms:
        return False
    own = f"cp3{_MINOR}"
    exactly = own in pythons and own in abis
    return exactly or (("abi3" in abis or "none" in abis) and any(_is_no_newer(python) for python in pythons))


def _is_no_newer(python: str) -> bool:
    """Whether code for this Python runs on ours: `py3`, `py37`, `cp312`."""
    found = re.fullmatch(r"(?:py|cp)3(\d{0,3})", python)
    return found is not None and int(found[1] or 0) <= _MINOR


def requirements_of(file: str, data: bytes) -> list[Requirement]:
    """What a wheel requires. Raises ValueError for one that can't be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as wheel:
            [info] = [
                one for one in wheel.infolist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one.filename)
            ]
            if info.file_size > _MOST_METADATA:
                raise ValueError("its metadata is too large")
            text = wheel.read(info).decode("utf-8", "replace")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(f"{file} is no wheel that can be read: {error}") from None
    except ValueError as error:
        raise ValueError(f"{file} is no wheel that can be read: {error}") from None
    headers = HeaderParser().parsestr(text)
    return [Requirement.of(one) for one in headers.get_all("Requires-Dist", [])]
