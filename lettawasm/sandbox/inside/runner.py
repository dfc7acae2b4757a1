"""Runs the calls of a custom tool. JSON comes in and goes out."""

import ast
import asyncio
import base64
import inspect
import io
import json
import linecache
import os
import random
import sys
import types
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from .arguments import coerced, hints_of
from .problems import FILE, told
from .results import Clipped, as_text, clipped, shown
from .state import Record

Json = Any
NAME = "tool"
PACKAGES = "/packages"

_REHEARSAL: dict[str, Json] = {"agent_state": None, "wheels": {}, "env": {}, "output_limit": 100}
_installed: set[str] = set()


def wake() -> None:
    """Make this interpreter's random numbers its own: the memory it began with is that of others too."""
    random.seed()


async def rehearse() -> None:
    """Run a job of ours, so that the first one of theirs finds everything compiled."""
    source = "def rehearse(a: int) -> int:\n    print(a)\n    return a"
    await run(json.dumps({**_REHEARSAL, "source": source, "function": "rehearse", "arguments": {"a": 1}}))


async def run(text: str) -> str:
    """Run a job; tell how it went. Both are JSON."""
    job = json.loads(text)
    limit, state = job["output_limit"], Record.of(job["agent_state"])
    stdout, stderr = Clipped(limit), Clipped(limit)
    ran: dict[str, Json] = {"value": None, "problem": None}
    with redirect_stdout(stdout), redirect_stderr(stderr), _surroundings(job):
        try:
            ran["value"] = shown(await _call(job, state), limit)
        except BaseException as error:  # sys.exit too: there is nobody else to tell
            ran["problem"] = clipped(told(error), limit)
        finally:
            await _end_tasks()
    ran |= {"agent_state": shown(state), "stdout": stdout.getvalue(), "stderr": stderr.getvalue()}
    return as_text(ran)


async def _call(job: Mapping[str, Json], state: Any) -> Any:
    _install(job["wheels"])
    namespace = sys.modules[NAME].__dict__
    value = await _execute(job["source"], namespace)
    if not job["function"]:
        return value
    function = namespace.get(job["function"])
    if not callable(function):
        raise NameError(f"The source defines no function {job['function']!r}")
    value = function(**_arguments(function, job["arguments"], state))
    return await value if inspect.isawaitable(value) else value


def _arguments(function: Callable[..., Any], given: Mapping[str, Json], state: Any) -> dict[str, Any]:
    hints = hints_of(function)
    arguments = {name: coerced(value, hints.get(name)) for name, value in given.items()}
    takes_state = "agent_state" in inspect.signature(function).parameters
    return {**arguments, "agent_state": state} if takes_state else arguments


async def _execute(source: str, namespace: dict[str, Any]) -> Any:
    """Run a module. The value of its last statement, where that is an expression."""
    tree = compile(source, FILE, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    await _evaluate(tree, "exec", namespace)
    return await _evaluate(ast.Expression(last.value), "eval", namespace) if last else None


async def _evaluate(tree: ast.Module | ast.Expression, mode: str, namespace: dict[str, Any]) -> Any:
    code = compile(tree, FILE, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(code, namespace)
    return await value if code.co_flags & inspect.CO_COROUTINE else value


@contextmanager
def _surroundings(job: Mapping[str, Json]) -> Iterator[None]:
    """An empty module, the environment that was granted, and the source for tracebacks to quote."""
    sys.modules[NAME] = types.ModuleType(NAME)
    linecache.cache[FILE] = (len(job["source"]), None, job["source"].splitlines(keepends=True), FILE)
    os.environ.clear()
    os.environ.update(job["env"])
    try:
        yield
    finally:
        os.environ.clear()
        sys.modules.pop(NAME, None)


def _install(wheels: Mapping[str, str]) -> None:
    for name, data in wheels.items():
        if name not in _installed:
            with zipfile.ZipFile(io.BytesIO(base64.b64decode(data))) as wheel:
                for file in wheel.infolist():
                    if place := _place_of(file.filename):
                        file.filename = place
                        wheel.extract(file, PACKAGES)
            _installed.add(name)
    if wheels and PACKAGES not in sys.path:
        sys.path.append(PACKAGES)


def _place_of(file: str) -> str | None:
    """Where a wheel's file belongs. In its folder `….data` there may be code too, beside what is for a shell or a
    compiler, which are not here.
    """
    top, _, inner = file.partition("/")
    if not top.endswith(".data"):
        return file
    kind, _, own = inner.partition("/")
    return own if kind in ("purelib", "platlib") else None


async def _end_tasks() -> None:
    """What the call left running ends with it."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=0.1)
