"""How the command line says what went wrong."""

import sys


def complain(sentence: str) -> int:
    """Say it where errors are said, and return the exit code for it."""
    print(f"lettawasm: {sentence}", file=sys.stderr)
    return 1
