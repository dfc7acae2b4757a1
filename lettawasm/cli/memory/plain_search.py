"""Searching where only Letta's own routes are: its server searches passages, and finds a text in blocks."""

from collections.abc import Iterator
from itertools import islice

from .client import Client
from .failure import NotOffered
from .naming import Json

_OF_PASSAGES = ("query", "agent_id", "tags", "tag_match_mode", "start_date", "end_date", "limit")
_NOT_OF_BLOCKS = ("tags", "start_date", "end_date")
_UNKNOWN = ("archive_ids", "labels", "source", "project_id")


def search(client: Client, wish: Json, agent: Json | None) -> list[Json]:
    """Hits in the form of lettawasm's search. Raises NotOffered for what can't be searched by."""
    if unknown := [name for name in _UNKNOWN if name in wish]:
        raise NotOffered(f"{client.place} can't search by {', '.join(unknown)}")
    kinds = wish.get("kinds", ("passage", "block"))
    if "message" in kinds:
        raise NotOffered(f"{client.place} can't search messages")
    hits: list[Json] = []
    if "passage" in kinds:
        hits += _passages(client, wish)
    if "block" in kinds and not any(name in wish for name in _NOT_OF_BLOCKS):
        hits += islice(_blocks(client, wish, agent), wish["limit"])
    return hits[: wish["limit"]]


def _passages(client: Client, wish: Json) -> Iterator[Json]:
    asked = {name: wish[name] for name in _OF_PASSAGES if name in wish}
    for found in client.post("/v1/passages/search", asked):
        passage = found["passage"]
        about = {"archive_id": passage.get("archive_id"), "tags": passage.get("tags") or []}
        yield _hit("passage", passage, passage["text"], found.get("score"), about)


def _blocks(client: Client, wish: Json, agent: Json | None) -> Iterator[Json]:
    held = None if agent is None else {block["id"] for block in agent["blocks"]}
    for block in client.get("/v1/blocks/", value_search=wish.get("query"), limit=100):
        if held is None or block["id"] in held:
            yield _hit("block", block, block["value"], None, {"label": block["label"]})


def _hit(kind: str, thing: Json, text: str, score: float | None, about: Json) -> Json:
    said = {"kind": kind, "id": thing["id"], "text": text, "offset": 0, "marks": [], "score": score}
    return {**said, "why": "words", "created_at": thing.get("created_at"), "about": about}
