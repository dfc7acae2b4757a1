"""What a page that talks to one agent may say and see. Its visitors are strangers: they send words, as users."""

from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from ..schemas.base import DEFAULT
from ..schemas.messages import MessageType
from .tables import CANCELLING, SENDING

# Everything else is refused: it would choose the model, rewrite the instructions or lengthen the turn.
_TURN = frozenset(
    """
    messages input otid streaming stream_tokens background include_pings include_return_message_types
    include_compaction_messages use_assistant_message assistant_message_tool_name assistant_message_tool_kwarg
""".split()
)
_MESSAGE = frozenset("type role content name otid sender_id".split())

JUDGED = SENDING | {CANCELLING}  # the routes whose bodies matter

_SHOWN = tuple(name for name in get_args(MessageType) if name != "system_message")
_TYPES = ("include_return_message_types", "include_return_message_types[]")


def problem(route: str, body: Any) -> str | None:
    """Why a widget may not send this. What has no proper form is left to the API, which reads it the same way."""
    if not isinstance(body, dict):
        return None
    if route == CANCELLING:
        return _stray(body, frozenset({"run_ids"}))
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and (found := _problem_of(message)):
            return found
    return _stray(body, _TURN)


def shown(query: bytes) -> bytes | None:
    """A query for an agent's history, asking for no system prompt, since memory stands in it, and for no conversation
    but the agent's own, since others are other people's. None if only a system prompt is left.
    """
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    wanted = [value for name, value in pairs if name in _TYPES]
    types = [name for name in _SHOWN if name in wanted] if wanted else list(_SHOWN)
    rest = [pair for pair in pairs if pair[0] not in (*_TYPES, "conversation_id")]
    rest.append(("conversation_id", DEFAULT))
    return urlencode([*rest, *((_TYPES[0], name) for name in types)]).encode() if types else None


def _problem_of(message: dict[str, Any]) -> str | None:
    if message.get("role", "user") != "user":
        return "A widget sends messages as the user only"
    return _stray(message, _MESSAGE)


def _stray(fields: dict[str, Any], allowed: frozenset[str]) -> str | None:
    stray = sorted(name for name, value in fields.items() if name not in allowed and value is not None)
    return f"A widget may not send {', '.join(stray)}" if stray else None
