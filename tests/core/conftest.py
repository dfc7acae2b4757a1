"""A space in memory whose model reads a script, and a model behind HTTP for what speaks to one."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lettawasm import agents
from lettawasm.api import create_app
from lettawasm.events import Event, Stopped, Stored
from lettawasm.runtime import Runtime
from lettawasm.schemas.agents import AgentCreate, AgentRecord
from lettawasm.schemas.messages import Message
from lettawasm.schemas.turns import TurnRequest
from lettawasm.testing import Line, ScriptedProvider, host
from tests.core.cli_memory import Desk
from tests.core.faraway import Here, There, living_here, living_there
from tests.core.relay_bed import Bed, env
from tests.model_server import ModelServer

BLOCKS = [{"label": "human", "value": "Name: Ada"}, {"label": "persona", "value": "Kind.", "limit": 200}]


class Space:
    """A runtime with one agent, and short words for what tests do with them."""

    def __init__(self, *script: Line, path: str = ":memory:", window: int = 32_000) -> None:
        self.model = ScriptedProvider(*script, window=window)
        self.path = path
        self.app: Any = create_app(host(provider=self.model, path=path))
        self.runtime: Runtime = self.app.state.runtime
        self.agent: AgentRecord

    @property
    def store(self) -> Any:
        return self.runtime.store

    async def create(self, **fields: Any) -> AgentRecord:
        new = AgentCreate.model_validate(
            {"name": "agent", "model": "scripted/model", "memory_blocks": BLOCKS, **fields}
        )
        self.agent = await agents.create(self.store, self.runtime.catalog, new)
        return self.agent

    async def say(self, text: str, **fields: Any) -> Stopped:
        live = await self.runtime.send(self.agent.id, TurnRequest.model_validate({"input": text, **fields}))
        return await live.finished()

    async def events(self, text: str, **fields: Any) -> list[Event]:
        live = await self.runtime.send(self.agent.id, TurnRequest.model_validate({"input": text, **fields}))
        await live.finished()
        return live.events

    def block(self, label: str = "human") -> str:
        return str(self.store.blocks.labelled(self.agent.id, label).value)

    def history(self) -> list[Message]:
        from lettawasm.store.table import Page

        return list(self.store.recall.find(Page(limit=1_000, order="asc"), agent_id=self.agent.id))

    def said(self) -> list[tuple[str, str]]:
        """The history without the system prompt, as (role, text) pairs."""
        return [
            (
                m.role,
                m.text or "".join(r.text for r in m.tool_returns) or "".join(c.name for c in m.tool_calls),
            )
            for m in self.history()
            if m.role != "system"
        ]


def stored(events: list[Event]) -> list[Message]:
    return [event.message for event in events if isinstance(event, Stored)]


MakeSpace = Callable[..., Awaitable[Space]]


@pytest.fixture
def space() -> Iterator[MakeSpace]:
    """Makes spaces. Whatever a test does with them, their versions tell the truth in the end."""
    made: list[Space] = []

    async def make(*script: Line, path: str = ":memory:", window: int = 32_000, **fields: Any) -> Space:
        new = Space(*script, path=path, window=window)
        await new.create(**fields)
        made.append(new)
        return new

    yield make
    for one in made:
        assert list(one.store.proof.faults()) == []


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model's server on this machine: it says what `server.script(…)` tells it."""
    with ModelServer() as server:
        yield server


@pytest.fixture
def bed(server: ModelServer) -> Bed:
    """A relay to that server."""
    return Bed(env(server.url))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A person at the command line, at home in a folder of their own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("LETTAWASM_TOKEN", raising=False)
    return Desk(tmp_path, capsys)


@pytest.fixture
def sam(desk: Desk) -> str:
    """The id of the only agent in that person's space."""
    return desk.make("Sam")


@pytest.fixture
def there() -> Iterator[There]:
    """Another server, and the agent that lives there."""
    with living_there() as there:
        yield there


@pytest.fixture
async def here() -> AsyncIterator[Here]:
    """A space that may reach that server."""
    async with living_here() as here:
        yield here
