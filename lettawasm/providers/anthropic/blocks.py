"""A reply as the blocks that the API made of it. The model must see its thoughts again exactly as they came, each with
its seal.

In its layout a thought is `["thinking", characters, seal]`, or `["redacted_thinking", data]` where nobody may read it.
"""

from collections.abc import Iterator

from ...model import ChatMessage
from ..arguments import object_of
from ..dialect import Json
from ..layout import laid_out, length, plainly


def blocks(message: ChatMessage) -> Iterator[Json]:
    """The blocks of a reply; without any of its thoughts where they are not all there."""
    layout = laid_out(message)
    if length(layout, "thinking") != len(message.reasoning):
        layout = plainly(message)
    reasoning, text, calls = message.reasoning, message.text, iter(message.tool_calls)
    for kind, *rest in layout:
        match kind:
            case "thinking":
                thought, reasoning = reasoning[: rest[0]], reasoning[rest[0] :]
                yield {"type": "thinking", "thinking": thought, "signature": rest[1]}
            case "redacted_thinking":
                yield {"type": "redacted_thinking", "data": rest[0]}
            case "text":
                said, text = text[: rest[0]], text[rest[0] :]
                if said.strip():
                    yield {"type": "text", "text": said}
            case _:
                if call := next(calls, None):
                    given = object_of(call.arguments)
                    yield {"type": "tool_use", "id": call.id, "name": call.name, "input": given}
