"""Runs a patch around the import of the module it is for, or before the first request.

A patch is a function of the module. Around an import it is a context manager; the module is empty when it enters.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Around = Callable[[ModuleType], AbstractContextManager[None]]
Change = Callable[[ModuleType], None]

_around: dict[str, list[Around]] = {}
_before_first_request: list[tuple[str, Change]] = []
_blocked: list[tuple[ModuleType, dict[str, Any]]] = []


def register_exec_patch(name: str) -> Callable[[Around], Around]:
    """The decorated patch surrounds the execution of the module `name`."""

    def register(patch: Around) -> Around:
        _around.setdefault(name, []).append(patch)
        return patch

    return register


# A module of machine code may run when it is created. Both happen within one import, so one hook serves.
register_create_patch = register_exec_patch


def register_after_snapshot(name: str) -> Callable[[Change], Change]:
    """No snapshot is taken here, so nothing comes after one."""
    return lambda change: change


def register_before_first_request(name: str) -> Callable[[Change], Change]:
    """The decorated change is made to the module `name`, if it was imported, once there is entropy."""

    def register(change: Change) -> Change:
        _before_first_request.append((name, change))
        return change

    return register


def block_calls(module: ModuleType, *, allowlist: Sequence[str] = ()) -> None:
    """Until the first request, let none of the module's functions be called but those of `allowlist`."""
    functions = {n: f for n, f in vars(module).items() if callable(f) and n[0] != "_" and n not in allowlist}
    _blocked.append((module, functions))
    for name in functions:
        setattr(module, name, _refusal(f"{module.__name__}.{name}"))


def _refusal(name: str) -> Callable[..., Any]:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(f"{name} can't be called at import: a worker that starts has no entropy")

    return refuse


def before_first_request() -> None:
    """Make what was imported ready for use. Only the first call does anything."""
    while _blocked:
        module, functions = _blocked.pop()
        vars(module).update(functions)
    while _before_first_request:
        name, change = _before_first_request.pop(0)
        if name in sys.modules:
            change(sys.modules[name])


def install() -> None:
    """From now on, imports are patched."""
    sys.meta_path.insert(0, _PatchedFinder())


class _PatchedFinder:
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name not in _around:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, (finder.find_spec(name, path, target) for finder in others)), None)
        if spec and spec.loader:
            spec.loader = _PatchedLoader(spec.loader, _around[name])
        return spec


class _PatchedLoader:
    def __init__(self, loader: Any, patches: Iterable[Around]) -> None:
        self._loader = loader
        self._patches = patches

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: ModuleType) -> None:
        with ExitStack() as stack:
            for patch in self._patches:
                stack.enter_context(patch(module))
            self._loader.exec_module(module)
