"""Messages as Letta's API shows them. One stored message can be several on the wire: what the model thought,
what it said, what it called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .. import strict_json
from ..events import Compacting, Delta
from ..model import Image, ReasoningDelta, TextDelta, ToolCall, ToolCallDelta, Usage
from ..schemas.base import DEFAULT
from ..schemas.messages import Message, ToolReturn
from ..schemas.turns import TurnRequest

Wire = dict[str, Any]


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


def messages(stored: Iterable[Message], style: Style = PLAIN) -> list[Wire]:
    return [wire for message in stored for wire in parts(message, style) if style.wants(wire)]


def parts(message: Message, style: Style = PLAIN) -> list[Wire]:
    """The wire messages of one stored message, in Letta's order."""
    match message.role:
        case "system":
            return [_frame(message, "system_message", -1, content=message.text)]
        case "user" | "summary":
            return [_frame(message, "user_message", -1, content=_content(message))]
        case "tool":
            return [_tool_return(message)]
        case "approval":
            return [_verdicts(message)]
        case "assistant":
            return _assistant(message, style)


def summary(message: Message) -> Wire:
    """A summary for clients that ask for compactions; for all others it is a user's message."""
    stats = message.extra.get("compaction")
    said = message.extra.get("summary", message.text)
    return _frame(message, "summary_message", 0, summary=said, compaction_stats=stats)


def compacting(event: Compacting, run_id: str) -> Wire:
    data = {
        "trigger": event.trigger,
        "context_token_estimate": event.tokens,
        "context_window": event.context_window,
    }
    return {
        **dict.fromkeys(("name", "otid", "sender_id", "is_err", "seq_id")),
        "id": event.id,
        "date": event.date,
        "message_type": "event_message",
        "step_id": event.step_id,
        "run_id": run_id,
        "event_type": "compaction",
        "event_data": data,
    }


def _assistant(message: Message, style: Style) -> list[Wire]:
    wires: list[Wire] = []
    if message.reasoning:
        extra = {"source": "reasoner_model", "reasoning": message.reasoning, "signature": None}
        wires.append(_frame(message, "reasoning_message", len(wires), **extra))
    if message.text:
        wires.append(_frame(message, "assistant_message", len(wires), content=message.text))
    calls, asking = [], []
    for call in message.tool_calls:
        speech = spoken(call, style)
        if call.id in message.waits_for:
            asking.append(_call(call))
        elif speech is None:
            calls.append(_call(call))
        else:
            wires.append(_frame(message, "assistant_message", len(wires), content=speech))
    if calls:
        wires.append(_frame(message, "tool_call_message", len(wires), tool_call=calls[0], tool_calls=calls))
    if asking:
        wires.append(_frame(message, "approval_request_message", -1, tool_call=asking[0], tool_calls=asking))
        wires[-1]["otid"] = message.id
    return wires


def _verdicts(message: Message) -> Wire:
    """An answer to calls that waited. The fields of the old form tell of the first verdict."""
    approvals = [dict(verdict) for verdict in message.approvals]
    first = next((verdict for verdict in approvals if verdict["type"] == "approval"), {})
    return _frame(
        message,
        "approval_response_message",
        -1,
        approvals=approvals,
        approve=first.get("approve"),
        approval_request_id=message.extra.get("request"),
        reason=first.get("reason"),
    )


def spoken(call: ToolCall, style: Style) -> str | None:
    """What the agent says with this call, if the call is its way of speaking."""
    if call.name != style.speech_tool:
        return None
    try:
        said = strict_json.parse(call.arguments)[style.speech_argument]
    except (ValueError, KeyError, TypeError):
        return None
    return said if isinstance(said, str) else None


def _tool_return(message: Message) -> Wire:
    returns = [_return(answer) for answer in message.tool_returns]
    first = {key: value for key, value in returns[0].items() if key != "type"}
    return {**_frame(message, "tool_return_message", 0), **first, "tool_returns": returns}


