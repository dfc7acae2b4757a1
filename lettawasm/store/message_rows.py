"""A message as a row: what is written of it, what is read back, what search sees and what it costs."""

import json
from typing import Any

from ..model import Image, Text, ToolCall
from ..ports import Row
from ..schemas.messages import Message, ToolReturn
from ..tokens import IMAGE_TOKENS, MESSAGE_TOKENS, estimate_tokens
from .table import to_json


def tokens_of(message: Message) -> int:
    """What a message costs in the prompt, estimated."""
    text = message.text + "".join(call.name + call.arguments for call in message.tool_calls)
    text += "".join(answer.text for answer in message.tool_returns)
    pictures = sum(isinstance(part, Image) for part in message.content)
    return MESSAGE_TOKENS + estimate_tokens(text) + IMAGE_TOKENS * pictures


def searchable(message: Message) -> str:
    """What full-text search sees. Results of searches are left out, or each would be found again next time."""
    if message.role == "system":
        return ""
    if message.role == "tool":
        return "\n".join(answer.text for answer in message.tool_returns if "search" not in answer.name)
    return message.text


def body_of(message: Message) -> str:
    parts = [{"text": p.text} if isinstance(p, Text) else {"image": p.url} for p in message.content]
    body: dict[str, Any] = {
        "content": parts,
        "reasoning": message.reasoning,
        "signature": message.signature,
        "tool_calls": [_call(call) for call in message.tool_calls],
        "tool_returns": [
            [r.tool_call_id, r.name, r.text, r.is_error, r.stderr, r.stdout, r.ran]
            for r in message.tool_returns
        ],
        "waits_for": message.waits_for,
        "approvals": message.approvals,
        "name": message.name,
        "sender_id": message.sender_id,
        "model": message.model,
        "extra": message.extra,
    }
    return to_json({key: value for key, value in body.items() if value})


def _call(call: ToolCall) -> list[str]:
    signed = [call.signature] if call.signature else []
    return [call.id, call.name, call.arguments, *signed]


def message_of(row: Row) -> Message:
    body = json.loads(row["body"])
    return Message(
        id=row["id"],
        agent_id=row["agent_id"],
        role=row["role"],
        created_at=row["created_at"],
        content=tuple(Text(p["text"]) if "text" in p else Image(p["image"]) for p in body.get("content", ())),
        reasoning=body.get("reasoning", ""),
        signature=body.get("signature"),
        tool_calls=tuple(ToolCall(*call) for call in body.get("tool_calls", ())),
        tool_returns=tuple(ToolReturn(*answer) for answer in body.get("tool_returns", ())),
        waits_for=tuple(body.get("waits_for", ())),
        approvals=tuple(body.get("approvals", ())),
        name=body.get("name"),
        sender_id=body.get("sender_id"),
        model=body.get("model"),
        extra=body.get("extra", {}),
        otid=row["otid"],
        run_id=row["run_id"],
        step_id=row["step_id"],
        conversation_id=row["conversation_id"],
        tokens=row["tokens"],
        seq=row["seq"],
    )
