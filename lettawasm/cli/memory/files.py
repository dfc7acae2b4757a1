"""Files of the person's, read and written with care."""

import os
import sys
import tempfile
from pathlib import Path

from .failure import Conflict, Failure, Missing

STANDARD = Path("-")
_MOST_PACKED = 500_000_000  # bytes


def read_text(path: Path) -> str:
    """Its text, exactly; `-` is standard input. Raises Failure unless it is UTF-8."""
    try:
        return read(path).decode()
    except UnicodeDecodeError as error:
        raise Failure(f"{path} is not a text in UTF-8: {error.reason}") from None


def read(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STANDARD else path.expanduser().read_bytes()
    except FileNotFoundError:
        raise Missing(f"There is no file {path}") from None
    except (OSError, RuntimeError) as error:
        raise Failure(_reason(path, error)) from None


def make_private(folder: Path) -> None:
    """The folder, and those above it, as far as they are missing: only their owner may enter them."""
    for one in reversed([folder, *folder.parents]):
        one.mkdir(mode=0o700, exist_ok=True)


def write_private(path: Path, content: bytes, *, replace: bool = False) -> None:
    """A file that only its owner may read, complete or not at all; folders that are missing are only its owner's, too.

    What is there already is left alone, a link to somewhere else included, unless it is to be replaced: then the link
    is, and not what it leads to.
    """
    try:
        make_private(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent)
    except OSError as error:
        raise Failure(_reason(path, error)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        _put(name, path, replace=replace)
    except FileExistsError:
        raise Conflict(f"{path} is there already; --force replaces it") from None
    except OSError as error:
        raise Failure(_reason(path, error)) from None
    finally:
        Path(name).unlink(missing_ok=True)


def _put(name: str, path: Path, *, replace: bool) -> None:
    if not replace:
        try:
            os.link(name, path)
            return
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            must_be_free(path, replace=False)
    os.replace(name, path)


def must_be_free(path: Path, *, replace: bool) -> None:
    """Raises Conflict early, before there is anything to write."""
    if not replace and (path.exists() or path.is_symlink()):
        raise Conflict(f"{path} is there already; --force replaces it")


def packed(path: Path) -> tuple[str, bytes]:
    """A file's name and content; a folder as a zip of its files. No link is followed out of it."""
    folder = path.expanduser()
    if not folder.is_dir():
        return path.name, read(path)
    import io
    import zipfile

    content, size = io.BytesIO(), 0
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_symlink() or not file.is_file() or _is_hidden(file.relative_to(folder)):
                continue
            text = read(file)
            size += len(text)
            if size > _MOST_PACKED:
                raise Failure(f"{path} holds more than {_MOST_PACKED:,} bytes")
            archive.writestr(file.relative_to(folder).as_posix(), text)
    return f"{folder.resolve().name}.zip", content.getvalue()


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def target(wish: Path | None, name: str) -> Path:
    """Where to write: a file called `name`, in the wished folder or here, or the wished file itself."""
    try:
        path = (wish or Path()).expanduser().absolute()
        return path / name if path.is_dir() else path
    except (OSError, RuntimeError) as error:
        raise Failure(_reason(wish or Path(), error)) from None


def _reason(path: Path, error: Exception) -> str:
    return f"{path}: {getattr(error, 'strerror', None) or error}"
