"""What a model wants back is marked as its own, and given back to nobody else.

A signature is kept with the message for as long as that lives, while its agent may change to another model, or to
one of the same name elsewhere or asked in another way. So it carries the mark of who made it, and the thoughts that
it vouches for go with it.
"""

from dataclasses import replace
from urllib.parse import quote, urlsplit

from ..model import ChatMessage, Done, ModelRequest, ToolCall

# What APIs call them. A refusal of one is about one conversation, and says nothing of the next.
NAMES = frozenset({"signature", "encrypted_content", "thoughtSignature"})


def mark(url: str, model: str) -> str:
    """Who a model is: where it is asked, and its name. There is no space in it."""
    try:
        parts = urlsplit(url)
        place = parts.netloc.rpartition("@")[2] + parts.path
    except ValueError:
        place = ""
    return quote(f"{place}#{model}", safe="/:#")


def marked(done: Done, maker: str) -> Done:
    """The reply with the mark of its maker on its signatures."""
    calls = tuple(
        replace(call, signature=f"{maker} {call.signature}") if call.signature else call
        for call in done.tool_calls
    )
    return replace(done, tool_calls=calls, signature=done.signature and f"{maker} {done.signature}")


def given_back(request: ModelRequest, maker: str) -> ModelRequest:
    """The request with this maker's signatures, without its mark on them, and without anybody else's."""
    if not any(message.role == "assistant" for message in request.messages):
        return request
    return replace(request, messages=tuple(_message(message, maker) for message in request.messages))


def unsigned(request: ModelRequest) -> ModelRequest:
    """The request without any, for a model that doesn't take its own back."""
    return given_back(request, "")


def _message(message: ChatMessage, maker: str) -> ChatMessage:
    if message.role != "assistant":
        return message
    own = _own(message.signature, maker)
    calls = tuple(_call(call, maker) for call in message.tool_calls)
    return replace(message, tool_calls=calls, signature=own, reasoning=message.reasoning if own else "")


def _call(call: ToolCall, maker: str) -> ToolCall:
    return replace(call, signature=_own(call.signature, maker)) if call.signature else call


def _own(signature: str | None, maker: str) -> str | None:
    made_by, _, own = (signature or "").partition(" ")
    return own if maker and made_by == maker else None