def _return(answer: ToolReturn) -> Wire:
    return {
        "type": "tool",
        "tool_return": answer.text,
        "status": "error" if answer.is_error else "success",
        "tool_call_id": answer.tool_call_id,
        "stdout": [answer.stdout] if answer.stdout else None,
        "stderr": [answer.stderr] if answer.stderr else None,
    }


def _call(call: ToolCall) -> Wire:
    return {"name": call.name, "arguments": call.arguments, "tool_call_id": call.id}


def _content(message: Message) -> str | list[Wire]:
    if all(not isinstance(part, Image) for part in message.content):
        return message.text
    return [
        {"type": "image", "source": _source(part.url)}
        if isinstance(part, Image)
        else {"type": "text", "text": part.text, "signature": None}
        for part in message.content
    ]


def _source(url: str) -> Wire:
    if not url.startswith("data:"):
        return {"type": "url", "url": url}
    media_type, _, data = url.removeprefix("data:").partition(";base64,")
    return {"type": "base64", "media_type": media_type, "data": data, "detail": None}


def _frame(message: Message, message_type: str, index: int, **fields: Any) -> Wire:
    otid = message.otid if index < 0 else part_otid(message.id, index)
    return {
        "id": message.id,
        "date": message.created_at,
        "name": message.name,
        "message_type": message_type,
        "otid": otid,
        "sender_id": message.sender_id,
        "step_id": message.step_id,
        "is_err": None,
        "seq_id": None,
        "run_id": message.run_id,
        **fields,
    }


def part_otid(message_id: str, index: int) -> str:
    """The id of one part of a message: the message's uuid with the part's number in its lowest seven bits."""
    uuid = message_id.partition("-")[2]
    return f"{uuid[:-2]}{int(uuid[-2:], 16) & 0x80 | index:02x}"


class Deltas:
    """Pieces of messages that are still being written, as wire messages. One per turn: it counts the parts."""

    def __init__(self, run_id: str, style: Style = PLAIN) -> None:
        self._run_id, self._style = run_id, style
        self._parts: dict[str, list[str]] = {}  # message id → the kinds of its parts so far
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
                    frame = self._frame(delta, "approval_request_message", tool_call=call, tool_calls=call)
                    return {**frame, "otid": delta.message_id}
                call = {key: value for key, value in call.items() if value is not None}
                return self._frame(delta, "tool_call_message", tool_call=call, tool_calls=call)

    def _frame(self, delta: Delta, message_type: str, **fields: Any) -> Wire:
        kinds = self._parts.setdefault(delta.message_id, [])
        if message_type not in kinds:
            kinds.append(message_type)
        message = Message(
            id=delta.message_id,
            agent_id="",
            role="assistant",
            created_at=delta.date,
            run_id=self._run_id,
            step_id=delta.step_id,
        )
        return _frame(message, message_type, kinds.index(message_type), **fields)


def usage(total: Usage, steps: int, context_tokens: int) -> Wire:
    return {
        "message_type": "usage_statistics",
        "completion_tokens": total.completion_tokens,
        "prompt_tokens": total.prompt_tokens,
        "total_tokens": total.total_tokens,
        "step_count": steps,
        "run_ids": None,
        "cached_input_tokens": total.cached_input_tokens,
        "cache_write_tokens": total.cache_write_tokens,
        "reasoning_tokens": total.reasoning_tokens,
        "context_tokens": context_tokens,
    }


def stop(reason: str) -> Wire:
    return {"message_type": "stop_reason", "stop_reason": reason}


def found(stored: Sequence[Message]) -> list[Wire]:
    """Search results: what each message says, with the agent it belongs to."""
    results = []
    for message in stored:
        for wire in parts(message):
            field = {"reasoning_message": "reasoning"}.get(wire["message_type"], "content")
            if field in wire:
                results.append(
                    {
                        "message_type": wire["message_type"],
                        "message_id": message.id,
                        "agent_id": message.agent_id,
                        "conversation_id": None
                        if message.conversation_id == DEFAULT
                        else message.conversation_id,
                        "created_at": message.created_at,
                        field: wire[field],
                    }
                )
    return results
