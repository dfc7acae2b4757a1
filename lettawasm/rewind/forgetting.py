"""Forgetting what came from one source: it leaves memory, and the versions that held it.

What was made for the source goes; an edit that was made for it is taken back from what the object has become since.
Then every state that may hold the source's words is erased, in compiled prompts too. What was said stays in the
history of messages, except for messages that were brought in by the source itself.
"""

from dataclasses import dataclass

from ..schemas.versions import PERSON, Version
from ..store import Store
from ..store.versions import Chain
from ..versions.states import State
from ..versions.undo import undo
from . import objects

Wish = dict[str, str]  # fields of a cause, and what they are


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many states were erased, and how many messages deleted."""

    states: int
    messages: int


def forget(store: Store, wish: Wish, *, erase: bool = True) -> Forgotten:
    """Forget what has such a cause; without `erase` the versions stay readable. Call it in a transaction."""
    written = store.sources.written_for(wish)
    chains = {object_id: store.versions.must_have(object_id) for object_id in written}
    with store.because(PERSON):
        for object_id, numbers in written.items():
            if chains[object_id].kind != "agent":
                _leave(store, chains[object_id], numbers)
    store.versions.write()
    messages = store.recall.forget_source(wish["source"]) if "source" in wish else 0
    return Forgotten(_erase(store, chains, written) if erase else 0, messages)


def preview_of(versions: list[Version]) -> list[Version]:
    """What is to be seen of it before it is done."""
    return [version for version in versions if version.kind != "prompt"]


def _leave(store: Store, chain: Chain, numbers: list[int]) -> None:
    """Take what these versions did back from what the object is now."""
    now = store.versions.state(chain.object_id, chain.number)
    if now is None:
        return
    if numbers[0] == 1 and (chain.kind == "passage" or len(numbers) == chain.number):
        objects.put(store, chain.kind, chain.object_id, None)
        return
    for number in reversed(numbers):
        before = store.versions.state(chain.object_id, number - 1) if number > 1 else None
        after = store.versions.state(chain.object_id, number)
        if after is not None:
            now = _without(now, before or _emptied(after), after)
    objects.put(store, chain.kind, chain.object_id, now)


def _without(now: State, before: State, after: State) -> State:
    """A state without what changed between two others: in texts word by word, elsewhere if it still is as it was."""
    new = dict(now)
    for field, value in after.items():
        old = before.get(field)
        if value == old:
            continue
        if isinstance(value, str) and isinstance(old, str) and isinstance(now[field], str):
            new[field] = undo(old, value, now[field])
        elif now[field] == value:
            new[field] = old
    return {**new, "label": now["label"]} if "label" in now else new


def _emptied(state: State) -> State:
    """The state before the first one, for an object that others went on with."""
    return {**state, **{field: "" for field in ("value", "text") if field in state}}


def _erase(store: Store, chains: dict[str, Chain], written: dict[str, list[int]]) -> int:
    count, since = 0, None
    for object_id, chain in chains.items():
        if chain.kind == "agent":
            continue
        newest = store.versions.must_have(object_id)
        last = newest.number - 1 if newest.number > chain.number else chain.number - 1
        count += store.sources.forget(newest, written[object_id][0], last)
        moment = store.timeline.head(object_id, written[object_id][0]).created_at
        since = moment if since is None else min(since, moment)
    return count + (_erase_prompts(store, since) if since is not None and count else 0)


def _erase_prompts(store: Store, since: str) -> int:
    """Compiled prompts may hold any block; which did, their versions of that time no longer tell."""
    count = 0
    for object_id in store.timeline.changed_since("prompt", since):
        chain = store.versions.must_have(object_id)
        first = (store.versions.at(object_id, since) or 0) + 1
        count += store.sources.forget(chain, first, chain.number - 1)
    return count
