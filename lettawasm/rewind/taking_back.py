"""Taking back what was said: a message of a person's and all that came after it leave their conversation.

Nothing is lost: they move to a conversation of their own, an archived one, which begins with what was in context
before them, as a fork does.
"""

from .. import agents
from ..errors import Invalid, NotFound
from ..schemas.agents import AgentRecord
from ..schemas.base import DEFAULT
from ..schemas.conversations import Conversation, ConversationSettings
from ..schemas.messages import Message
from ..store import Store
from ..store.contexts import out_of_runs
from . import forgetting

_TITLE = 80  # characters of the message that name its archive


def take_back(store: Store, agent: AgentRecord, message_id: str, *, memory: bool) -> Conversation:
    """The archived conversation that has the message now. With `memory`, what was remembered in the turns that go is
    taken back as well, and what others wrote since stays. Call it in a transaction.

    Raises NotFound for a message of another conversation, Invalid for one that is no person's.
    """
    message = _must_be_said(store, agent, message_id)
    context = _context_before(store, agent, message)
    run_ids = store.recall.run_ids_from(agent.id, agent.conversation_id, message.seq)
    archive = _archive(store, agent, message.text)
    store.recall.move(agent.id, agent.conversation_id, archive.id, message.seq)
    store.runs.move(run_ids, archive.id)
    store.recall.inherit(archive.id, context)
    store.recall.show(agent.id, agent.conversation_id, context)
    agents.recompile(store, agent.model_copy(update={"conversation_id": archive.id}))
    for run_id in reversed(run_ids) if memory else ():
        forgetting.forget(store, {"run_id": run_id}, erase=False)
    return archive


def _must_be_said(store: Store, agent: AgentRecord, message_id: str) -> Message:
    message = store.recall.get(message_id)
    if not store.recall.is_told_in(agent.id, agent.conversation_id, message.seq):
        raise NotFound(f"No message with id '{message_id}' is in this conversation")
    if message.role != "user":
        raise Invalid("INVALID_ARGUMENT: Only what a person said can be taken back, with all that followed")
    return message


def _archive(store: Store, agent: AgentRecord, said: str) -> Conversation:
    own = None if agent.conversation_id == DEFAULT else store.conversations.get(agent.conversation_id)
    made = store.conversations.create(
        agent.id,
        own.settings if own else ConversationSettings(),
        llm=own.llm if own else None,
        summary=" ".join(said.split())[:_TITLE] or None,
    )
    return store.conversations.update(made.model_copy(update={"archived_at": store.clock.now()}))


def _context_before(store: Store, agent: AgentRecord, message: Message) -> list[Message]:
    """What stood in context when the message came: what does now, unless it was compacted since."""
    place = agent.id, agent.conversation_id
    standing = [one for one in store.recall.context(*place) if one.role != "system"]
    before = [one for one in standing if one.seq < message.seq]
    was_compacted = len(before) < len(standing) and any(
        one.role == "summary" for one in standing if one.seq > message.seq
    )
    shown = store.steps.last_shown(*place, message.created_at) if was_compacted else None
    if shown is None:
        return before
    seqs = out_of_runs(shown.messages)
    found = store.recall.with_seqs(seqs)
    found += store.recall.said_between(
        agent.id, max(seqs, default=0), message.created_at, agent.conversation_id
    )
    return [one for one in found if one.role != "system" and one.seq < message.seq]
