"""Agent files (.af), Letta's multi-entity format: its shape, its checks, and messages to and from it. No I/O.

Two things go beyond Letta's files, and readers that don't know them pass them by: `messages` holds the
whole history, of which `in_context_message_ids` names the part in context; `passages` holds archival memory.
"""

import json
from collections import Counter
from typing import Any

from pydantic import Field, ValidationError

from . import strict_json
from .errors import Invalid
from .model import Image, Text, ToolCall
from .schemas.agents import AgentType, LlmConfig, TimeZone
from .schemas.base import Name, Shape
from .schemas.base import Text as SafeText
from .schemas.blocks import BlockCreate
from .schemas.messages import Approval, ClientReturn, ImageSource, Message, ToolReturn
from .schemas.tools import Tool, ToolRule

REVISION = "lettawasm-1"


class BlockEntry(BlockCreate):
    id: str


class ToolEntry(Tool):
    pass


class FunctionEntry(Shape):
    name: str = ""
    arguments: str = "{}"


class CallEntry(Shape):
    id: str = ""
    function: FunctionEntry = Field(default_factory=FunctionEntry)


class ReturnEntry(Shape):
    tool_call_id: str | None = None
    name: str | None = None
    status: str | None = None
    func_response: Any = None
    stderr: list[str] | None = None


class MessageEntry(Shape):
    id: str
    role: str
    content: list[dict[str, Any]] | str | None = None
    name: str | None = None
    model: str | None = None
    otid: str | None = None
    sender_id: str | None = None
    tool_calls: list[CallEntry] | None = None
    tool_call_id: str | None = None
    tool_returns: list[ReturnEntry] | None = None
    approvals: list[dict[str, Any]] | None = None
    created_at: str | None = None


class PassageEntry(Shape):
    agent_id: str
    text: SafeText
    tags: list[str] = Field(default_factory=list)
    metadata: dict[str, Any] = Field(default_factory=dict)
    created_at: str | None = None


class AgentEntry(Shape):
    id: str
    name: Name
    agent_type: AgentType = "letta_v1_agent"
    system: SafeText | None = None
    description: str | None = None
    metadata: dict[str, Any] | None = None
    tags: list[str] | None = None
    llm_config: LlmConfig | None = None
    model: str | None = None
    embedding: str | None = None
    embedding_config: dict[str, Any] | None = None
    compaction_settings: dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None
    tool_rules: list[ToolRule] | None = None
    timezone: TimeZone = None
    message_buffer_autoclear: bool | None = None
    secrets: dict[str, str] | None = None
    tool_exec_environment_variables: dict[str, str] | None = None
    block_ids: list[str] | None = None
    tool_ids: list[str] | None = None
    messages: list[MessageEntry] = Field(default_factory=list)
    in_context_message_ids: list[str] = Field(default_factory=list)


class AgentFile(Shape):
    agents: list[AgentEntry]
    blocks: list[BlockEntry] = Field(default_factory=list)
    tools: list[ToolEntry] = Field(default_factory=list)
    passages: list[PassageEntry] = Field(default_factory=list)


def parse(text: bytes | str) -> AgentFile:
    """Read a file and check it. Raises Invalid, saying what is wrong, for one that can't be read whole."""
    try:
        value = strict_json.loads(text)
        if isinstance(value, str):  # some exporters encode twice
            value = strict_json.loads(value)
    except ValueError:
        raise Invalid("Corrupted agent file format.") from None
    if not isinstance(value, dict):
        raise Invalid("Corrupted agent file format.")
    if "agents" not in value and "agent_type" in value:
        raise Invalid("This is an agent file of the old single-agent format, which is not supported yet.")
    try:
        file = AgentFile.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Invalid(f"This agent file can't be read: {place}: {first['msg']}") from None
    _check_references(file)
    return file


def _check_references(file: AgentFile) -> None:
    if not file.agents:
        raise Invalid("This agent file has no agent in it.")
    ids = Counter(entry.id for group in (file.agents, file.blocks, file.tools) for entry in group)
    if doubled := [id_ for id_, count in ids.items() if count > 1]:
        raise Invalid(f"This agent file uses an id twice: {doubled[0]}")
    for agent in file.agents:
        known = {message.id for message in agent.messages}
        wanted = [*(agent.block_ids or []), *(agent.tool_ids or [])]
        missing = [id_ for id_ in wanted if id_ not in ids]
        missing += [id_ for id_ in agent.in_context_message_ids if id_ not in known]
        if missing:
            raise Invalid(f"This agent file refers to something that is not in it: {missing[0]}")


