"""A space in memory in which one case is played. Nothing of the person's is in reach of it."""

from collections.abc import AsyncIterator, Callable

from .. import agents, clock
from ..db import SqliteDriver
from ..events import Stored
from ..model import ModelEvent, ModelInfo, ModelRequest, Text, Usage
from ..ports import Host, Provider
from ..runtime import Runtime
from ..schemas.agents import AgentCreate, AgentRecord
from ..schemas.blocks import BlockCreate
from ..schemas.messages import Message
from ..schemas.model_options import ModelOptions
from ..schemas.turns import TurnRequest
from ..store.table import Page
from .case import PERSONA, After, Case, CaseResult

MOST_STEPS = 8  # of a turn
_TOOLS = ["archival_memory_insert", "archival_memory_search"]
_ENDS = ("end_turn", "tool_rule")
_ALL = Page(limit=1_000, order="asc")


class _Known:
    """A provider whose one model needs no looking up."""

    def __init__(self, provider: Provider, model: ModelInfo) -> None:
        self._provider, self._model = provider, model

    async def models(self) -> list[ModelInfo]:
        return [self._model]

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        return self._provider.stream(request)


class Scratch:
    """A space with one agent, as `case` finds them."""

    def __init__(self, host: Host, provider: Provider, model: ModelInfo, options: ModelOptions) -> None:
        providers = {model.provider_name: _Known(provider, model)}
        self._clock, self._model, self._options = host.clock, model, options
        self._runtime = Runtime(
            Host(SqliteDriver(":memory:"), host.clock, host.transport, providers, table=host.table)
        )
        self._seconds: list[float] = []
        self._usage = Usage()
        self._problems: list[str] = []

    async def play(self, case: Case) -> CaseResult:
        agent = await self._agent(case)
        before, answers = self._blocks(agent), list[str]()
        for number, turn in enumerate(case.turns):
            if number and case.leaves_between:
                self._runtime.store.recall.leave_context(agent.id)
            if self._problems:
                break
            answers.append(await self._turn(agent, turn))
        after = After(before, self._blocks(agent), self._notes(agent), answers)
        wrong = self._problems or [said for check in case.checks if (said := check(after))]
        returns = [one for message in self._history(agent) for one in message.tool_returns]
        return CaseResult(
            case.name,
            case.skill,
            tuple(wrong),
            calls=len(returns),
            calls_failed=sum(one.is_error for one in returns),
            usage=self._usage,
            seconds=tuple(self._seconds),
        )

    async def _agent(self, case: Case) -> AgentRecord:
        blocks = [
            BlockCreate(label="human", value=case.human, limit=case.limit),
            BlockCreate(label="persona", value=PERSONA, limit=2_000),
        ]
        new = AgentCreate(name=case.name, model=self._model.handle, memory_blocks=blocks, tools=_TOOLS)
        agent = await agents.create(self._runtime.store, self._runtime.catalog, new, self._furnish(case))
        return self._runtime.store.agents.get(agent.id)

    def _furnish(self, case: Case) -> Callable[[AgentRecord], None]:
        store = self._runtime.store

        def furnish(agent: AgentRecord) -> None:
            store.agents.update(agent.id, agent.settings.model_copy(update={"model_options": self._options}))
            for note in case.notes:
                store.archival.insert(store.archives.ensure(agent.id, agent.name).id, note)
            for said in case.said:
                store.recall.append(store.recall.draft(agent.id, "user", content=(Text(said),)))
            if case.said:
                store.recall.leave_context(agent.id)

        return furnish

    async def _turn(self, agent: AgentRecord, said: str) -> str:
        """What the person hears of a turn."""
        begun = clock.nanoseconds(self._clock.now())
        live = await self._runtime.send(agent.id, TurnRequest(input=said, max_steps=MOST_STEPS))
        try:
            stopped = await live.finished()
        finally:
            live.cancelled.set()  # nothing goes on behind a trial that was called off
        self._seconds.append((clock.nanoseconds(self._clock.now()) - begun) / 1e9)
        self._usage += stopped.usage
        stored = (event.message for event in live.events if isinstance(event, Stored))
        heard = "\n".join(message.text for message in stored if message.role == "assistant").strip()
        if stopped.reason not in _ENDS:
            self._problems.append(stopped.error.message if stopped.error else f"it stopped: {stopped.reason}")
        elif not heard:
            self._problems.append("there was no answer")
        return heard

    def _blocks(self, agent: AgentRecord) -> dict[str, str]:
        return {block.label: block.value for block in self._runtime.store.blocks.of_agent(agent.id)}

    def _notes(self, agent: AgentRecord) -> list[str]:
        store = self._runtime.store
        archive = store.archives.of_agent(agent.id)
        return [passage.text for passage in store.archival.find(archive.id, _ALL)] if archive else []

    def _history(self, agent: AgentRecord) -> list[Message]:
        return self._runtime.store.recall.find(_ALL, agent_id=agent.id)
