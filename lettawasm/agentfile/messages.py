"""Messages as an agent file has them: from what is stored, and back."""

import json
from typing import Any

from pydantic import ValidationError

from .. import strict_json
from ..model import Image, Text, ToolCall
from ..schemas.approvals import Approval, ClientReturn
from ..schemas.content import ImageSource
from ..schemas.messages import Message, ToolReturn
from .extension import MessageRest
from .shape import CallEntry, MessageEntry, ReturnEntry

_UNUSED = (
    "group_id",
    "batch_item_id",
    "approve",
    "denial_reason",
)  # Letta's keys; `approvals` says the latter two


def message_entry(message: Message, number: int, agent_id: str, request_id: str | None) -> dict[str, Any]:
    """A message as the file has it, under the id `message-{number}`; `request_id` is what it approves of there."""
    returns = [_return_entry(answer, message.created_at) for answer in message.tool_returns]
    calls = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for call in message.tool_calls
    ]
    return {
        "type": "message",
        "id": f"message-{number}",
        "role": "approval" if message.waits_for else message.role,
        "content": _content(message, returns),
        "name": message.name,
        "model": message.model,
        "otid": message.otid,
        "sender_id": message.sender_id,
        "agent_id": agent_id,
        "tool_calls": calls or None,
        "tool_call_id": returns[0]["tool_call_id"] if returns else None,
        "tool_returns": returns,
        "created_at": message.created_at,
        **dict.fromkeys(_UNUSED),
        "approval_request_id": request_id,
        "approvals": [_approval_entry(verdict) for verdict in message.approvals],
    }


def message_rest(message: Message) -> MessageRest:
    """What the file can say of a message in no field of Letta's."""
    calls = [call.id for call in message.tool_calls]
    return MessageRest(
        waits_for=list(message.waits_for) if message.waits_for and list(message.waits_for) != calls else None,
        refused=[answer.tool_call_id for answer in message.tool_returns if not answer.ran],
        reminder=bool(message.extra.get("reminder")),
    )


def _content(message: Message, returns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    if message.reasoning:
        parts.append(
            {"type": "reasoning", "reasoning": message.reasoning, "is_native": True, "signature": None}
        )
    for part in message.content:
        if isinstance(part, Text):
            parts.append(_text_part(part.text))
        else:
            parts.append({"type": "image", "source": {"type": "url", "url": part.url}})
    return parts + [_text_part(answer["func_response"]) for answer in returns[:1]]


def _text_part(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "signature": None}


def _return_entry(answer: ToolReturn, time: str) -> dict[str, Any]:
    return {
        "tool_call_id": answer.tool_call_id,
        "status": "error" if answer.is_error else "success",
        "stdout": None if answer.stdout is None else [answer.stdout],
        "stderr": None if answer.stderr is None else [answer.stderr],
        "func_response": _framed(answer, time),
        "name": answer.name,
    }


def _approval_entry(verdict: dict[str, Any]) -> dict[str, Any]:
    """A word on a call. What a client's tool returned is worded as every return is."""
    if "tool_return" not in verdict:
        return dict(verdict)
    entry = {key: value for key, value in verdict.items() if key != "tool_return"}
    return {**entry, "func_response": verdict["tool_return"]}


def message_fields(entry: MessageEntry, rest: MessageRest) -> dict[str, Any]:
    """The fields of a stored Message that a file's entry gives."""
    calls = tuple(_tool_call(call) for call in entry.tool_calls or [])
    waits_for = rest.waits_for if rest.waits_for is not None else [call.id for call in calls]
    return {
        "content": () if entry.role == "tool" else tuple(_parts(entry)),
        "reasoning": "\n".join(_reasoning(entry)),
        "tool_calls": calls,
        "waits_for": tuple(waits_for) if calls and entry.role == "approval" else (),
        "approvals": tuple(verdict for one in entry.approvals or () if (verdict := _verdict(one))),
        "tool_returns": _tool_returns(entry, rest) if entry.role == "tool" else (),
        "name": entry.name,
        "model": entry.model,
        "otid": entry.otid,
        "sender_id": entry.sender_id,
        "extra": {"reminder": True} if rest.reminder else {},
    }


def kept(part: dict[str, Any]) -> bool:
    """Whether a part of a message has a place in a stored one."""
    match part:
        case {"type": "text", "text": str()} | {"type": "reasoning", "reasoning": str()}:
            return True
        case {"type": "image", "source": source}:
            return _image(source) is not None
        case _:
            return False


def _parts(entry: MessageEntry) -> list[Text | Image]:
    if isinstance(entry.content, str):
        return [Text(entry.content)]
    found: list[Text | Image] = []
    for part in filter(kept, entry.content or []):
        if part["type"] == "text":
            found.append(Text(part["text"]))
        elif part["type"] == "image" and (image := _image(part["source"])):
            found.append(image)
    return found


def _reasoning(entry: MessageEntry) -> list[str]:
    parts = entry.content if isinstance(entry.content, list) else []
    return [part["reasoning"] for part in parts if part.get("type") == "reasoning" and kept(part)]


def _image(source: Any) -> Image | None:
    """The picture, unless the file only names one that lies elsewhere."""
    try:
        return Image(ImageSource.model_validate(source).as_url())
    except ValidationError:
        return None


def _verdict(entry: dict[str, Any]) -> dict[str, Any] | None:
    """A word on a tool call, if it is one."""
    try:
        if "approve" in entry:
            return Approval.model_validate(entry).model_dump(mode="json")
        return ClientReturn.model_validate(
            {"tool_return": entry.get("func_response"), **entry, "type": "tool"}
        ).model_dump(mode="json")
    except ValidationError:
        return None


def _tool_call(call: CallEntry) -> ToolCall:
    return ToolCall(call.id, call.function.name, call.function.arguments)


def _tool_returns(entry: MessageEntry, rest: MessageRest) -> tuple[ToolReturn, ...]:
    """What the tools returned. Older files say it in the message's text alone."""
    said = "\n".join(part.text for part in _parts(entry) if isinstance(part, Text))
    answers = entry.tool_returns or [ReturnEntry()]
    return tuple(_tool_return(answer, entry, said, rest) for answer in answers)


def _tool_return(answer: ReturnEntry, entry: MessageEntry, said: str, rest: MessageRest) -> ToolReturn:
    told = said if answer.func_response is None else answer.func_response
    text, failed = _unframed(told if isinstance(told, str) else to_text(told))
    call_id = answer.tool_call_id if answer.tool_call_id is not None else entry.tool_call_id or ""
    return ToolReturn(
        tool_call_id=call_id,
        name=answer.name if answer.name is not None else entry.name or "",
        text=text,
        is_error=failed if answer.status is None else answer.status == "error",
        stdout="\n".join(answer.stdout) if answer.stdout else None,
        stderr="\n".join(answer.stderr) if answer.stderr else None,
        ran=call_id not in rest.refused,
    )


# Agent files hold what a tool returned in a JSON frame, and their readers expect it.

_FRAME = {"status", "message", "time"}


def _framed(answer: ToolReturn, time: str) -> str:
    return to_text({"status": "Failed" if answer.is_error else "OK", "message": answer.text, "time": time})


def _unframed(text: str) -> tuple[str, bool]:
    """What the tool returned, and whether the frame says that it failed."""
    try:
        value = strict_json.parse(text)
    except ValueError:
        return text, False
    if not isinstance(value, dict) or value.keys() != _FRAME:
        return text, False
    message = value["message"]
    return message if isinstance(message, str) else to_text(message), value["status"] == "Failed"


def to_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
