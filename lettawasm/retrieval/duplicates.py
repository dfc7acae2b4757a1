"""What need not be stored again, for it is there."""

from .. import strict_json
from ..schemas.agents import AgentRecord
from ..schemas.filters import Filters
from ..schemas.messages import ToolReturn
from ..schemas.passages import Passage
from ..search import terms
from ..store import Store
from ..store.filters import where_of
from .question import source_of
from .sameness import LEAST_LIKENESS, likeness, plain, says_the_same

_MOST_COMPARED = 20  # passages, those that share the most words
_SEARCHES = {"archival_memory_search", "conversation_search"}


def twin(store: Store, filters: Filters, text: str) -> Passage | None:
    """A passage, of those that the filters let through, that says the same as a text."""
    where = where_of("passage", filters)
    likely = source_of(store, "passage").by_terms(terms(text), where, _MOST_COMPARED)
    for passage in store.archival.numbered([seq for seq, _ in likely]).values():
        if says_the_same(text, passage.text) and _is_alike(store, text, passage.text):
            return passage
    return None


def add_tags(store: Store, passage: Passage, tags: tuple[str, ...]) -> None:
    """Let a passage have these tags, too."""
    all_ = list(dict.fromkeys([*passage.tags, *tags]))
    if all_ != passage.tags:
        kept = passage.model_dump(include={"archive_id", "text", "metadata", "created_at"})
        store.archival.put(passage.id, {**kept, "tags": all_})


def is_recalled(store: Store, agent: AgentRecord, text: str) -> bool:
    """Whether a search in this turn has brought up what says the same as a text."""
    turn = store.recall.turn_so_far(agent.id, agent.conversation_id)
    found = (one for message in turn for one in message.tool_returns if one.name in _SEARCHES and one.ran)
    return any(says_the_same(text, content) for one in found for content in _contents(one))


def _contents(returned: ToolReturn) -> list[str]:
    """The texts that a search returned. One that was cut off or failed tells nothing."""
    try:
        told = strict_json.loads(returned.text)
    except ValueError:
        return []
    hits = told.get("results") if isinstance(told, dict) else told
    return [
        str(hit["content"])
        for hit in (hits if isinstance(hits, list) else [])
        if isinstance(hit, dict) and "content" in hit
    ]


def _is_alike(store: Store, text: str, other: str) -> bool:
    """Whether the embedder agrees, as far as it can be asked at once and knows the words."""
    vectors = store.vectors.embed_now([plain(text), plain(other)])
    return not vectors or not all(map(any, vectors)) or likeness(*vectors) >= LEAST_LIKENESS
