"""Several agents in one space, each with a script of its own."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from lettawasm import agents
from lettawasm.api import create_app
from lettawasm.live import LiveRun
from lettawasm.model import ModelEvent, ModelInfo, ModelRequest, ToolCall
from lettawasm.runtime import Runtime
from lettawasm.schemas.agents import AgentCreate, AgentRecord
from lettawasm.schemas.messages import Message
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page
from lettawasm.testing import Line, ScriptedProvider, host


class Scripts:
    """A provider with a model for each part."""

    def __init__(self, parts: dict[str, list[Line]]) -> None:
        self.parts = {name: ScriptedProvider(*lines) for name, lines in parts.items()}

    async def models(self) -> list[ModelInfo]:
        return [ModelInfo(name, "scripted", "openai", 32_000) for name in self.parts]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        async for event in self.parts[request.model].stream(request):
            yield event


class Cast:
    """`await Cast.of(ann=["hello"], bob=[…])`: agents called ann and bob who say these lines."""

    def __init__(self, path: str = ":memory:", **parts: list[Line]) -> None:
        self.scripts = Scripts(parts)
        self.app: Any = create_app(host(provider=self.scripts, path=path))
        self.runtime: Runtime = self.app.state.runtime
        self.agents: dict[str, AgentRecord] = {}

    @classmethod
    async def of(cls, path: str = ":memory:", **parts: list[Line]) -> "Cast":
        made = cls(path, **parts)
        for name in parts:
            await made.engage(name)
        return made

    async def engage(self, name: str, **fields: Any) -> AgentRecord:
        """Make the agent of a part."""
        fields = {"name": name, "model": f"scripted/{name}", "include_multi_agent_tools": True, **fields}
        new = AgentCreate.model_validate(fields)
        self.agents[name] = await agents.create(self.runtime.store, self.runtime.catalog, new)
        return self.agents[name]

    def id(self, name: str) -> str:
        return self.agents[name].id

    def part(self, name: str) -> ScriptedProvider:
        return self.scripts.parts[name]

    def hold(self, name: str) -> asyncio.Event:
        """Make an agent's model stop in the middle of its next words, until the event is set."""
        self.part(name).held = asyncio.Event()
        held = self.part(name).held
        assert held is not None
        return held

    async def begin(self, name: str, text: str) -> LiveRun:
        return await self.runtime.send(self.id(name), TurnRequest(input=text))

    async def say(self, name: str, text: str = "go") -> str:
        """Tell an agent something; how its turn ended."""
        return str((await (await self.begin(name, text)).finished()).reason)

    def history(self, name: str) -> list[Message]:
        page = Page(limit=1_000, order="asc")
        found = self.runtime.store.recall.find(page, agent_id=self.id(name))
        return [message for message in found if message.role != "system"]

    def heard(self, name: str) -> list[str]:
        """What was said to an agent."""
        return [message.text for message in self.history(name) if message.role == "user"]

    def returns(self, name: str) -> list[str]:
        """What an agent's tool calls returned."""
        return [one.text for message in self.history(name) for one in message.tool_returns]

    async def quiet(self) -> None:
        """Wait until no work goes on by itself."""
        while self.runtime._tasks:
            await asyncio.gather(*self.runtime._tasks)


def call(name: str, call_id: str = "call", **arguments: Any) -> ToolCall:
    return ToolCall(call_id, name, json.dumps(arguments))
