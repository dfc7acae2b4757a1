"""A model request for engines that know no tools and are strict about who speaks when."""

import json
from collections.abc import Iterator
from dataclasses import replace

from ..model import ChatMessage, Image, ModelRequest, Text, ToolCall

GO_ON = "Go on."  # said for the person, where a model had the last word


def plain(request: ModelRequest) -> ModelRequest:
    """Without tools; calls and what they returned are told in words. Only the first message is the system's, and the
    last one is a user's.
    """
    messages = tuple(_plain(request.messages))
    if messages and messages[-1].role == "assistant":
        messages += (ChatMessage("user", (Text(GO_ON),)),)
    return replace(request, messages=messages, tools=(), tool_choice="auto")


def _plain(messages: tuple[ChatMessage, ...]) -> Iterator[ChatMessage]:
    names = {call.id: call.name for message in messages for call in message.tool_calls}
    for at, message in enumerate(messages):
        if message.role == "tool":
            name = names.get(message.tool_call_id or "", "the tool")
            yield ChatMessage("user", (Text(f"Result of {name}:\n{message.text}"),))
        elif message.tool_calls:
            told = [message.text, *map(_written, message.tool_calls)]
            yield ChatMessage("assistant", (Text("\n".join(filter(None, told))),))
        else:
            role = "user" if message.role == "system" and at else message.role
            yield ChatMessage(role, _one_text(message))


def _written(call: ToolCall) -> str:
    return f'{{"tool": {json.dumps(call.name)}, "arguments": {call.arguments or "{}"}}}'


def _one_text(message: ChatMessage) -> tuple[Text | Image, ...]:
    """All texts in one part, and after it the pictures."""
    pictures = [part for part in message.content if isinstance(part, Image)]
    return (Text(message.text), *pictures)
