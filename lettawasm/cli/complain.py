"""How the command line says what went wrong."""

import json
import sys
from collections.abc import Sequence
from typing import Any

FAILED, USAGE, MISSING, INTERRUPTED = 1, 2, 3, 130  # exit codes


def complain(sentence: str, code: int = FAILED) -> int:
    """Say it where errors are said, and return the exit code for it."""
    print(f"lettawasm: {sentence}", file=sys.stderr)
    return code


def trouble(kind: str, message: str, status: int | None = None, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The same for programs: `status` is the server's, where a server refused."""
    return {"error": {"kind": kind, "message": message, "status": status, "notes": list(notes)}}


def show_json(value: Any) -> None:
    """In ASCII, so that nothing in it can speak to a terminal."""
    print(json.dumps(value, indent=2).replace("\x7f", "\\u007f"))
