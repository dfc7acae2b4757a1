"""The system message of an agent: its instructions, and what it has in view. As long as its model can take."""

import hashlib

from . import clock, in_view, library
from .memory import prompts, render
from .memory.profile import is_small
from .schemas.agents import AgentRecord
from .store import Store
from .store.table import to_json
from .tools.rules import RuleBook


def compiled(store: Store, agent: AgentRecord) -> str:
    """The message as it would be made now."""
    return in_words(store, agent, surroundings(store, agent))


def in_words(store: Store, agent: AgentRecord, around: render.Surroundings) -> str:
    """The message for an agent in these surroundings."""
    parts = (
        in_view.of_agent(store, agent).text,
        rules_in_words(store, agent),
        library.in_words(store, agent),
        metadata(agent, around),
    )
    return render.system_prompt(_instructions(store, agent), parts)


def made_from(store: Store, agent: AgentRecord) -> str:
    """A key that is another one when something has changed of which the message is made."""
    blocks, own = in_view.shown_blocks(store, agent), agent.settings.memory_template
    extras = [rules_in_words(store, agent), library.in_words(store, agent)]
    if own is not None:  # whatever it reads shows in what it makes
        extras.append(in_view.in_words(store, agent, blocks).text)
    if is_small(agent.settings):
        extras.append("small")
    parts = [[b.label, b.value, b.description, b.limit, b.read_only] for b in blocks]
    made_of = [_instructions(store, agent), parts, *filter(None, extras)]
    return hashlib.sha256(to_json(made_of).encode()).hexdigest()


def rules_in_words(store: Store, agent: AgentRecord) -> str:
    """What the prompt says of the agent's tool rules; nothing without any."""
    if not agent.settings.tool_rules:
        return ""
    return RuleBook(agent.settings.tool_rules, [t.name for t in store.tools.of_agent(agent.id)]).describe()


def surroundings(store: Store, agent: AgentRecord) -> render.Surroundings:
    now = clock.local(store.clock.now(), agent.settings.timezone)
    return render.Surroundings(
        agent_id=agent.id,
        conversation_id=agent.conversation_id,
        compiled_at=now.strftime("%Y-%m-%d %I:%M:%S %p %Z%z"),
        recall_count=max(0, store.recall.count(agent.id) - 1),
        passage_count=store.archival.count(agent.id),
        passage_tags=tuple(store.archival.tags(agent.id)),
    )


def metadata(agent: AgentRecord, around: render.Surroundings) -> str:
    """What the message says of the memory that isn't in view."""
    if not is_small(agent.settings):
        return render.memory_metadata(around)
    from .memory import terse  # most models aren't small

    return terse.memory_metadata(around)


def _instructions(store: Store, agent: AgentRecord) -> str:
    """The agent's own or, for a small model that would be given ours, the short ones."""
    settings = agent.settings
    if settings.system != prompts.conversational(settings.agent_type) or not is_small(settings):
        return settings.system
    from .memory import terse

    return terse.system([tool.name for tool in store.tools.of_agent(agent.id)])
