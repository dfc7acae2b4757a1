"""Messages on the wire while they are still being written."""

from typing import Any

from ...events import Delta
from ...model import ReasoningDelta, TextDelta, ToolCallDelta
from ...schemas.messages import Message
from .frame import Wire, frame
from .messages import parts
from .style import PLAIN, Style


class Deltas:
    """Pieces of messages that are still being written, as wire messages. One per turn: it counts the parts."""

    def __init__(self, run_id: str, style: Style = PLAIN) -> None:
        self._run_id, self._style = run_id, style
        self._parts: dict[str, list[str]] = {}  # message id → the kinds of its parts so far
        self._frames: dict[
            tuple[str, str], Wire
        ] = {}  # (message id, kind of a part) → what is around its pieces
        self._calls: dict[tuple[str, int], str] = {}  # (message id, index of the call) → id of the call
        self._speech: set[str] = set()  # ids of calls that read as speech

    def rest(self, message: Message) -> list[Wire]:
        """The parts of a message, now stored, of which no pieces went out."""
        sent = self._parts.get(message.id, ())
        return [wire for wire in parts(message, self._style) if wire["message_type"] not in sent]

    def wire(self, delta: Delta) -> Wire | None:
        """A piece on the wire; None for pieces of a call that reads as speech, which goes out whole."""
        match delta.piece:
            case TextDelta(text):
                return self._frame(delta, "assistant_message", content=text)
            case ReasoningDelta(text):
                fields = {"source": "reasoner_model", "reasoning": text, "signature": None}
                return self._frame(delta, "reasoning_message", **fields)
            case ToolCallDelta(index, arguments, call_id, name):
                known = self._calls.setdefault((delta.message_id, index), call_id or "")
                if not delta.asks and (name == self._style.speech_tool or known in self._speech):
                    self._speech.add(call_id or known)
                    return None
                call = {"name": name, "arguments": arguments or None, "tool_call_id": call_id or known}
                if delta.asks:
                    asking = self._frame(delta, "approval_request_message", tool_call=call, tool_calls=call)
                    return {**asking, "otid": delta.message_id}
                call = {key: value for key, value in call.items() if value is not None}
                return self._frame(delta, "tool_call_message", tool_call=call, tool_calls=call)

    def _frame(self, delta: Delta, message_type: str, **fields: Any) -> Wire:
        key = delta.message_id, message_type
        if key not in self._frames:
            self._frames[key] = self._begin(delta, message_type)
        return {**self._frames[key], **fields}

    def _begin(self, delta: Delta, message_type: str) -> Wire:
        """What is the same around all pieces of a part."""
        kinds = self._parts.setdefault(delta.message_id, [])
        kinds.append(message_type)
        message = Message(
            id=delta.message_id,
            agent_id="",
            role="assistant",
            created_at=delta.date,
            run_id=self._run_id,
            step_id=delta.step_id,
        )
        return frame(message, message_type, len(kinds) - 1)
