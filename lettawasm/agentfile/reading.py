"""Reading a file: all that is wrong with it at once, and what of it lettawasm has no place for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from .. import strict_json
from ..errors import Invalid
from . import legacy
from .left_out import left_out
from .references import check
from .report import Remark, Report
from .shape import AgentFile

CORRUPTED = "Corrupted agent file format."
MOST_BYTES = 1_900_000  # of one text: what fits a row
_PACKED = {b"\x1f\x8b": "gzip", b"PK": "zip", b"\x28\xb5": "zstd"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a file: `file` unless `problems` say why not, and what of it will not be carried over."""

    file: AgentFile | None
    problems: Report
    left_out: tuple[Remark, ...] = ()
    is_legacy: bool = False
    value: Any = None  # the JSON, in the present format


def parse(text: bytes | str) -> AgentFile:
    """The file. Raises Invalid with everything that is wrong with it."""
    reading = read(text)
    if reading.file is None:
        raise reading.problems.error()
    return reading.file


def read(text: bytes | str) -> Reading:
    """The file and what there is to say about it. Raises Invalid only for what is no JSON object."""
    return examine(_object(text))


def examine(value: dict[str, Any]) -> Reading:
    """The same of a JSON object."""
    problems, is_legacy = Report(), legacy.is_legacy(value)
    for path in _too_long(value):
        problems.add(path, f"the text is over the limit of {MOST_BYTES:,} bytes")
    present = legacy.upgraded(value, problems) if is_legacy else value
    found, file, unread = Report(), None, []
    if present is not None and (file := _validated(present, found)) is not None:
        check(file, present, found)
        unread = left_out(present)
    for remark in found.remarks:
        problems.add(legacy.place(remark.path) if is_legacy else remark.path, remark.message)
    problems.count += found.count - len(found.remarks)
    return Reading(None if problems.count else file, problems, tuple(unread), is_legacy, present)


def _object(text: bytes | str) -> dict[str, Any]:
    if isinstance(text, bytes):
        for magic, name in _PACKED.items():
            if text.startswith(magic):
                raise Invalid(f"{CORRUPTED} It is packed with {name}; unpack it first.")
    try:
        value = strict_json.loads(text)
        if isinstance(value, str):  # some exporters encode twice
            value = strict_json.loads(value)
    except ValueError as error:
        raise Invalid(f"{CORRUPTED} It is no JSON: {error!s:.200}") from None
    if not isinstance(value, dict):
        raise Invalid(f"{CORRUPTED} It must be a JSON object.")
    return value


def _validated(value: dict[str, Any], problems: Report) -> AgentFile | None:
    try:
        return AgentFile.model_validate(value)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False, include_context=False):
            problems.add(".".join(map(str, one["loc"])), one["msg"])
        return None


def _too_long(value: Any) -> Iterator[str]:
    """Where texts stand that no row can hold."""
    if isinstance(value, str):
        if len(value) * 4 > MOST_BYTES and len(value.encode()) > MOST_BYTES:
            yield ""
        return
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in entries:
        for path in _too_long(entry):
            yield f"{key!s:.100}.{path}" if path else f"{key!s:.100}"
