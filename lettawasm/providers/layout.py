"""The order in which a model thought, spoke and called, for APIs that want its thoughts back exactly where they stood.

A layout is a list with an entry for each part of a reply: `["text", characters]`, `["call"]`, and what an API keeps of
a thought under any other name. As JSON it is the signature of the message.
"""

from typing import Any

from .. import strict_json
from ..model import ChatMessage

Entry = list[Any]


def laid_out(message: ChatMessage) -> list[Entry]:
    """The message's own layout where it still fits. A text may have been shortened since: then the thoughts come
    first, the text and the calls after them.
    """
    plain = plainly(message)
    own = _parsed(message.signature) if message.signature else plain
    has_calls = sum(entry[0] == "call" for entry in own) >= len(message.tool_calls)
    if has_calls and length(own, "text") == len(message.text):
        return own
    return [*(entry for entry in own if entry[0] not in ("text", "call")), *plain]


def plainly(message: ChatMessage) -> list[Entry]:
    """The layout of a reply without thoughts."""
    return [["text", len(message.text)], *(["call"] for _ in message.tool_calls)]


def has_thoughts(layout: list[Entry]) -> bool:
    return any(entry[0] not in ("text", "call") for entry in layout)


def length(layout: list[Entry], kind: str) -> int:
    """The characters in all parts of one kind."""
    return sum(entry[1] for entry in layout if entry[0] == kind)


def _parsed(signature: str) -> list[Entry]:
    """The layout in a signature, which may come from a version of ours that wrote it otherwise."""
    try:
        layout = strict_json.loads(signature)
    except ValueError:
        return []
    is_one = isinstance(layout, list) and all(isinstance(each, list) and each for each in layout)
    return layout if is_one else []
