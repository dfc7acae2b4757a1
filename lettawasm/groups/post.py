"""The post between agents: one agent's tool call is another agent's message.

An agent answers one message at a time, so agents that wait for each other would wait for ever. Who waits for whom
is known here, and a message that would close such a ring is refused. Nor can agents keep each other awake without
end: a message that answers a message that answers a message … stops after MOST_HOPS.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import Busy, Conflict, Invalid, LettaError
from ..live import LiveRun
from ..schemas.agents import AgentRecord
from ..schemas.tools import Tool
from ..schemas.turns import MessageCreate, TurnRequest
from ..store import Store
from ..store.table import Page
from ..tools.builtin import FUNCTIONS
from ..tools.context import ToolContext
from ..tools.execution import Outcome, attempt
from .words import reply_of

MOST_HOPS = 8
MOST_AT_ONCE = 20
PATIENCE = 120.0  # seconds to wait for an agent that is busy with somebody else


class Turns(Protocol):
    """What the post needs of the runtime."""

    async def send(self, agent_id: str, request: TurnRequest) -> LiveRun: ...

    def run(self, run_id: str) -> LiveRun: ...

    def keep(self, work: Coroutine[Any, Any, None]) -> None: ...


async def when_free(turns: Turns, agent: AgentRecord, request: TurnRequest) -> LiveRun:
    """Begin an agent's turn as soon as it has time. Raises Conflict if it hasn't for long."""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await turns.send(agent.id, request)
                except Busy as busy:
                    await turns.run(busy.run_id).finished()
    except TimeoutError:
        raise Conflict(f"{agent.name} is busy with another message. Try again later.") from None


class Post:
    def __init__(self, store: Store, turns: Turns) -> None:
        self.store, self.turns = store, turns
        self._waits: list[tuple[str, str]] = []  # who waits for whom, by id
        self._hops: dict[str, int] = {}  # of runs that go on: how many messages between agents led to them

    async def call(self, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
        """Answer a call of one of the multi-agent tools."""
        return await attempt(FUNCTIONS[tool.name], Letters(self, context), arguments)

    async def deliver(self, context: ToolContext, other: AgentRecord, text: str) -> LiveRun:
        """Begin the other agent's turn about a message, once it is free. Raises LettaError."""
        hops = self._hops.get(context.cause.run_id or "", 0) + 1
        if hops > MOST_HOPS:
            raise Conflict(
                f"{MOST_HOPS} messages between agents have led to this one. Do without, or tell the person."
            )
        message = MessageCreate(
            role="user", content=text, name=context.agent.name, sender_id=context.agent.id
        )
        live = await when_free(self.turns, other, TurnRequest(messages=[message]))
        self._hops[live.run_id] = hops
        self.turns.keep(self._forget(live))
        return live

    @contextmanager
    def waiting(self, asker: AgentRecord, other: AgentRecord) -> Iterator[None]:
        """Note that one agent waits for the other. Raises Conflict if that one waits for it already."""
        if asker.id == other.id:
            raise Invalid("That is your own id; you can't send yourself a message.")
        if asker.id in self._awaited_by(other.id):
            raise Conflict(
                f"{other.name} is waiting for you, so it can't take a message before your turn has ended."
                " Say what you have to say in your reply."
            )
        edge = asker.id, other.id
        self._waits.append(edge)
        try:
            yield
        finally:
            self._waits.remove(edge)

    def _awaited_by(self, agent_id: str) -> set[str]:
        """Everyone whom an agent waits for, directly or through others."""
        found, news = set[str](), {agent_id}
        while news:
            news = {awaited for waiter, awaited in self._waits if waiter in news} - found
            found |= news
        return found

    async def _forget(self, live: LiveRun) -> None:
        await live.finished()
        self._hops.pop(live.run_id, None)


@dataclass(frozen=True)
class Letters:
    """What one agent writes, in one call. Implements `tools.multi_agent.Letters`."""

    post: Post
    context: ToolContext

    async def ask(self, agent_id: str, text: str) -> str:
        other, me = self.post.store.agents.get(agent_id), self.context.agent
        with self.post.waiting(me, other):
            letter = f"[From {me.name}, another agent, which waits for your reply ({me.id}).]\n{text}"
            return await reply_of(await self.post.deliver(self.context, other, letter), other.name)

    async def tell(self, agent_id: str, text: str) -> None:
        other, me = self.post.store.agents.get(agent_id), self.context.agent
        with self.post.waiting(me, other):  # until it is free to take the message
            letter = f"[From {me.name}, another agent, which doesn't wait for a reply ({me.id}).]\n{text}"
            await self.post.deliver(self.context, other, letter)

    def members(self) -> list[str]:
        group = self.post.store.groups.managed_by(self.context.agent.id)
        if group is None or not group.agent_ids:
            raise Invalid("You manage no group that has agents.")
        return group.agent_ids

    def tagged(self, match_all: list[str], match_some: list[str]) -> list[str]:
        if not match_all and not match_some:
            raise Invalid("Name at least one tag in match_all or in match_some.")
        agents = self.post.store.agents
        page = Page(limit=1_000, order="asc")
        found = agents.find(page, tags=tuple(match_all or match_some), match_all_tags=bool(match_all))
        others = [agent.id for agent in found if agent.id != self.context.agent.id]
        if match_all and match_some:
            others = [id_ for id_ in others if set(agents.tags(id_)) & set(match_some)]
        if not others:
            raise Invalid("No other agent has these tags.")
        return others

    async def ask_all(self, agent_ids: list[str], text: str) -> list[dict[str, Any]]:
        if len(agent_ids) > MOST_AT_ONCE:
            raise Invalid(f"These are {len(agent_ids)} agents; at most {MOST_AT_ONCE} can be asked at once.")
        return list(await asyncio.gather(*(self._one_of_many(agent_id, text) for agent_id in agent_ids)))

    async def _one_of_many(self, agent_id: str, text: str) -> dict[str, Any]:
        try:
            return {"agent_id": agent_id, "reply": await self.ask(agent_id, text)}
        except LettaError as error:
            return {"agent_id": agent_id, "error": str(error)}
