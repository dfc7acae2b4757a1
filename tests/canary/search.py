"""Looking for a word in bytes, in every form in which it might lie there."""

import base64
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

SQLITE = b"SQLite format 3\0"


def forms(word: str) -> dict[str, bytes]:
    """What to look for, by what it is called."""
    data = word.encode()
    escaped = quote(word, safe="")
    return {
        "raw": data,
        "percent-encoded": escaped.encode(),
        "percent-encoded in small letters": escaped.lower().encode(),
        "escaped": word.replace("/", "\\/").encode(),
        "reversed": data[::-1],
        "hex": data.hex().encode(),
        "UTF-16": word.encode("utf-16-le")[:-1],  # stands in the other byte order as well
        **{f"base64 at {before}": _base64(data, before) for before in range(3)},
    }


def _base64(data: bytes, before: int) -> bytes:
    """What of it stands in base64, whatever surrounds it."""
    start, end = -(-before * 8 // 6), (before + len(data)) * 8 // 6
    return base64.b64encode(bytes(before) + data)[start:end]


def found(word: str, data: bytes) -> set[str]:
    """The forms in which a word stands in bytes."""
    looked_for = forms(word)
    small = {looked_for.pop("percent-encoded in small letters")} if word != word.lower() else set()
    hits = {name for name, form in looked_for.items() if form in data}
    return hits | {"percent-encoded in small letters" for form in small if form in data.lower()}


def found_below(word: str, folder: Path) -> list[str]:
    """In which files it stands, and how; also in what databases hold deflated."""
    return sorted(
        f"{path.relative_to(folder)}: {name}"
        for path in folder.rglob("*")
        if path.is_file()
        for data in _contents(path)
        for name in found(word, data)
    )


def _contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if data.startswith(SQLITE):
        yield from _inflated(path)


def _inflated(path: Path) -> Iterator[bytes]:
    """The deflated values of a database, its log of writes included."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "space.db"
        for end in ("", "-wal"):
            beside = path.with_name(path.name + end)
            if beside.exists():
                copy.with_name(copy.name + end).write_bytes(beside.read_bytes())
        database = sqlite3.connect(copy)
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        )
        for (table,) in tables.fetchall():
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield from (plain for value in row if (plain := _plain(value)))
        database.close()


def _plain(value: object) -> bytes:
    """What was deflated, in any of the usual ways; nothing for what wasn't."""
    for window in (47, -15) if isinstance(value, bytes) else ():
        try:
            return zlib.decompressobj(window).decompress(value)
        except zlib.error:
            continue
    return b""
