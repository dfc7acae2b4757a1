"""The last resort: a prompt that is too long is made to fit, whatever it takes.

First the longest answers of tools are shortened, then the oldest messages are left out, then every text is
shortened, and pictures and the arguments of calls at last. The system prompt is never touched, what a person said
last is never left out, and a call and its answers go together. Nothing of this is stored.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from .. import strict_json
from ..model import ChatMessage, Image, Text, ToolCall
from ..tokens import IMAGE_TOKENS, MESSAGE_TOKENS, estimate_tokens, first_tokens

CUT = "… [cut: too long for this model]"
PICTURE = "[a picture, not shown: too much for this model]"
_LEAST = 50  # tokens that are left of a text that is shortened
_LEAST_ARGUMENT = 60  # characters that are left of an argument


def cost(message: ChatMessage) -> int:
    """Tokens of a message of the prompt."""
    pictures = sum(isinstance(part, Image) for part in message.content)
    calls = "".join(call.name + call.arguments for call in message.tool_calls)
    return MESSAGE_TOKENS + estimate_tokens(message.text) + estimate_tokens(calls) + IMAGE_TOKENS * pictures


def total(chat: Sequence[ChatMessage]) -> int:
    """Tokens of all messages but the system prompt, which is paid for already."""
    return sum(map(cost, chat[1:]))


def fitted(chat: Sequence[ChatMessage], room: int) -> list[ChatMessage]:
    """`chat` within `room` tokens, its first message, the system prompt, not counted."""
    chat = _shortened(chat, room, lambda message: message.role == "tool")
    chat = _without_oldest(chat, room, keep=1)
    chat = _shortened(chat, room, lambda message: True)
    for smaller in (_without_pictures, _with_short_arguments):
        if total(chat) > room:
            chat = [chat[0], *map(smaller, chat[1:])]
    return _without_oldest(chat, room, keep=0)


def _shortened(
    chat: Sequence[ChatMessage], room: int, may: Callable[[ChatMessage], bool]
) -> list[ChatMessage]:
    """With the longest texts cut, as many as it takes."""
    short, costs = list(chat), [cost(message) for message in chat]
    over = sum(costs[1:]) - room
    for index in sorted(range(1, len(short)), key=lambda i: -costs[i]):
        if over <= 0:
            break
        if may(short[index]):
            short[index] = _cut(short[index], over)
            over -= costs[index] - cost(short[index])
    return short


def _cut(message: ChatMessage, by: int) -> ChatMessage:
    has = estimate_tokens(message.text)
    keep = max(_LEAST, has - by) - estimate_tokens(CUT) - 1
    if has <= _LEAST:
        return message
    pictures = [part for part in message.content if isinstance(part, Image)]
    return replace(message, content=(Text(first_tokens(message.text, keep) + CUT), *pictures))


def _without_oldest(chat: Sequence[ChatMessage], room: int, keep: int) -> list[ChatMessage]:
    """With the oldest messages left out, as many as it takes, except for the last `keep` replies or so."""
    groups = _together(chat[1:])
    wish = next((g for g in reversed(groups) if g[0].role == "user"), None)
    over = total(chat) - room
    for group in list(groups[: len(groups) - keep]):
        if over > 0 and group is not wish:
            groups.remove(group)
            over -= sum(map(cost, group))
    return [chat[0], *(message for group in groups for message in group)]


def _together(chat: Sequence[ChatMessage]) -> list[list[ChatMessage]]:
    groups: list[list[ChatMessage]] = []
    for message in chat:
        if message.role == "tool" and groups:
            groups[-1].append(message)
        else:
            groups.append([message])
    return groups


def _without_pictures(message: ChatMessage) -> ChatMessage:
    parts = (Text(PICTURE) if isinstance(part, Image) else part for part in message.content)
    return replace(message, content=tuple(parts))


def _with_short_arguments(message: ChatMessage) -> ChatMessage:
    return replace(message, tool_calls=tuple(map(_short, message.tool_calls)))


def _short(call: ToolCall) -> ToolCall:
    """The call with its long arguments cut, and still an object; without any where it was none."""
    try:
        given = strict_json.loads(call.arguments)
    except ValueError:
        given = None
    values = given.items() if isinstance(given, dict) else ()
    return replace(call, arguments=json.dumps({name: _brief(value) for name, value in values}))


def _brief(value: object) -> object:
    text = value if isinstance(value, str) else json.dumps(value)
    return value if len(text) <= _LEAST_ARGUMENT else f"{text[:_LEAST_ARGUMENT]}{CUT}"
