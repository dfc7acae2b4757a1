"""Making room in a conversation's context: the oldest messages leave it and a summary takes their place.

Nothing is deleted: what leaves the context stays in recall memory, where it can be searched.
"""

from . import context
from .context import Budget
from .events import Compacted
from .model import Text
from .schemas.agents import AgentRecord
from .schemas.messages import Message
from .store import Store
from .store.recall import SUMMARY


def compact(store: Store, agent: AgentRecord, budget: Budget, share: float | None = None) -> Compacted | None:
    """Shrink the context until it has room again, or by the oldest `share` of it. None when nothing can leave."""
    conversation_id = agent.conversation_id
    _, *rest = store.recall.context(agent.id, conversation_id)
    previous = [m for m in rest if m.role == "summary"]
    conversation = [m for m in rest if m.role != "summary"]
    leaving = context.cut(conversation, budget) if share is None else context.oldest(conversation, share)
    if not leaving:
        return None
    old = previous[-1].text if previous else ""
    room = max(100, int(budget.window * context.SUMMARY_SHARE))
    text = context.summarise(old, conversation[:leaving], room)

    def replace() -> Message:
        first = conversation[leaving].seq if leaving < len(conversation) else None
        store.recall.leave_context(agent.id, first, conversation_id)
        draft = store.recall.draft(
            agent.id, "summary", content=(Text(text),), conversation_id=conversation_id
        )
        return store.recall.append(draft, SUMMARY)

    summary = store.driver.transact(replace)
    return Compacted(
        summary=summary,
        tokens_before=budget.fixed + budget.total(rest),
        tokens_after=budget.fixed + budget.total([summary, *conversation[leaving:]]),
        messages_before=len(rest) + 1,
        messages_after=len(conversation) - leaving + 2,
        context_window=budget.window,
    )
