"""Texts while a person edits them: private files that outlive whatever goes wrong."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .failure import Failure
from .files import make_private

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


@contextmanager
def draft(label: str, text: str) -> Iterator[Path]:
    """A file with the text that only its owner may read, alone in a folder that only its owner may enter.

    It is gone afterwards. But if it was changed and what was to become of it failed, it stays, and a note on the
    error says where it is.
    """
    path = _made(label, text)
    try:
        yield path
    except BaseException as error:
        if _says(path, text):
            shutil.rmtree(path.parent)
        else:
            error.add_note(f"Your text is kept in {path}")
        raise
    shutil.rmtree(path.parent)


def _made(label: str, text: str) -> Path:
    folder = Path.home() / ".lettawasm" / "drafts"
    name = _NOT_IN_NAMES.sub("_", label)[:60].strip("_") or "block"
    try:
        make_private(folder)
        path = Path(tempfile.mkdtemp(dir=folder)) / f"{name}.md"
        path.touch(mode=0o600)
        path.write_bytes(text.encode())
    except OSError as error:
        raise Failure(f"There is no private place for the text: {error}") from None
    return path


def _says(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return not path.exists()  # and there is nothing to keep
