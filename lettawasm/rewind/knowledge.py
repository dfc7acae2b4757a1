"""What an agent knew when it said something: the context that its model was shown in a step."""

from dataclasses import replace
from typing import Any

from ..context import tool_tokens
from ..errors import NotFound
from ..model import Text
from ..schemas.messages import Message
from ..schemas.runs import Step
from ..schemas.versions import Shown
from ..store import Store
from ..store.contexts import out_of_runs
from ..tokens import estimate_tokens
from ..tools.specs import specs_of

_PARTS = {"system": "system", "summary": "summary_memory"}  # by the role of a message


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


def tokens(store: Store, step: Step, shown: Shown, messages: list[Message]) -> dict[str, int]:
    """About how many tokens the parts of what a step was shown have. Tools count as they are today."""
    parts = dict.fromkeys(("system", "core_memory", "summary_memory", "messages", "functions_definitions"), 0)
    for message in messages:
        parts[_PARTS.get(message.role, "messages")] += message.tokens
    blocks = blocks_at(store, step.agent_id, shown.at) if step.agent_id else []
    said = sum(estimate_tokens(block["value"]) for block in blocks)
    parts["core_memory"] = min(said, parts["system"])
    parts["system"] -= parts["core_memory"]
    parts["functions_definitions"] = tool_tokens(specs_of(store.tools.named(shown.tools).values()))
    return parts


def _prompt(store: Store, message: Message, shown: Shown) -> Message:
    if shown.override_system is not None:
        text: str | None = shown.override_system
    else:
        state = store.versions.state(message.id, shown.prompt) if shown.prompt else None
        text = "".join(part.get("text", "") for part in state["content"]) if state else None
    if text is None:
        return replace(message, content=(Text("[This prompt has been forgotten.]"),))
    return replace(message, content=(Text(text + shown.system_addition),))
