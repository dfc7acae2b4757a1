"""Searches as tests ask for them: by keywords, for texts."""

from typing import Any

from lettawasm import retrieval
from lettawasm.schemas.filters import Filters
from lettawasm.schemas.messages import Message
from lettawasm.schemas.passages import Passage
from lettawasm.store import Store


def passages(store: Store, query: str | None = None, limit: int = 10, **filters: Any) -> list[Passage]:
    return [passage for passage, _ in retrieval.passages(store, query, Filters(**filters), limit)]


def messages(store: Store, query: str | None = None, limit: int = 10, **filters: Any) -> list[Message]:
    return [message for message, _ in retrieval.messages(store, query, Filters(**filters), limit)]


def texts(found: list[Any]) -> list[str]:
    return [one.text for one in found]
