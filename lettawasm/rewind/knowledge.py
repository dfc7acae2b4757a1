"""What an agent knew when it said something: the context that its model was shown in a step."""

from dataclasses import replace
from typing import Any

from ..errors import NotFound
from ..model import Text
from ..schemas.messages import Message
from ..schemas.versions import Shown
from ..store import Store
from ..store.contexts import out_of_runs


def shown_in(store: Store, step_id: str) -> tuple[Shown, list[Message], int]:
    """What the step was shown, the messages, the system prompt first as it was then, and how many of them are gone.

    Raises NotFound for a step that nothing was written down of.
    """
    shown = store.steps.shown(step_id)
    if shown is None:
        raise NotFound(f"What step {step_id} was shown was not written down")
    seqs = out_of_runs(shown.messages)
    messages = store.recall.with_seqs(seqs)
    gone = len(seqs) - len(messages)
    if messages and messages[0].seq == seqs[0]:
        messages[0] = _prompt(store, messages[0], shown)
    return shown, messages, gone


def blocks_at(store: Store, agent_id: str, moment: str) -> list[dict[str, Any]]:
    """The agent's blocks as they were: each with its id and the number of its version."""
    number = store.versions.at(agent_id, moment)
    state = store.versions.state(agent_id, number) if number else None
    found = []
    for block_id in state["blocks"] if state else ():
        at = store.versions.at(block_id, moment)
        block = store.versions.state(block_id, at) if at else None
        if block is not None:
            found.append({"id": block_id, "version": at, **block})
    return found


def _prompt(store: Store, message: Message, shown: Shown) -> Message:
    if shown.override_system is not None:
        text: str | None = shown.override_system
    else:
        state = store.versions.state(message.id, shown.prompt) if shown.prompt else None
        text = "".join(part.get("text", "") for part in state["content"]) if state else None
    if text is None:
        return replace(message, content=(Text("[This prompt has been forgotten.]"),))
    return replace(message, content=(Text(text + shown.system_addition),))
