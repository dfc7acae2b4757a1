"""Stored messages on the wire. One can be several there: what the model thought, what it said, what it called."""

from collections.abc import Iterable, Sequence

from ...model import Image, ToolCall
from ...schemas.base import DEFAULT
from ...schemas.messages import Message, ToolReturn
from ...tools.execution import listed
from .frame import Wire, frame
from .style import PLAIN, Style, spoken


def messages(stored: Iterable[Message], style: Style = PLAIN) -> list[Wire]:
    return [wire for message in stored for wire in parts(message, style) if style.wants(wire)]


def parts(message: Message, style: Style = PLAIN) -> list[Wire]:
    """The wire messages of one stored message, in Letta's order."""
    match message.role:
        case "system":
            return [frame(message, "system_message", -1, content=message.text)]
        case "user" | "summary":
            return [frame(message, "user_message", -1, content=_content(message))]
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
    return frame(message, "summary_message", 0, summary=said, compaction_stats=stats)


def _assistant(message: Message, style: Style) -> list[Wire]:
    wires: list[Wire] = []
    if message.reasoning:
        extra = {"source": "reasoner_model", "reasoning": message.reasoning, "signature": None}
        wires.append(frame(message, "reasoning_message", len(wires), **extra))
    if message.text:
        wires.append(frame(message, "assistant_message", len(wires), content=message.text))
    calls, asking = [], []
    for call in message.tool_calls:
        speech = spoken(call, style)
        if call.id in message.waits_for:
            asking.append(_call(call))
        elif speech is None:
            calls.append(_call(call))
        else:
            wires.append(frame(message, "assistant_message", len(wires), content=speech))
    if calls:
        wires.append(frame(message, "tool_call_message", len(wires), tool_call=calls[0], tool_calls=calls))
    if asking:
        wires.append(frame(message, "approval_request_message", -1, tool_call=asking[0], tool_calls=asking))
        wires[-1]["otid"] = message.id
    return wires


def _verdicts(message: Message) -> Wire:
    """An answer to calls that waited. The fields of the old form tell of the first verdict."""
    approvals = [dict(verdict) for verdict in message.approvals]
    first = next((verdict for verdict in approvals if verdict["type"] == "approval"), {})
    return frame(
        message,
        "approval_response_message",
        -1,
        approvals=approvals,
        approve=first.get("approve"),
        approval_request_id=message.extra.get("request"),
        reason=first.get("reason"),
    )


def _tool_return(message: Message) -> Wire:
    returns = [_return(answer) for answer in message.tool_returns]
    first = {key: value for key, value in returns[0].items() if key != "type"}
    return {**frame(message, "tool_return_message", 0), **first, "tool_returns": returns}


def _return(answer: ToolReturn) -> Wire:
    return {
        "type": "tool",
        "tool_return": answer.text,
        "status": "error" if answer.is_error else "success",
        "tool_call_id": answer.tool_call_id,
        "stdout": listed(answer.stdout),
        "stderr": listed(answer.stderr),
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
