"""The person's own editor on a text."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .failure import Declined, Failure

_FALLBACK = "vi"


def edited(path: Path) -> str:
    """The text that the editor leaves. Raises Declined or Failure when it doesn't end well."""
    had_end = path.read_bytes().endswith(b"\n")
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _FALLBACK
    try:
        with _told_where(path):
            code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        raise Failure(
            f"The editor {command!r} can't be started: {error}. Set EDITOR to one that can"
        ) from None
    if code:
        raise Declined(f"The editor ended with {code}; nothing was changed")
    try:
        text = path.read_bytes().decode()
    except (OSError, ValueError) as error:
        raise Failure(f"What the editor left can't be read: {error}") from None
    return text if had_end else text.removesuffix("\n")  # most editors add one


@contextmanager
def _told_where(path: Path) -> Iterator[None]:
    """While the editor runs Ctrl-C is its own, and whoever ends us is told where the text is."""

    def end(number: int, frame: Any) -> None:
        print(f"lettawasm: your text is kept in {path}", file=sys.stderr, flush=True)
        os._exit(128 + number)

    handlers = {signal.SIGTERM: end, signal.SIGHUP: end, signal.SIGINT: lambda *_: None}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
