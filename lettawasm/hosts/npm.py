"""What CPython's host takes from packages of npm: sucrase, which takes the types out of TypeScript."""

import os
from functools import cache
from pathlib import Path

from ..errors import Invalid
from .commonjs import bundled

_PYODIDE = "LETTAWASM_PYODIDE"  # where the sandbox finds its package; others lie beside that
_OURS = Path(__file__).parents[2] / "web" / "node_modules"


async def stripper() -> str:
    """Raises Invalid where it isn't installed."""
    chosen = os.environ.get(_PYODIDE)
    beside = [Path(chosen).parent] if chosen else []
    for folder in (*beside, Path("node_modules"), _OURS):
        if (folder / "sucrase").is_dir():
            return _script(folder.resolve() / "sucrase")
    raise Invalid(
        "TypeScript tools need sucrase, and it isn't here: npm install sucrase@3.35.1 beside pyodide."
    )


@cache
def _script(package: Path) -> str:
    return bundled(package, "sucrase")
