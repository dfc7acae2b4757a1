"""What Python does around a snapshot of its memory: before one is made, and after it is restored.

Imports and caches belong in a snapshot; a database, a secret or a random state never does.
"""

import gc
import importlib
import importlib.util
import random
import sys

from . import late_zip

_EXTENSION = "pydantic_core._pydantic_core"


async def prepare(extension_path: str) -> None:
    """Import all that a running host needs, and use it once."""
    open_packages(extension_path)
    from .browser import create
    from .rehearsal import rehearse

    app, driver = create(":memory:")
    await rehearse(app)
    driver.close()
    del app, driver
    gc.collect()
    gc.freeze()  # nothing of this will ever be garbage


def open_packages(extension_path: str) -> None:
    """Let all of ours be imported. An extension lies apart from its zipped package."""
    spec = importlib.util.spec_from_file_location(_EXTENSION, extension_path)
    if spec is None or spec.loader is None:
        raise ImportError(f"No extension module at {extension_path}")
    extension = importlib.util.module_from_spec(spec)
    sys.modules[_EXTENSION] = extension
    spec.loader.exec_module(extension)
    late_zip.install()


def wake() -> None:
    """Make this process its own again: its random numbers must not be those of every other start."""
    random.seed()
