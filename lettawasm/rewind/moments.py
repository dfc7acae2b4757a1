"""A whole agent as it was at a moment: its settings, blocks, tools, passages, and what stood in its context."""

from .. import clock
from ..errors import NotFound, Unprocessable
from ..schemas.base import DEFAULT
from ..schemas.versions import Cause
from ..store import Store
from ..store.contexts import out_of_runs
from . import objects


def moment_of(store: Store, text: str) -> str:
    """The time that is meant by a time, or by the id of a version, a step, a run or a message. A step and a run
    mean the moment before they began to answer. Raises NotFound, Unprocessable.
    """
    kind = text.partition("-")[0]
    match kind:
        case "step":
            shown = store.steps.shown(text)
            return shown.at if shown else store.steps.started_at(text)
        case "run":
            return store.runs.get(text).created_at
        case "message":
            return store.recall.get(text).created_at
        case _ if "." in text and kind in ("block", "passage", "agent"):
            return store.timeline.place(text)[0]
        case _:
            moment = clock.parse(text)
            if moment > store.clock.now():
                raise Unprocessable(f"{text} has yet to come")
            return moment


def restore(
    store: Store, agent_id: str, moment: str, *, context: bool = True, shared_blocks: bool = True
) -> None:
    """Bring an agent back to a moment. Call it in a transaction. Raises NotFound if it wasn't there then.

    Messages stay in its history; with `context` those that came later leave what its model is shown. Blocks that
    other agents hold too change for them as well, unless `shared_blocks` are left alone.
    """
    number = store.versions.at(agent_id, moment)
    state = None if number is None else store.versions.state(agent_id, number)
    if state is None:
        raise NotFound(f"Agent {agent_id} was not there at {moment}")
    with store.because(Cause("restore", origin="memory", source=f"moment:{moment}")):
        for block_id in state["blocks"]:
            if shared_blocks or not store.blocks.is_held_by_others(block_id, agent_id):
                _take_back(store, block_id, moment)
        objects.put(store, "agent", agent_id, state)
        if state["archive"]:
            for passage_id in _changed_passages(store, state["archive"], moment):
                _take_back(store, passage_id, moment)
        if context:
            store.recall.set_context(agent_id, _context(store, agent_id, moment))


def _take_back(store: Store, object_id: str, moment: str) -> None:
    number = store.versions.at(object_id, moment)
    if number is None:
        head = store.versions.chain(object_id)
        if head is not None and head.kind == "passage":  # it was made later
            objects.put(store, "passage", object_id, None)
        return
    if (state := store.versions.state(object_id, number)) is not None or not _is_forgotten(
        store, object_id, number
    ):
        objects.put(store, store.versions.must_have(object_id).kind, object_id, state)


def _is_forgotten(store: Store, object_id: str, number: int) -> bool:
    return store.timeline.head(object_id, number).state == "forgotten"


def _changed_passages(store: Store, archive_id: str, moment: str) -> list[str]:
    """The archive's passages that have changed since, the deleted ones among them."""
    found = []
    for object_id in store.timeline.changed_since("passage", moment):
        last = store.timeline.last_whole(object_id)
        state = store.versions.state(object_id, last) if last else None
        if state and state["archive_id"] == archive_id:
            found.append(object_id)
    return found


def _context(store: Store, agent_id: str, moment: str) -> list[str]:
    """The messages that stood in the agent's own context: those that its last step was shown, and what was said
    between that and the moment.
    """
    shown = store.steps.last_shown(agent_id, DEFAULT, moment)
    seqs = out_of_runs(shown.messages) if shown else []
    messages = store.recall.with_seqs(seqs)
    messages += store.recall.said_between(agent_id, max(seqs, default=0), moment)
    return [message.id for message in messages if message.role != "system"]
