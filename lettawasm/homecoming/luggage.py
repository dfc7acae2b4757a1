"""A file that somebody brings: what it is made of, taken out with care.

A zip is never unpacked to anywhere: its entries are read in pieces as a reader asks for them, and what they come
to is known before, so that a small file can't become a huge one here.
"""

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import Invalid, TooLarge
from .items import Remark
from .json_values import MOST_CHARACTERS, values

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

PIECE = 262_144  # bytes that are read at once
MOST_ENTRIES = 100_000
MOST_BYTES = 1_000_000_000  # of all texts in a zip
MOST_TIMES = 300  # larger than its packed form no text is, unless it is there to do harm
_JSON = (".json", ".jsonl", ".ndjson", ".gz", ".af")
_ENDINGS = (*_JSON, ".md", ".markdown", ".txt", ".html")
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_READ = (EOFError, OSError, RuntimeError, NotImplementedError, ValueError)  # what broken packing raises


@dataclass(frozen=True)
class Part:
    """One text of the luggage: an entry of a zip, or the file itself. `bytes` gives its pieces, anew at each call."""

    path: str
    bytes: Callable[[], Iterator[bytes]]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2].lower()

    def texts(self) -> Iterator[str]:
        """The text in pieces. Raises Invalid for what is no text, or is packed wrong."""
        decoder: codecs.IncrementalDecoder | None = None
        try:
            for piece in _unpacked(self.bytes()):
                decoder = decoder or codecs.getincrementaldecoder(json.detect_encoding(piece[:4]))()
                yield decoder.decode(piece)
            yield decoder.decode(b"", final=True) if decoder else ""
        except _READ as error:
            raise Invalid(f"{self.path} can't be read: {error!s:.200}") from None

    def text(self) -> str:
        found, size = [], 0
        for piece in self.texts():
            found.append(piece)
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise TooLarge(f"{self.path} is over the limit of {MOST_CHARACTERS:,} characters")
        return "".join(found)

    def values(self) -> Iterator[dict[str, Any]]:
        """Its objects, where it is JSON. Raises Invalid for anything else."""
        try:
            yield from values(self.texts())
        except ValueError as error:
            raise Invalid(f"{self.path} can't be read: {error!s:.200}") from None

    @cached_property
    def sample(self) -> dict[str, Any]:
        """Its first object; empty where it has none."""
        return self._begun[0]

    @property
    def trouble(self) -> str:
        """Why it has none, if it looks as if it should."""
        return self._begun[1]

    @cached_property
    def _begun(self) -> tuple[dict[str, Any], str]:
        try:
            return next(self.values(), {}), ""
        except Invalid as error:
            return {}, str(error)


@dataclass
class Luggage:
    """`name` is the file's; it is only told, never trusted. `remarks` say what was left in a zip. An agent file comes
    as it `becomes` by a person's wishes.
    """

    name: str
    data: bytes
    becomes: Callable[[dict[str, Any]], dict[str, Any]] = lambda file: file
    remarks: list[Remark] = field(default_factory=list)

    @cached_property
    def parts(self) -> list[Part]:
        """Raises Invalid for a zip that can't be opened, TooLarge for one that holds too much."""
        if self.data.startswith(_ZIP):
            return list(self._entries())
        return [Part(self.name, lambda: _pieces(self.data))]

    @cached_property
    def json_parts(self) -> list[Part]:
        """Those that hold objects. One that ought to and doesn't is remarked."""
        is_alone = len(self.parts) == 1
        found = [part for part in self.parts if is_alone or part.name.endswith(_JSON)]
        if not is_alone:
            told = [
                Remark(part.path, part.trouble.removeprefix(f"{part.path} "))
                for part in found
                if part.trouble
            ]
            self.remarks += told
        return [part for part in found if part.sample]

    def _entries(self) -> Iterator[Part]:
        archive = _opened(self.data)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise TooLarge(
                f"The zip has {len(entries):,} files in it; {MOST_ENTRIES:,} is the most that is read"
            )
        texts = [entry for entry in entries if self._is_readable(entry)]
        if sum(entry.file_size for entry in texts) > MOST_BYTES:
            raise TooLarge(f"The texts in the zip are over the limit of {MOST_BYTES:,} bytes")
        for entry in texts:
            yield Part(entry.filename, lambda entry=entry: _extracted(archive, entry))  # type: ignore[misc]

    def _is_readable(self, entry: "ZipInfo") -> bool:
        path = entry.filename
        if path.startswith("__MACOSX/") or path.rpartition("/")[2].startswith("."):
            return False
        if path.startswith(("/", "\\")) or ":" in path[:3] or ".." in path.replace("\\", "/").split("/"):
            self.remarks.append(Remark(path[:200], "a path that leads out of the zip is not followed"))
            return False
        if not path.lower().endswith(_ENDINGS):
            return False
        if entry.flag_bits & 1:
            raise Invalid("The zip is locked with a password. Unlock it first.")
        if entry.file_size > max(entry.compress_size, 1) * MOST_TIMES + PIECE:
            raise Invalid(f"{path[:200]} is packed so tightly that it can't be an honest export")
        return True


def _opened(data: bytes) -> "ZipFile":
    import io
    import zipfile  # heavy, and few files are zips

    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, *_READ) as error:
        raise Invalid(f"The zip can't be opened: {error!s:.200}") from None


def _extracted(archive: "ZipFile", entry: "ZipInfo") -> Iterator[bytes]:
    import zlib
    from zipfile import BadZipFile

    try:
        with archive.open(entry) as file:
            while piece := file.read(PIECE):
                yield piece
    except (BadZipFile, zlib.error) as error:
        raise ValueError(str(error)) from None


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What gzip has packed, opened; anything else as it is."""
    first = next(pieces, b"")
    if not first.startswith(_GZIP):
        yield first
        yield from pieces
        return
    import zlib

    opening, packed, size = zlib.decompressobj(31), first, 0
    while packed:
        try:
            piece = opening.decompress(packed, PIECE)
        except zlib.error as error:
            raise ValueError(str(error)) from None
        size += len(piece)
        if size > MOST_BYTES:
            raise ValueError(f"it is over the limit of {MOST_BYTES:,} bytes")
        yield piece
        packed = opening.unconsumed_tail or next(pieces, b"")
    if not opening.eof:
        raise ValueError("it breaks off in the middle")
