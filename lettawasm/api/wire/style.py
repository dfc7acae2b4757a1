"""What a client wants to be shown, and which calls read as speech to it."""

from dataclasses import dataclass

from ... import strict_json
from ...model import ToolCall
from ...schemas.turns import TurnRequest
from .frame import Wire


@dataclass(frozen=True, slots=True)
class Style:
    """How a client wants messages shown: which tool's call reads as speech, and which types at all."""

    speech_tool: str | None = "send_message"
    speech_argument: str = "message"
    types: frozenset[str] | None = None

    @classmethod
    def of(cls, request: TurnRequest) -> "Style":
        types = request.include_return_message_types
        return cls(
            speech_tool=request.assistant_message_tool_name if request.use_assistant_message else None,
            speech_argument=request.assistant_message_tool_kwarg,
            types=None if types is None else frozenset(types),
        )

    def wants(self, wire: Wire) -> bool:
        return self.types is None or wire["message_type"] in self.types


PLAIN = Style()


def spoken(call: ToolCall, style: Style) -> str | None:
    """What the agent says with this call, if the call is its way of speaking."""
    if call.name != style.speech_tool:
        return None
    try:
        said = strict_json.parse(call.arguments)[style.speech_argument]
    except (ValueError, KeyError, TypeError):
        return None
    return said if isinstance(said, str) else None
