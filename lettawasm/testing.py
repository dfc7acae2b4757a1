"""Small real stand-ins for the world: a clock that ticks, a model that reads a script, a host in memory."""

import asyncio
import contextlib
import copy
import functools
import inspect
import io
import itertools
import traceback
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from .clock import iso
from .db import SqliteDriver
from .migrations import migrate
from .model import (
    Done,
    Failed,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from .ports import (
    Host,
    HttpRequest,
    HttpResponse,
    Job,
    Provider,
    Ran,
    Reach,
    Sandbox,
    Transport,
    TransportError,
)


class TickingClock:
    """Starts at 2026-01-01 and ticks a second at each look; ids are numbered, and valid uuids."""

    def __init__(self) -> None:
        self._moments = itertools.count()
        self._ids = itertools.count(1)

    def now(self) -> str:
        return iso(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=next(self._moments)))

    def new_id(self, kind: str) -> str:
        return f"{kind}-{uuid.UUID(int=next(self._ids) << 8, version=4)}"


Line = str | ToolCall | Done | Failed | Exception | tuple[ToolCall, ...]


class ScriptedProvider:
    """Plays one line for each call: text, tool calls, a whole Done, a Failed, or an exception to raise.

    `requests` keeps what it was asked. Once the script is over it says "ok". While `held` is set to an
    unset asyncio.Event, it waits for that in the middle of its text.
    """

    def __init__(self, *script: Line, window: int = 32_000, name: str = "scripted") -> None:
        self.script, self.window, self.name = list(script), window, name
        self.requests: list[ModelRequest] = []
        self.held: asyncio.Event | None = None

    async def models(self) -> list[ModelInfo]:
        return [ModelInfo("model", self.name, "openai", self.window)]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        self.requests.append(request)
        line = self.script.pop(0) if self.script else "ok"
        if isinstance(line, Exception):
            raise line
        if isinstance(line, Failed):
            yield line
            return
        done = _done(line)
        if done.reasoning:
            yield ReasoningDelta(done.reasoning)
        for word in done.text.split(" ") if done.text else ():
            yield TextDelta(word if word == done.text.split(" ")[-1] else word + " ")
            if self.held is not None:
                await self.held.wait()
        for index, call in enumerate(done.tool_calls):
            yield ToolCallDelta(index, id=call.id, name=call.name)
            yield ToolCallDelta(index, arguments=call.arguments)
        yield done


def _done(line: str | ToolCall | Done | tuple[ToolCall, ...]) -> Done:
    usage = Usage(prompt_tokens=10, completion_tokens=5)
    match line:
        case str():
            return Done(text=line, usage=usage)
        case ToolCall():
            return Done(tool_calls=(line,), finish_reason="tool_calls", usage=usage)
        case tuple():
            return Done(tool_calls=line, finish_reason="tool_calls", usage=usage)
        case _:
            return line


class NoNetwork:
    """A transport that reaches nothing."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        raise TransportError("unreachable", "there is no network here")


class TrustingSandbox:
    """Runs jobs in Python where it stands, as no host may: for tests of what stands around a sandbox.

    Code is given its agent's state as a dict, and `await fetch(method, url, headers, body)` for its requests.
    `jobs` keeps what it was given. While `held` is set to an unset asyncio.Event, it waits for that first.
    """

    languages = frozenset({"python"})

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.held: asyncio.Event | None = None

    async def run(self, job: Job, reach: Reach) -> Ran:
        self.jobs.append(job)
        if self.held is not None:
            await self.held.wait()
        state = copy.deepcopy(dict(job.agent_state)) if job.agent_state is not None else None
        names: dict[str, Any] = {"fetch": _fetching(reach), "environ": dict(job.env)}
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                value = await _call(job, names, state)
        except Exception as error:  # whatever the code does
            return Ran(stdout=printed.getvalue(), problem="".join(traceback.format_exception(error)))
        return Ran(value, state, printed.getvalue())


async def _call(job: Job, names: dict[str, Any], state: dict[str, Any] | None) -> Any:
    exec(job.source, names)
    if not job.function:
        return names.get("result")
    more = (
        {"agent_state": state} if "agent_state" in inspect.signature(names[job.function]).parameters else {}
    )
    value = names[job.function](**job.arguments, **more)
    return await value if inspect.isawaitable(value) else value


def _fetching(reach: Reach) -> Callable[..., Awaitable[str]]:
    async def fetch(
        method: str, url: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> str:
        response = await reach(HttpRequest(method, url, headers or {}, body))
        return b"".join([chunk async for chunk in response.chunks]).decode()

    return fetch


class InMemory(SqliteDriver):
    """A space in memory that has its tables already: copied, since making them takes most of a short test."""

    def __init__(self) -> None:
        super().__init__()
        _newest()._connection.backup(self._connection)


@functools.cache
def _newest() -> SqliteDriver:
    driver = SqliteDriver()
    migrate(driver)
    return driver


def host(
    *script: Line,
    path: str = ":memory:",
    provider: Provider | None = None,
    sandbox: Sandbox | None = None,
    transport: Transport | None = None,
) -> Host:
    """A host in memory whose model `scripted/model` reads `script`."""
    scripted = provider or ScriptedProvider(*script)
    providers = {"scripted": scripted}
    driver = InMemory() if path == ":memory:" else SqliteDriver(path)
    return Host(driver, TickingClock(), transport or NoNetwork(), providers, sandbox=sandbox)
