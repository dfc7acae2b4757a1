"""The messages in context as the prompt's messages."""

from collections.abc import Sequence
from dataclasses import replace

from ..model import ChatMessage, Text
from ..schemas.messages import Message, ToolReturn
from ..tokens import MESSAGE_TOKENS, estimate_tokens
from .budget import Budget, shown
from .fitting import fitted

INTERRUPTED = "This tool call was interrupted before it could finish. Nobody knows whether it had an effect."
_UNCOUNTED = MESSAGE_TOKENS + estimate_tokens(INTERRUPTED)  # at most, for a message that is not stored as one


def to_chat(messages: Sequence[Message], budget: Budget) -> tuple[ChatMessage, ...]:
    """The prompt's messages, the system prompt first. Every tool call has its answer and every answer its call,
    whatever the history says; what still doesn't fit is shortened until it does.
    """
    chat = _paired(messages, budget)
    uncounted = _UNCOUNTED * max(0, len(chat) - len(messages))
    total = budget.total(messages[1:]) + uncounted  # counted when they were stored, not at every step
    return tuple(chat if total <= budget.room() else fitted(chat, budget.room()))


def _paired(messages: Sequence[Message], budget: Budget) -> list[ChatMessage]:
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
        if message.role == "assistant":
            waiting = {call.id: call.name for call in message.tool_calls}
            said = ChatMessage("assistant", message.content, message.tool_calls)
            chat.append(replace(said, reasoning=message.reasoning, signature=message.signature))
        else:
            role = "user" if message.role == "summary" else message.role
            is_ours = message.role == "summary" or bool(message.extra.get("reminder"))
            chat.append(ChatMessage(role, message.content, is_ours=is_ours))
    return chat + _interrupted(waiting)


def _interrupted(waiting: dict[str, str]) -> list[ChatMessage]:
    answers = [ChatMessage("tool", (Text(INTERRUPTED),), tool_call_id=call_id) for call_id in waiting]
    waiting.clear()
    return answers


def _tool_message(answer: ToolReturn, most_chars: int) -> ChatMessage:
    return ChatMessage("tool", (Text(shown(answer.text, most_chars)),), tool_call_id=answer.tool_call_id)
