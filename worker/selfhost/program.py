"""The program of workerd, as npm installed it."""

from pathlib import Path

PACKAGES = Path(__file__).parents[1] / "node_modules"


class Failure(Exception):
    """workerd did not start."""


def program() -> Path:
    """npm's workerd for this machine."""
    found = list(PACKAGES.glob("@cloudflare/workerd-*/bin/workerd"))
    if not found:
        raise Failure("npm has no workerd for this machine")
    return found[0]
