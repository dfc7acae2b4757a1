"""What a model is shown: the messages in context, in its form and within its window. Pure.

The estimate of tokens is off by a few per cent, so a prompt may fill only `FULL` of the window; the rest
is the reserve for that error and for the reply.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from .model import ChatMessage, Image, Text, ToolSpec
from .schemas.messages import Message, ToolReturn
from .tokens import estimate_tokens

FULL = 0.9  # of the window: compaction starts here
ROOMY = 0.7  # of the window: what compaction leaves
SUMMARY_SHARE = 0.1  # of the window: what a summary may take

INTERRUPTED = "This tool call was interrupted before it could finish. Nobody knows whether it had an effect."


@dataclass(frozen=True, slots=True)
class Budget:
    """A window of `window` tokens of which `fixed` go to the system prompt and the tools."""

    window: int
    fixed: int

    def room(self, share: float = FULL) -> int:
        """Tokens left for messages when the prompt may fill `share` of the window."""
        return int(self.window * share) - self.fixed

    @property
    def return_chars(self) -> int:
        """Characters of a tool return that are shown; all of it stays stored."""
        return max(5_000, int(self.window * 0.2) * 4)

    def cost(self, message: Message) -> int:
        """Tokens of a message as it is shown."""
        length = sum(len(answer.text) for answer in message.tool_returns)
        shown = sum(min(len(answer.text), self.return_chars) for answer in message.tool_returns)
        return message.tokens if shown == length else message.tokens * shown // length

    def total(self, messages: Sequence[Message]) -> int:
        return sum(map(self.cost, messages))


def tool_tokens(tools: Sequence[ToolSpec]) -> int:
    return sum(_schema_tokens(json.dumps([t.name, t.description, dict(t.parameters)])) for t in tools)


@lru_cache(maxsize=512)
def _schema_tokens(schema: str) -> int:
    return estimate_tokens(schema)


def cut(messages: Sequence[Message], budget: Budget) -> int:
    """How many of the oldest messages must go so that the rest leaves the window roomy.

    What stays begins with something a person or the model said, never with the answer to a call that left.
    """
    room = budget.room(ROOMY - SUMMARY_SHARE)
    kept, first = 0, len(messages)
    for index in range(len(messages) - 1, -1, -1):
        kept += budget.cost(messages[index])
        if kept > room:
            break
        if messages[index].role in ("user", "assistant"):
            first = index
    return min(first, _last_start(messages))


def oldest(messages: Sequence[Message], share: float) -> int:
    """How many messages the oldest `share` of them are, so that what stays begins as `cut` says; with 1, all."""
    wanted = ceil(len(messages) * share)
    starts = (i for i in range(wanted, len(messages)) if messages[i].role in ("user", "assistant"))
    return next(starts, len(messages) if share >= 1 else _last_start(messages))


def _last_start(messages: Sequence[Message]) -> int:
    """Where the newest message that can begin a context stands: that one always stays."""
    starts = [i for i, message in enumerate(messages) if message.role in ("user", "assistant")]
    return starts[-1] if starts else 0


def summarise(previous: str, leaving: Sequence[Message], most_tokens: int) -> str:
    """A summary made without a model: what was said last, in excerpts, as many as fit.

    The newest excerpts are kept first, and the previous summary's lines are the oldest of all.
    """
    lines = [line for line in previous.splitlines() if line.startswith("- ")]
    for message in leaving:
        if message.role in ("user", "assistant") and message.text.strip():
            who = "Person" if message.role == "user" else "You"
            lines.append(f"- {who}: {_excerpt(message.text)}")
    kept: list[str] = []
    tokens = 40
    for line in reversed(lines):
        tokens += estimate_tokens(line) + 1
        if tokens > most_tokens:
            break
        kept.append(line)
    return "\n".join(
        [
            "Earlier messages are no longer shown. All of them can still be found with conversation_search.",
            "The last of them, in excerpts:",
            *reversed(kept),
        ]
    )


def _excerpt(text: str, most: int = 200) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def to_chat(messages: Sequence[Message], budget: Budget) -> tuple[ChatMessage, ...]:
    """The prompt's messages. Every tool call has its answer and every answer its call, whatever the history says;
    if they still don't fit, the longest texts are shortened.
    """
    chat: list[ChatMessage] = []
    waiting: dict[str, str] = {}  # calls without an answer yet: id → name
    for message in messages:
        if message.role == "tool":
            for answer in message.tool_returns:
                if waiting.pop(answer.tool_call_id, None) is not None:
                    chat.append(_tool_message(answer, budget.return_chars))
            continue
        if message.role == "approval":  # the calls' returns tell what it said
            continue
        chat += _interrupted(waiting)
        if message.role == "summary":
            chat.append(ChatMessage("user", (Text(f"[{message.text}]"),)))
        elif message.role == "assistant":
            waiting = {call.id: call.name for call in message.tool_calls}
            chat.append(ChatMessage("assistant", message.content, message.tool_calls))
        else:
            chat.append(ChatMessage(message.role, message.content))
    chat += _interrupted(waiting)
    fits = budget.total(messages[1:]) <= budget.room()  # counted when they were stored, not at every step
    return tuple(chat) if fits else _shortened(chat, budget)


def _interrupted(waiting: dict[str, str]) -> list[ChatMessage]:
    answers = [ChatMessage("tool", (Text(INTERRUPTED),), tool_call_id=call_id) for call_id in waiting]
    waiting.clear()
    return answers


def _tool_message(answer: ToolReturn, most_chars: int) -> ChatMessage:
    text = answer.text
    if len(text) > most_chars:
        text = f"{text[:most_chars]}… [{len(text) - most_chars:,} more characters are not shown]"
    return ChatMessage("tool", (Text(text),), tool_call_id=answer.tool_call_id)


def _shortened(chat: list[ChatMessage], budget: Budget) -> tuple[ChatMessage, ...]:
    """The same, with texts cut where a context that can't be compacted further would still overflow."""
    costs = [estimate_tokens(m.text) for m in chat]
    over = sum(costs[1:]) - budget.room()
    for index in sorted(range(1, len(chat)), key=lambda i: -costs[i]):
        if over <= 0:
            break
        message, keep = chat[index], max(50, costs[index] - over)
        if keep >= costs[index]:
            continue
        text = message.text[: len(message.text) * keep // costs[index]]
        pictures = tuple(part for part in message.content if isinstance(part, Image))
        short: tuple[Text | Image, ...] = (Text(f"{text}… [cut: too long for this model]"), *pictures)
        chat[index] = ChatMessage(message.role, short, message.tool_calls, message.tool_call_id)
        over -= costs[index] - keep
    return tuple(chat)
