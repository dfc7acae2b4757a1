"""The object everything holds: a space that is open, its models, and the runs that go on in it."""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from weakref import WeakValueDictionary

from . import agents, clock, context, failures
from .catalog import Catalog
from .context import Budget
from .errors import Conflict, Invalid, LettaError, Unprocessable
from .events import ErrorInfo, Stopped, Stored
from .live import LiveRun
from .loop import Turn, run
from .migrations import migrate
from .model import Text, Usage
from .ports import Host
from .schemas.agents import AgentRecord
from .schemas.messages import Message, MessageCreate, TurnRequest
from .schemas.runs import Run, StopReason
from .store import Store
from .store.recall import tokens_of
from .tools.builtin import definitions

REMEMBERED_RUNS = 64  # finished runs whose pieces can still be replayed; older ones are told from the store


class Runtime:
    """Open a space: bring its schema up to date, give it the built-in tools, close what a crash left open."""

    def __init__(self, host: Host) -> None:
        self.host = host
        migrate(host.driver)
        self.store = Store(host.driver, host.clock)
        self.catalog = Catalog(host, self.store)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._live: OrderedDict[str, LiveRun] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        host.driver.transact(self._prepare)

    def _prepare(self) -> None:
        for name, fields in definitions().items():
            self.store.tools.put(name, fields)
        for interrupted in self.store.runs.unfinished():
            self._close_interrupted(interrupted)

    def _close_interrupted(self, run: Run) -> None:
        """A run whose last word was said is complete; any other has failed, and can be sent again."""
        said = self.store.recall.of_runs([run.id])
        if said and said[-1].role == "assistant" and not said[-1].tool_calls:
            self.store.runs.finish(run.id, "end_turn")
        else:
            self.store.runs.finish(run.id, "error", failures.interrupted().wire())

    # Turns

    async def send(self, agent_id: str, request: TurnRequest) -> LiveRun:
        """Begin to answer `request`, or join the run that already answers the same message (by `otid`).

        An agent answers one request after another. Raises, with nothing changed, for what can't be sent.
        """
        agent = self.store.agents.get(agent_id)
        messages = _checked(request)
        if request.override_model is not None:
            model = await self.catalog.resolve(request.override_model)
            config = agent.settings.llm_config.model_copy(
                update={"context_window": model.context_window, "model": model.name, "handle": model.handle}
            )
            config = config.model_copy(update={"provider_name": model.provider_name})
            agent = agent.model_copy(
                update={"settings": agent.settings.model_copy(update={"llm_config": config})}
            )
        self.catalog.of_agent(agent)
        self._check_length(agent, messages)
        otid = messages[-1].otid
        if otid and (known := self._known(agent_id, otid, request)):
            return known
        waits = any(other.agent_id == agent_id and not other.is_over for other in self._live.values())
        live = self._open(self.host.clock.new_id("run"), agent_id, request)
        if waits:
            self.store.runs.create(
                live.run_id, agent_id, "created", request.background, otid, _config_of(request)
            )
        task = asyncio.ensure_future(self._drive(live, agent, messages))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return live

    def run(self, run_id: str) -> LiveRun:
        """A run's events: as they happen, as they happened, or as the store still tells them. Raises NotFound."""
        if run_id in self._live:
            return self._live[run_id]
        run = self.store.runs.get(run_id)
        request = TurnRequest.model_validate({"input": "", **(run.request_config or {})})
        return self._replay(run, LiveRun(run_id, run.agent_id, request, run.created_at), [run_id])

    def cancel(self, agent_id: str, run_ids: list[str] | None = None) -> dict[str, str]:
        """Stop an agent's runs. Raises Conflict when none of them goes on."""
        self.store.agents.get(agent_id)
        going = [r for r in self._live.values() if r.agent_id == agent_id and not r.is_over]
        if run_ids is not None:
            going = [r for r in going if r.run_id in run_ids]
        if not going:
            raise Conflict(f"CONFLICT: No active runs to cancel for agent {agent_id}")
        for live in going:
            live.cancelled.set()
        return {live.run_id: "cancelled" for live in going}

    def delete_agent(self, agent_id: str) -> None:
        """Delete an agent. Runs of it that go on are stopped."""
        self.store.agents.delete(agent_id)
        for live in self._live.values():
            if live.agent_id == agent_id:
                live.cancelled.set()

    def _known(self, agent_id: str, otid: str, request: TurnRequest) -> LiveRun | None:
        """The run that answers the message `otid`, if it goes on or went well. One that failed may be tried again."""
        for live in self._live.values():
            if (
                live.agent_id == agent_id
                and not live.is_over
                and live.request.all_messages()[-1].otid == otid
            ):
                return live
        earlier = self.store.runs.latest_for(agent_id, otid)
        if earlier is None or earlier.status in ("failed", "created", "running"):
            return None
        return self._replay(
            earlier,
            LiveRun(earlier.id, agent_id, request, earlier.created_at),
            self.store.runs.all_for(agent_id, otid),
        )

    def _replay(self, run: Run, live: LiveRun, run_ids: list[str]) -> LiveRun:
        live.retold = True
        for message in self.store.recall.of_runs(run_ids):
            if message.role != "user":
                live.add(Stored(message))
        usage, steps = self.store.steps.usage_of(run.id)
        failure = self.store.runs.failure(run.id)
        error = ErrorInfo(failure["type"], failure["message"], failure["detail"]) if failure else None
        live.add(Stopped(run.stop_reason or "error", usage, steps, 0, error))
        return live

    def _open(self, run_id: str, agent_id: str, request: TurnRequest) -> LiveRun:
        live = self._live[run_id] = LiveRun(run_id, agent_id, request, self.host.clock.now())
        over = [key for key, old in self._live.items() if old.is_over]
        for key in over[: max(0, len(self._live) - REMEMBERED_RUNS)]:
            del self._live[key]
        return live

    async def _drive(self, live: LiveRun, agent: AgentRecord, messages: list[MessageCreate]) -> None:
        """The run's own task: take the agent's lock, store the messages, let the loop run, close the run."""
        async with self._lock(live.agent_id):
            try:
                earlier = self.host.driver.transact(lambda: self._begin(live, messages))
                live.begun.set()
                for message in earlier:
                    live.add(Stored(message))
                if stop := _already_answered(earlier):
                    self._close(live, Stopped(stop, Usage(), 0))
                    return
                async for event in run(self._turn(live, agent), self.store):
                    if isinstance(event, Stopped):
                        self._close(live, event)
                    else:
                        live.add(event)
            except Exception as error:  # a run must end in a stored state, whatever happens in it
                self._fail(live, error)

    def _begin(self, live: LiveRun, messages: list[MessageCreate]) -> list[Message]:
        """Record the run and its messages; a message that is there already isn't stored again.

        Returns what earlier, interrupted runs had already answered to it.
        """
        otid = messages[-1].otid
        earlier = self.store.runs.all_for(live.agent_id, otid) if otid else []
        request, background = _config_of(live.request), live.request.background
        self.store.runs.create(live.run_id, live.agent_id, "running", background, otid, request)
        agents.recompile(self.store, self.store.agents.get(live.agent_id))
        stored = [self._store_once(live, message) for message in messages]
        if not stored[-1]:
            return [m for m in self.store.recall.of_runs(earlier) if m.role in ("assistant", "tool")]
        return []

    def _store_once(self, live: LiveRun, message: MessageCreate) -> bool:
        """Store a message unless it stands at the end of the conversation already. Tells whether it was stored.

        One that was sent before, failed, and was overtaken by others since, moves to the end.
        """
        known = message.otid and self.store.recall.with_otid(live.agent_id, message.otid)
        if known and self.store.recall.is_last_word_of(known):
            return False
        if known:
            self.store.recall.drop_from_context(known.id)
        draft = self.store.recall.draft(
            live.agent_id, message.role, content=message.parts(), name=message.name
        )
        otid = None if known else message.otid
        self.store.recall.append(replace(draft, otid=otid, sender_id=message.sender_id, run_id=live.run_id))
        return True

    def _turn(self, live: LiveRun, agent: AgentRecord) -> Turn:
        provider, model = self.catalog.of_agent(agent)
        return Turn(
            run_id=live.run_id,
            agent=agent,
            provider=provider,
            model=model,
            tools={tool.name: tool for tool in self.store.tools.of_agent(agent.id)},
            max_steps=live.request.max_steps,
            override_system=live.request.override_system,
            cancelled=live.cancelled,
        )

    def _close(self, live: LiveRun, stopped: Stopped) -> None:
        """Store how the run ended, then tell."""

        def work() -> None:
            failure = stopped.error.wire() if stopped.error else None
            completed_at = self.store.runs.finish(live.run_id, stopped.reason, failure)
            took = clock.nanoseconds(completed_at) - clock.nanoseconds(live.started_at)
            self.store.agents.note_run(live.agent_id, stopped.reason, completed_at, took // 1_000_000)
            if self.store.agents.get(live.agent_id).settings.message_buffer_autoclear:
                self.store.recall.leave_context(live.agent_id, None)

        self.host.driver.transact(work)
        live.add(stopped)

    def _fail(self, live: LiveRun, error: Exception) -> None:
        if isinstance(error, LettaError):
            info = ErrorInfo("error", str(error), type(error).__name__, error.status)
        else:
            info = failures.unexpected(error)
            _log(error)
        stopped = Stopped("error", Usage(), 0, 0, info)
        try:
            self._close(live, stopped)
        except (
            Exception
        ) as second:  # the agent was deleted meanwhile, or the disk is full: listeners must not hang
            _log(second)
            live.add(stopped)

    def _check_length(self, agent: AgentRecord, messages: list[MessageCreate]) -> None:
        """Refuse what could never be shown to the agent's model whole."""
        window = agent.settings.llm_config.context_window
        room = Budget(window, self.store.recall.system_prompt_tokens(agent.id)).room(context.ROOMY)
        for message in messages:
            draft = Message("", agent.id, message.role, "", content=message.parts())
            if (tokens := tokens_of(draft)) > room:
                raise Unprocessable(
                    f"The message is about {tokens:,} tokens long; this agent's model can take {max(room, 0):,}."
                    " Shorten it, or store it as a passage and let the agent search it."
                )

    def _lock(self, agent_id: str) -> asyncio.Lock:
        lock = self._locks.get(agent_id)
        if lock is None:
            lock = self._locks[agent_id] = asyncio.Lock()
        return lock


def _checked(request: TurnRequest) -> list[MessageCreate]:
    messages = request.all_messages()
    if not messages:
        raise Unprocessable("Messages must not be empty")
    for message in messages:
        parts = message.parts()
        if not any(not isinstance(part, Text) or part.text.strip() for part in parts):
            raise Unprocessable("Messages must not be empty: this one has neither text nor an image in it")
    if request.client_tools:
        raise Invalid("client_tools are not supported yet")
    return messages


def _already_answered(earlier: list[Message]) -> StopReason | None:
    """Whether the interrupted runs had in fact said their last word."""
    done = bool(earlier) and earlier[-1].role == "assistant" and not earlier[-1].tool_calls
    return "end_turn" if done else None


def _config_of(request: TurnRequest) -> dict[str, object]:
    names = {
        *("use_assistant_message", "assistant_message_tool_name", "assistant_message_tool_kwarg"),
        *("include_return_message_types", "stream_tokens", "max_steps"),
    }
    return request.model_dump(mode="json", include=names)


def _log(error: Exception) -> None:
    import logging
    import traceback

    logging.getLogger("lettawasm").error("".join(traceback.format_exception(error)))
