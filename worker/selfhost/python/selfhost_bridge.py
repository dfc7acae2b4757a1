"""What main.js needs of Python: to get ready, to import `entry`, to make its objects and to call them.

Arguments and results cross as on Cloudflare, by the SDK's own conversions.
"""

import importlib
import inspect
import random
import sys
from collections.abc import Mapping
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from types import ModuleType
from typing import Any

from _cloudflare import import_patch_manager as patches

_MAY_BE_CALLED = ("Random", "SystemRandom")


class _Extensions:
    """Finds machine code, which can't be loaded from a zip, where it lies: by the module's full name."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self._paths = paths

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(name, self._paths[name]) if name in self._paths else None


def prepare(extensions: Mapping[str, str]) -> None:
    """All that comes before the worker's own code. It may still draw entropy, which is not random yet."""
    sys.meta_path.insert(0, _Extensions(extensions))
    patches.install()
    importlib.import_module("_workers_sdk_patch_loader")  # a folder's .pth would do it, a zip's does not
    patches.block_calls(random, allowlist=_MAY_BE_CALLED)
    patches.register_before_first_request("random")(lambda module: module.seed())
    importlib.import_module("pydantic_core")


class Entry:
    """The classes of entry.py."""

    def __init__(self, module: ModuleType, sdk: ModuleType) -> None:
        self._module = module
        self._sdk = sdk

    def methods(self, name: str) -> list[str]:
        """The names of what may be asked of a class's objects."""
        cls = getattr(self._module, name)
        return [each for each, _ in inspect.getmembers(cls, inspect.isfunction) if not each.startswith("_")]

    def create(self, name: str, ctx: Any, env: Any) -> Any:
        patches.before_first_request()
        return getattr(self._module, name)(ctx, env)

    async def call(self, instance: Any, method: str, args: Any) -> Any:
        answer = getattr(instance, method)(*[self._sdk.python_from_rpc(arg) for arg in args])
        return self._sdk.python_to_rpc(await answer if inspect.isawaitable(answer) else answer)


def enter() -> Entry:
    return Entry(importlib.import_module("entry"), importlib.import_module("workers"))
