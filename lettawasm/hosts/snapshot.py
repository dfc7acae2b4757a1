"""What Python does around a snapshot of its memory: before one is made, and after it is restored.

Imports belong in a snapshot; a database, a secret or a random state never does.
"""

import importlib
import importlib.util
import random
import sys

_EXTENSION = "pydantic_core._pydantic_core"

# Modules that are imported late on purpose, but would cost a warm start if they were not in the snapshot.
_LATE = ("json", "sqlite3", "uuid", "pydantic.json_schema", "starlette.responses", "lettawasm.hosts.browser")


def prepare(extension_path: str) -> None:
    """Import everything a running host needs. The extension module lies apart from its zipped package."""
    spec = importlib.util.spec_from_file_location(_EXTENSION, extension_path)
    if spec is None or spec.loader is None:
        raise ImportError(f"No extension module at {extension_path}")
    extension = importlib.util.module_from_spec(spec)
    sys.modules[_EXTENSION] = extension
    spec.loader.exec_module(extension)
    for name in _LATE:
        importlib.import_module(name)


def wake() -> None:
    """Make this process its own again: its random numbers must not be those of every other start."""
    random.seed()
