"""What every wire message has around what it says."""

from typing import Any

from ...schemas.messages import Message

Wire = dict[str, Any]


def frame(message: Message, message_type: str, index: int, **fields: Any) -> Wire:
    otid = message.otid if index < 0 else _part_otid(message.id, index)
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


def _part_otid(message_id: str, index: int) -> str:
    """The id of one part of a message: the message's uuid with the part's number in its lowest seven bits."""
    uuid = message_id.partition("-")[2]
    return f"{uuid[:-2]}{int(uuid[-2:], 16) & 0x80 | index:02x}"