def message_entry(message: Message, number: int, agent_id: str) -> dict[str, Any]:
    """A message as the file has it, under the id `message-{number}`."""
    content: list[dict[str, Any]] = []
    if message.reasoning:
        content.append(
            {"type": "reasoning", "reasoning": message.reasoning, "is_native": True, "signature": None}
        )
    for part in message.content:
        if isinstance(part, Text):
            content.append({"type": "text", "text": part.text, "signature": None})
        else:
            content.append({"type": "image", "source": {"type": "url", "url": part.url}})
    calls = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for call in message.tool_calls
    ]
    returns = [
        {
            "tool_call_id": answer.tool_call_id,
            "status": "error" if answer.is_error else "success",
            "func_response": _framed(answer, message.created_at),
            "stdout": None,
            "stderr": [answer.stderr] if answer.stderr else None,
            "name": answer.name,
        }
        for answer in message.tool_returns
    ]
    if returns:
        content.append({"type": "text", "text": returns[0]["func_response"], "signature": None})
    return {
        "type": "message",
        "id": f"message-{number}",
        "role": "approval" if message.waits_for else message.role,
        "content": content,
        "name": message.name,
        "model": message.model,
        "otid": message.otid,
        "sender_id": message.sender_id,
        "agent_id": agent_id,
        "tool_calls": calls or None,
        "tool_call_id": returns[0]["tool_call_id"] if returns else None,
        "tool_returns": returns,
        "created_at": message.created_at,
        **dict.fromkeys(("group_id", "batch_item_id", "approve", "approval_request_id", "denial_reason")),
        "approvals": [dict(verdict) for verdict in message.approvals],
    }


def message_fields(entry: MessageEntry) -> dict[str, Any]:
    """The fields of a stored Message that a file's entry gives."""
    parts = _parts(entry)
    images = [image for p in parts if p.get("type") == "image" and (image := _image(p.get("source")))]
    content = [Text(p["text"]) for p in parts if p.get("type") == "text" and isinstance(p.get("text"), str)]
    returns = tuple(_tool_return(answer, entry.name) for answer in entry.tool_returns or [])
    if entry.role == "tool" and not returns:
        text = "\n".join(part.text for part in content)
        returns = (ToolReturn(entry.tool_call_id or "", entry.name or "", _unframed(text)),)
    calls = tuple(_tool_call(call) for call in entry.tool_calls or [])
    return {
        "content": () if entry.role == "tool" else (*content, *images),
        "reasoning": "\n".join(p["reasoning"] for p in parts if isinstance(p.get("reasoning"), str)),
        "tool_calls": calls,
        "waits_for": tuple(call.id for call in calls) if entry.role == "approval" else (),
        "approvals": tuple(verdict for one in entry.approvals or () if (verdict := _verdict(one))),
        "tool_returns": returns if entry.role == "tool" else (),
        "name": entry.name,
        "model": entry.model,
        "sender_id": entry.sender_id,
    }


def _parts(entry: MessageEntry) -> list[dict[str, Any]]:
    if isinstance(entry.content, str):
        return [{"type": "text", "text": entry.content}]
    return entry.content or []


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
        told = {"tool_return": entry.get("func_response"), **entry}
        return ClientReturn.model_validate(told).model_dump(mode="json")
    except ValidationError:
        return None


def _tool_call(call: CallEntry) -> ToolCall:
    return ToolCall(call.id, call.function.name, call.function.arguments)


def _tool_return(answer: ReturnEntry, name: str | None) -> ToolReturn:
    text = answer.func_response
    return ToolReturn(
        tool_call_id=answer.tool_call_id or "",
        name=answer.name or name or "",
        text=_unframed(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)),
        is_error=answer.status == "error",
        stderr="\n".join(answer.stderr or []) or None,
    )


# Agent files hold what a tool returned in a JSON frame, and their readers expect it.


def _framed(answer: ToolReturn, time: str) -> str:
    status = "Failed" if answer.is_error else "OK"
    return json.dumps({"status": status, "message": answer.text, "time": time}, ensure_ascii=False)


def _unframed(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    framed = isinstance(value, dict) and {"status", "message"} <= value.keys()
    return str(value["message"]) if framed else text
