"""Bodies of requests on their way through: measured, and read ahead where what they say decides."""

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from ..errors import TooLarge


def is_announced_over(length: str | None, most: int) -> bool:
    """Whether a `content-length` is over the limit. What is no number says nothing; the body is counted anyway."""
    if length is None or not (length.isascii() and length.isdigit()):
        return False
    return len(length) > 18 or int(length) > most


def limited(receive: Receive, most: int) -> Receive:
    """`receive`, raising TooLarge once the body is over `most` bytes."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        if message["type"] == "http.request":
            size += len(message.get("body", b""))
            if size > most:
                raise TooLarge(f"The body is over this token's limit of {most:,} bytes")
        return message

    return receiving


async def whole(receive: Receive) -> bytes:
    """All of a body. Raises ClientDisconnect."""
    chunks = []
    while (message := await receive())["type"] == "http.request":
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)
    raise ClientDisconnect


def again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read already, then what comes after it."""
    is_told = False

    async def receiving() -> Message:
        nonlocal is_told
        if is_told:
            return await receive()
        is_told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving
