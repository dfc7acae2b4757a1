"""How a version's state is kept: whole or as a delta, as text or deflated. The smaller way is taken."""

from dataclasses import dataclass
from enum import IntEnum

from . import delta

_WORTH_DEFLATING = 300  # characters; below that it saves next to nothing
_DEEPEST = 32  # deltas in a row, so that a state is put together from that many rows at most


class Form(IntEnum):
    GONE = 0  # the object was deleted
    WHOLE = 1
    DELTA = 2
    FORGOTTEN = 3  # the body is the state's hash


@dataclass(frozen=True, slots=True)
class Packed:
    form: Form
    body: str | bytes


def pack(old: str | None, new: str | None, number: int) -> Packed:
    """The version `number`, after one whose state was `old`; None where there was nothing, or nobody knows it."""
    if new is None:
        return Packed(Form.GONE, "")
    if old is not None and number % _DEEPEST:
        changed = delta.make(old, new)
        if len(changed) < len(new) // 2:
            return Packed(Form.DELTA, _deflated(changed))
    return Packed(Form.WHOLE, _deflated(new))


def unpack(form: int, body: str | bytes, old: str | None) -> str | None:
    """The state as text. Raises ValueError for a body that can't be read."""
    match form:
        case Form.GONE if not body:
            return None
        case Form.WHOLE:
            return _inflated(body)
        case Form.DELTA if old is not None:
            return delta.apply(old, _inflated(body))
        case _:
            raise ValueError("this state can't be put together")


def _deflated(text: str) -> str | bytes:
    if len(text) < _WORTH_DEFLATING:
        return text
    import zlib

    data = zlib.compress(text.encode(), 6)
    return data if len(data) < len(text) * 0.9 else text


def _inflated(body: str | bytes) -> str:
    if isinstance(body, str):
        return body
    import zlib

    try:
        return zlib.decompress(body).decode()
    except zlib.error as error:
        raise ValueError(str(error)) from error
