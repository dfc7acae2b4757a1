"""Talks become conversations of the agent: their messages can be searched, and gone on with where they stopped."""

from collections.abc import Iterator
from dataclasses import replace

from ..errors import NotFound
from ..model import Text
from ..schemas.conversations import Conversation, ConversationSettings
from ..store import Store
from .items import Said, Talk
from .tally import Tally

SLICE = 50  # messages that are stored at once
_LONGEST = 200_000  # characters of a message; a longer one is several
_TITLE = 500


class Talks:
    """What one import does with talks for the agent `agent_id`, or would do: `None` is one that isn't there yet."""

    def __init__(self, store: Store, origin: str, agent_id: str | None, tally: Tally) -> None:
        self._store, self._origin, self._agent_id, self._tally = store, origin, agent_id, tally

    def look(self, talk: Talk) -> None:
        """Count what would come."""
        conversation = self._came(talk)
        said = list(_pieces(talk.said))
        new = sum(not self._is_there(conversation, one) for one in said)
        self._count(talk, new, len(said), is_new=conversation is None)

    def bring(self, talk: Talk) -> Iterator[None]:
        """Store what hasn't come yet: at each step a slice of it, in a transaction of its own."""
        is_new, new, said = self._came(talk) is None, 0, list(_pieces(talk.said))
        for start in range(0, len(said), SLICE):
            few = said[start : start + SLICE]
            new += self._store.driver.transact(lambda few=few: self._slice(talk, few))  # type: ignore[misc]
            yield
        self._count(talk, new, len(said), is_new=is_new)

    def _slice(self, talk: Talk, said: list[Said]) -> int:
        conversation = self._came(talk) or self._begin(talk)
        new = [one for one in said if not self._is_there(conversation, one)]
        for one in new:
            self._append(conversation, one, talk.created_at)
        return len(new)

    def _begin(self, talk: Talk) -> Conversation:
        conversation = self._store.conversations.create(
            self._agent_id or "",
            ConversationSettings(),
            summary=" ".join(talk.title.split())[:_TITLE] or None,
            created_at=talk.created_at,
            last_message_at=talk.said[-1].created_at,
        )
        self._store.homecomings.arrived(self._origin, talk.key, conversation.id)
        return conversation

    def _came(self, talk: Talk) -> Conversation | None:
        """The conversation that a talk became when it came before."""
        became = self._store.homecomings.became(self._origin, talk.key)
        try:
            return self._store.conversations.get(became) if became else None
        except NotFound:
            return None

    def _is_there(self, conversation: Conversation | None, said: Said) -> bool:
        if conversation is None:
            return False
        return self._store.recall.with_otid(conversation.agent_id, said.key, conversation.id) is not None

    def _append(self, conversation: Conversation, said: Said, began: str | None) -> None:
        draft = self._store.recall.draft(
            conversation.agent_id,
            said.role,
            content=(Text(said.text),),
            conversation_id=conversation.id,
            otid=said.key,
            model=said.model,
            extra={"source": self._tally.source},
        )
        self._store.recall.append(replace(draft, created_at=said.created_at or began or draft.created_at))

    def _count(self, talk: Talk, new: int, of: int, *, is_new: bool) -> None:
        self._tally.added["messages"] += new
        self._tally.skipped["messages"] += of - new
        if is_new:
            self._tally.added["conversations"] += 1
            self._tally.example("conversations", talk.title)
        elif not new:
            self._tally.skipped["conversations"] += 1


def _pieces(said: tuple[Said, ...]) -> Iterator[Said]:
    """Messages, of which no row holds more than it can. A key that comes twice is told apart."""
    known: set[str] = set()
    for one in said:
        for start in range(0, len(one.text), _LONGEST):
            key = one.key if start == 0 and one.key not in known else f"{one.key} {len(known)}"
            known.add(key)
            yield replace(one, key=key, text=one.text[start : start + _LONGEST])
