"""The object everything holds: a space that is open, its models, and the runs that go on in it."""

import asyncio
from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import compacting, conversations, intake, pending
from .calls import Calls
from .catalog import Catalog
from .compressing.watcher import Compressing
from .course import Course
from .custom_tools import CustomTools
from .embedding.static import StaticEmbedder
from .embeddings import Embeddings
from .errors import Busy, Conflict
from .groups import sleeptime
from .groups.post import Post
from .groups.rounds import Rounds
from .keys import Keys
from .live import LiveRun
from .live_runs import LiveRuns
from .lookups import SEARCHES, LookUps
from .mcp.servers import McpServers
from .migrations import migrate
from .ports import Host
from .retelling import retold
from .schemas.base import DEFAULT
from .schemas.compaction import CompactionResponse, CompactionSettings
from .schemas.messages import Message
from .schemas.turns import TurnRequest
from .store import Store, beginning
from .tools.builtin import NEED_SANDBOX, definitions
from .tools.outside import World
from .turns import Turns
from .web_access import TOOLS as WEB_TOOLS
from .web_access import WebAccess

if TYPE_CHECKING:
    from .vault import Vault


class Runtime:
    """Open a space: bring its schema up to date, give it the built-in tools, close what a crash left open."""

    def __init__(self, host: Host) -> None:
        self.host = host
        migrate(host.driver)
        self.store = Store(host.driver, host.clock, host.kernel)
        self.keys = Keys(self.store)
        self.catalog = Catalog(host, self.store, self.keys)
        self.embeddings = Embeddings(self.store, self.catalog, StaticEmbedder(host.table), self.keep)
        self.world = World()
        self.mcp = McpServers(host, self.store, self.keys)
        self.rounds = Rounds(self.store, self)
        self.world.add("external_mcp", self.mcp.call)
        self.custom = CustomTools(host, self.store, self.keys)
        self.world.add("custom", self.custom.call, when=self.custom.can_run)
        self.world.add("run_code", self.custom.run_code, when=self.custom.can_run)
        self.web = WebAccess(host, self.store, self.keys)
        for name in WEB_TOOLS:
            self.world.add(name, self.web.call)
        self.turns = Turns(self.store, self.catalog, self.world)
        self.world.add("letta_multi_agent_core", Post(self.store, self).call)
        look_ups = LookUps(self.store, self.embeddings)
        for name in SEARCHES:
            self.world.add(name, look_ups.call, when=look_ups.wait)
        self._live = LiveRuns()
        tending = sleeptime.Sleeptime(self.store, self)
        shortening = Compressing(self.store, self.catalog, self)
        own = tending, shortening, self.embeddings
        self._course = Course(self.store, self.turns, lambda: (*own, *self.host.watchers))
        self._tasks: set[asyncio.Task[None]] = set()
        self.store.driver.transact(self._prepare)

    @cached_property
    def vault(self) -> "Vault":
        from .vault import Vault  # few spaces have one

        return Vault(self.host, self.store, self.keys, self.keep)

    def _prepare(self) -> None:
        beginning.begin(self.store.versions)
        if self.store.driver.execute("SELECT 1 FROM memory_settings WHERE name = 'retention'"):
            from .rewind import retention  # few spaces forget

            retention.apply(self.store)
        for name, fields in definitions().items():
            if name not in NEED_SANDBOX:
                self.store.tools.put(name, fields)
        self.custom.offer()
        for interrupted in self.store.runs.unfinished():
            self._course.close_interrupted(interrupted)

    async def send(self, agent_id: str, request: TurnRequest, conversation_id: str = DEFAULT) -> LiveRun:
        """Begin to answer `request`, or join the run that already answers the same message (by `otid`).

        The run and its messages are stored when this returns. Raises, with nothing changed, for what can't be
        sent; Busy while another message is answered in the same conversation. From the last check to the open
        run nothing awaits, so no two turns of one conversation ever meet. Those of different ones may: they
        share only blocks and passages, which every tool reads and writes in one go.
        """
        place = agent_id, conversation_id
        agent = await self.turns.agent(*place, request)
        messages = intake.checked(self.store, agent, request)
        if known := self._known(*place, request):
            return known
        answer = request.answer()
        given_in = pending.given_in(self.store, agent, answer) if answer else None
        if given_in and not messages and (going := self.going(*place)) and going.run_id == given_in:
            return going
        self.must_be_free(agent_id, "send a new message", conversation_id)
        settlement = pending.settlement(self.store, agent, answer) if answer else None
        if settlement is None:
            if given_in and not messages and (earlier := self.store.runs.get(given_in)).status == "completed":
                return retold(self.store, earlier, request, [given_in])
            pending.must_not_wait(self.store, agent)
        now = self.host.clock.now()
        live = LiveRun(self.host.clock.new_id("run"), agent_id, request, now, conversation_id)
        calls = self.turns.calls(live, agent)
        begun = self.store.driver.transact(
            lambda: intake.begin(self.store, live, messages, calls, settlement, given_in)
        )
        self._live.add(live)
        self._course.begun(live)
        self.keep(self._course.drive(live, agent, calls, begun))
        return live

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Let work go on by itself, whoever listens."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def must_be_free(self, agent_id: str, wish: str, conversation_id: str = DEFAULT) -> None:
        """Raise Busy, saying that one cannot `wish`, while a run goes on in the conversation."""
        if going := self.going(agent_id, conversation_id):
            raise Busy(wish, going.run_id)

    def run(self, run_id: str) -> LiveRun:
        """A run's events: as they happen, as they happened, or as the store still tells them. Raises NotFound."""
        if live := self._live.get(run_id):
            return live
        run = self.store.runs.get(run_id)
        request = TurnRequest.model_validate({"input": "", **(run.request_config or {})})
        return retold(self.store, run, request, [run_id])

    def cancel(
        self, agent_id: str, run_ids: list[str] | None = None, conversation_id: str | None = None
    ) -> dict[str, str]:
        """Stop the runs of an agent, or of one of its conversations. Raises Conflict when none of them goes on.

        A run that asked for a word on its tool calls is over; named in `run_ids`, its request is refused.
        """
        self.store.agents.get(agent_id)
        stopped = [
            reply.run_id
            for reply in self.store.approvals.all_pending(agent_id)
            if reply.run_id in (run_ids or ()) and self._refuse(reply, pending.CANCELLED)
        ]
        for live in self._live.all_going(agent_id):
            asked = conversation_id is None or live.conversation_id == conversation_id
            if asked and (run_ids is None or live.run_id in run_ids):
                live.cancelled.set()
                stopped.append(live.run_id)
        if not stopped:
            whose = f"conversation {conversation_id}" if conversation_id else f"agent {agent_id}"
            raise Conflict(f"CONFLICT: No active runs to cancel for {whose}")
        return {str(run_id): "cancelled" for run_id in stopped}

    def reset(self, agent_id: str) -> None:
        """Empty an agent's context. History and memory stay; what waits for a word is refused first. Raises Busy."""
        self.must_be_free(agent_id, "reset messages")

        def work() -> None:
            self.refuse_what_waits(agent_id)
            self.store.recall.leave_context(agent_id)

        self.store.driver.transact(work)

    def refuse_what_waits(self, agent_id: str, conversation_id: str = DEFAULT) -> None:
        """Say no to the calls that wait in a conversation. Call it in a transaction."""
        if reply := self.store.approvals.pending(agent_id, conversation_id):
            self._refuse(reply, pending.RESET)

    def _refuse(self, reply: Message, reason: str) -> bool:
        """Say no to what waits."""
        agent = conversations.taking_part(self.store, reply.agent_id, reply.conversation_id)
        calls = Calls(self.store, agent, reply.run_id, {})
        self.store.driver.transact(lambda: pending.refusal(reply, reason).carry_out(calls))
        return True

    async def compact(
        self, agent_id: str, conversation_id: str = DEFAULT, settings: CompactionSettings | None = None
    ) -> CompactionResponse:
        """Let a summary take the place of old messages in a conversation's context. Raises Busy or PendingApproval
        while a turn needs them, Invalid when nothing can leave, Conflict when the context has changed meanwhile.
        """
        agent = conversations.taking_part(self.store, agent_id, conversation_id)
        if settings and settings.model:
            await self.catalog.resolve(settings.model)
        self.must_be_free(agent_id, "compact", conversation_id)
        pending.must_not_wait(self.store, agent)
        return await compacting.on_request(self.store, self.catalog, agent, settings)

    def delete_agent(self, agent_id: str) -> None:
        """Delete an agent, and the companion that tends its memory. A run of it that goes on is stopped."""
        for companion_id in sleeptime.companions(self.store, agent_id):
            self.delete_agent(companion_id)
        self.store.agents.delete(agent_id)
        for live in self._live.all_going(agent_id):
            live.cancelled.set()

    def delete_run(self, run_id: str) -> None:
        """Forget a run and its steps; what was said stays. Raises Conflict while it goes on."""
        if self.store.runs.get(run_id).status in ("created", "running"):
            raise Conflict(f"CONFLICT: The run {run_id} goes on. Cancel it first.")
        self._live.forget(run_id)
        self.store.runs.delete(run_id)

    async def delete_conversation(self, conversation_id: str) -> None:
        """Delete a conversation with its messages. A run of it that goes on is stopped first."""
        agent_id = self.store.conversations.get(conversation_id).agent_id
        while live := self.going(agent_id, conversation_id):
            live.cancelled.set()
            await live.finished()
        self.store.driver.transact(lambda: conversations.delete(self.store, conversation_id))

    def going(self, agent_id: str, conversation_id: str = DEFAULT) -> LiveRun | None:
        """The run that goes on in a conversation."""
        return self._live.going(agent_id, conversation_id)

    def _known(self, agent_id: str, conversation_id: str, request: TurnRequest) -> LiveRun | None:
        """The run that answers the same message, if it goes on or went well. One that failed may be tried again."""
        otid, place = request.known_as, (agent_id, conversation_id)
        if otid is None:
            return None
        going = self.going(*place)
        if going and going.otid == otid:
            return going
        earlier = self.store.runs.latest_for(*place, otid)
        if earlier is None or earlier.status in ("failed", "created", "running"):
            return None
        return retold(self.store, earlier, request, self.store.runs.all_for(*place, otid))
