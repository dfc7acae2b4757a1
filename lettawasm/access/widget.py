"""What a page that talks to one agent may say and see. Its visitors are strangers: they send words, as users."""

from collections.abc import Callable, Iterator
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from .. import strict_json
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

_ANSWERS = ("approval", "tool_return")
_ANSWER = frozenset("type otid approvals tool_returns".split())

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


def problem_of(body: bytes, takes: Callable[[str], bool]) -> str | None:
    """Why a visitor may not send this to a conversation. `takes` tells which tools a page may bring along: what those
    returned comes from the visitor as well, while a word on the agent's own tools is its owner's alone.
    """
    value = read(body)
    if not isinstance(value, dict):
        return None
    messages = value.get("messages")
    sent = [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []
    for message in sent:
        found = _problem_of_answer(message) if message.get("type") in _ANSWERS else _problem_of(message)
        if found:
            return found
    untaken = [name for name in _names(value.get("client_tools")) if not takes(name)]
    if untaken:
        return f"This widget's token doesn't take the tools {', '.join(untaken)} of a page"
    return _stray(value, _TURN | {"client_tools"})


def read(body: bytes) -> Any:
    """A body's JSON; None for what is none, which the API reads in the same way and says what is wrong with it."""
    try:
        return strict_json.loads(body) if body.strip() else {}
    except ValueError:
        return None


def shown(query: bytes, *, of_conversation: bool = False) -> bytes | None:
    """A query for a history, asking for no system prompt, since memory stands in it. Of an agent's, for none but its
    own conversation, since others are other people's. None if only a system prompt is left.
    """
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    wanted = [value for name, value in pairs if name in _TYPES]
    types = [name for name in _SHOWN if name in wanted] if wanted else list(_SHOWN)
    rest = [pair for pair in pairs if pair[0] not in (*_TYPES, "conversation_id")]
    if not of_conversation:
        rest.append(("conversation_id", DEFAULT))
    return urlencode([*rest, *((_TYPES[0], name) for name in types)]).encode() if types else None


def _problem_of(message: dict[str, Any]) -> str | None:
    if message.get("role", "user") != "user":
        return "A widget sends messages as the user only"
    return _stray(message, _MESSAGE)


def _problem_of_answer(message: dict[str, Any]) -> str | None:
    returns = message.get("tool_returns") if message["type"] == "tool_return" else message.get("approvals")
    given = returns if isinstance(returns, list) else []
    if message["type"] == "approval" and not all(
        isinstance(r, dict) and r.get("type") == "tool" for r in given
    ):
        return "A visitor answers for the page's own tools only"
    return _stray(message, _ANSWER)


def _names(tools: Any) -> Iterator[str]:
    for tool in tools if isinstance(tools, list) else ():
        yield str(tool.get("name")) if isinstance(tool, dict) else str(tool)


def _stray(fields: dict[str, Any], allowed: frozenset[str]) -> str | None:
    stray = sorted(name for name, value in fields.items() if name not in allowed and value is not None)
    return f"A widget may not send {', '.join(stray)}" if stray else None
