"""Sleep time: an agent that tends another one's memory in the background.

It shares that one's blocks. After every so many turns it is handed what was said since, in a run of its own, and
edits the blocks with its tools. The agent itself never waits for it.
"""

from .. import agents
from ..errors import LettaError
from ..kinds import kind_of
from ..memory import prompts
from ..ports import RunEnd
from ..schemas.agents import AgentRecord, AgentSettings, AgentType
from ..schemas.base import DEFAULT
from ..schemas.groups import DEFAULT_FREQUENCY, Group, GroupSettings
from ..schemas.messages import Message
from ..schemas.providers import is_home
from ..schemas.turns import MessageCreate, TurnRequest
from ..store import Store
from ..store.table import Page
from ..tokens import estimate_tokens
from ..tools.builtin import base_rules
from .post import Turns
from .words import said

TYPE: AgentType = "sleeptime_agent"
TENDS = "lettawasm_tends"  # in a companion's metadata: the agent that it was made for
MOST_MESSAGES = 500
SHARE = 0.4  # of its window: what it is handed at once


class Sleeptime:
    """Implements `ports.RunWatcher`."""

    def __init__(self, store: Store, turns: Turns) -> None:
        self._store, self._turns = store, turns

    def began(self, run_id: str, agent_id: str) -> None:
        pass

    def ended(self, end: RunEnd) -> None:
        if end.status == "completed" and end.stop_reason != "requires_approval":
            self._turns.keep(self._after_turn(end.agent_id))

    async def _after_turn(self, agent_id: str) -> None:
        try:
            agent = self._store.agents.get(agent_id)
            group = self._store.groups.managed_by(agent_id) if agent.settings.enable_sleeptime else None
            if group is None or group.manager_type != "sleeptime":
                return
            if self._store.groups.count_turn(group.id) >= (group.sleeptime_agent_frequency or 1):
                await self._hand_over(agent, group)
        except LettaError:
            pass  # it is busy, or gone: the next turn tries again, with what will have been said by then

    async def _hand_over(self, agent: AgentRecord, group: Group) -> None:
        page = Page(limit=MOST_MESSAGES, after=group.last_processed_message_id)
        news = self._store.recall.find(page, agent_id=agent.id)[::-1]
        heard = self._heard(news)
        for agent_id in group.agent_ids if heard else ():
            companion = self._store.agents.get(agent_id)
            if self._lives_elsewhere(companion):
                continue  # it would remember a report that nobody wished to tell it, and has none of these blocks
            self._store.driver.transact(lambda c=companion: share_blocks(self._store, agent, c))  # type: ignore[misc]
            text = _report(agent, heard, int(companion.settings.llm_config.context_window * SHARE))
            message = MessageCreate(role="user", content=text, name=agent.name, sender_id=agent.id)
            await self._turns.send(agent_id, TurnRequest(messages=[message], background=True))
        self._store.groups.hand_over(group.id, news[-1].id)

    def _lives_elsewhere(self, agent: AgentRecord) -> bool:
        """Whether an agent's model is one that lives on another server."""
        config = agent.settings.llm_config
        provider = self._store.providers.named(
            config.provider_name or (config.handle or "").partition("/")[0]
        )
        return provider is not None and is_home(provider.provider_type)

    def _heard(self, news: list[Message]) -> list[Message]:
        """Without what visitors said whose words are to reach no memory."""
        talks = {message.conversation_id for message in news} - {DEFAULT}
        deaf = {talk for talk in talks if self._store.conversations.memory_of_visitor(talk) == "none"}
        return [message for message in news if message.conversation_id not in deaf]


def enable(store: Store, agent: AgentRecord) -> None:
    """Give an agent a companion that tends its memory, unless it has one. Call it in a transaction."""
    if store.groups.managed_by(agent.id):
        return
    names = list(kind_of(TYPE).tools)
    settings = AgentSettings(
        agent_type=TYPE,
        system=prompts.default_system(TYPE),
        description=f"Tends the memory of {agent.name}.",
        metadata={TENDS: agent.id},
        llm_config=agent.settings.llm_config,
        embedding=agent.settings.embedding,
        embedding_config=agent.settings.embedding_config,
        timezone=agent.settings.timezone,
        tool_rules=base_rules(names),
    )
    companion = store.agents.create(f"{agent.name}-sleeptime", settings, [])
    for tool in store.tools.named(names).values():
        store.agents.attach_tool(companion.id, tool.id)
    share_blocks(store, agent, companion)
    agents.recompile(store, companion)
    about = GroupSettings(
        description=f"{agent.name} and its companion", sleeptime_agent_frequency=DEFAULT_FREQUENCY
    )
    store.groups.create("sleeptime", agent.id, about, [companion.id], [])


def companions(store: Store, agent_id: str) -> list[str]:
    """The agents that were made for this one alone."""
    group = store.groups.managed_by(agent_id)
    if group is None or group.manager_type != "sleeptime":
        return []
    found = [store.agents.get(id_) for id_ in group.agent_ids]
    return [each.id for each in found if (each.settings.metadata or {}).get(TENDS) == agent_id]


def share_blocks(store: Store, agent: AgentRecord, companion: AgentRecord) -> None:
    """Let the companion have the agent's blocks, but for those whose labels it has itself."""
    labels = {block.label for block in store.blocks.of_agent(companion.id)}
    for block in store.blocks.of_agent(agent.id):
        if block.label not in labels:
            store.blocks.attach(companion.id, block.id)


def _report(agent: AgentRecord, messages: list[Message], most_tokens: int) -> str:
    """What was said, as much of the newest as fits."""
    kept: list[str] = []
    for line in (line for message in reversed(messages) if (line := _line(agent, message))):
        line = line[: most_tokens * 2]
        most_tokens -= estimate_tokens(line)
        if most_tokens < 0:
            break
        kept.append(line)
    return "\n\n".join([f"[What was said with {agent.name} since you last looked:]", *reversed(kept)])


def _line(agent: AgentRecord, message: Message) -> str:
    if message.role == "assistant":
        words = said([message])
        return f"{agent.name}: {words}" if words else ""
    if message.role == "user" and not message.extra.get("reminder"):
        return f"{message.name or 'Person'}: {message.text}"
    return ""
