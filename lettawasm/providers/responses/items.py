"""A reply as the items that the API made of it. In its layout a thought is `["reasoning", item]`, the item as it came:
what is in it is encrypted.
"""

from collections.abc import Iterator

from ...model import ChatMessage
from ..arguments import is_object
from ..dialect import Json
from ..layout import laid_out


def items(message: ChatMessage) -> Iterator[Json]:
    """The items of a reply. The API takes no thought without what came of it, which may have been left out since."""
    text, calls = message.text, iter(message.tool_calls)
    thoughts: list[Json] = []
    for kind, *rest in laid_out(message):
        made: Json | None = None
        if kind == "reasoning":
            thoughts.append(rest[0])
        elif kind == "text":
            said, text = text[: rest[0]], text[rest[0] :]
            made = _said(said) if said.strip() else None
        elif call := next(calls, None):
            given = call.arguments if is_object(call.arguments) else "{}"
            made = {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": given}
        if made:
            yield from thoughts
            yield made
            thoughts = []


def _said(text: str) -> Json:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}
