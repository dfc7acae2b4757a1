"""What an agent said in a turn, as another one reads it."""

from collections.abc import Iterable

from .. import strict_json
from ..errors import Conflict
from ..events import Stopped, Stored
from ..live import LiveRun
from ..model import ToolCall
from ..schemas.messages import Message


def said(messages: Iterable[Message]) -> str:
    """The words meant for others. Where an agent speaks by send_message, its other texts are thoughts."""
    own = [message for message in messages if message.role == "assistant"]
    spoken = [words for message in own for call in message.tool_calls if (words := _spoken(call))]
    return "\n".join(spoken or [message.text for message in own if message.text.strip()])


async def reply_of(live: LiveRun, name: str) -> str:
    """What the agent called `name` answers in a run, once it is over. Raises Conflict when it gives no answer."""
    stopped = await live.finished()
    if why := _why_silent(stopped):
        raise Conflict(f"{name} gave no reply: {why}")
    words = said(event.message for event in live.events if isinstance(event, Stored))
    return words or f"({name} ended its turn without a word.)"


def _why_silent(stopped: Stopped) -> str | None:
    if stopped.error:
        return stopped.error.message
    match stopped.reason:
        case "requires_approval":
            return "it waits for a person's word on a tool call, and goes on only then."
        case "cancelled":
            return "somebody stopped it."
        case _:
            return None


def _spoken(call: ToolCall) -> str | None:
    if call.name != "send_message":
        return None
    try:
        words = strict_json.parse(call.arguments)["message"]
    except (ValueError, KeyError, TypeError):
        return None
    return words if isinstance(words, str) else None
