"""Calls and their returns in a prompt, each pair under one id."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ..model import ChatMessage


def identified(
    messages: Iterable[ChatMessage], spelled: Callable[[str], str] = lambda call_id: call_id
) -> Iterator[ChatMessage]:
    """The messages with an id for every call, `spelled` as an API takes it. Returns without one answer the nameless
    calls in their order.
    """
    nameless: list[str] = []
    for at, message in enumerate(messages):
        if message.role == "tool":
            call_id = message.tool_call_id or (nameless.pop(0) if nameless else f"call_{at}")
            yield replace(message, tool_call_id=spelled(call_id))
        elif message.tool_calls:
            ids = [call.id or f"call_{at}_{number}" for number, call in enumerate(message.tool_calls)]
            nameless += [own for own, call in zip(ids, message.tool_calls, strict=True) if not call.id]
            calls = zip(ids, message.tool_calls, strict=True)
            yield replace(message, tool_calls=tuple(replace(call, id=spelled(own)) for own, call in calls))
        else:
            yield message
