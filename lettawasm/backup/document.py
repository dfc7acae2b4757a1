"""A backup as JSON: its content, under a hash that tells whether it is still what was written."""

import json
from hashlib import sha256
from typing import Any, NamedTuple

from .. import strict_json
from ..errors import Invalid

KEY = "lettawasm_backup"
VERSION = 1


class Document(NamedTuple):
    made_at: str
    content: Any


def write(content: dict[str, Any], made_at: str) -> bytes:
    """The document. Its keys are sorted, so that the same content is the same text."""
    body = _body(content)
    head = json.dumps({KEY: VERSION, "made_at": made_at, "sha256": sha256(body).hexdigest()})
    return b'%b, "content": %b}\n' % (head.removesuffix("}").encode(), body)


def parse(text: bytes | str) -> Document:
    """Raises Invalid for what is no backup, was changed or cut off, or is of a newer lettawasm."""
    try:
        value = strict_json.loads(text)
    except ValueError as error:
        raise Invalid(f"This backup is damaged: it is no JSON ({error!s:.200})") from None
    if not is_document(value):
        raise Invalid("This is no backup of lettawasm")
    if value[KEY] != VERSION:
        raise Invalid(
            f"This backup was made by a newer lettawasm: its format is {value[KEY]!r:.20}, not {VERSION}"
        )
    if sha256(_body(value.get("content"))).hexdigest() != value.get("sha256"):
        raise Invalid(
            "This backup is damaged: its content is not what was written. Nothing of it was restored."
        )
    return Document(str(value.get("made_at", "")), value["content"])


def begins_as_one(data: bytes) -> bool:
    """Whether these bytes begin as `write` begins, however they end."""
    return data.lstrip().startswith(b'{"%b"' % KEY.encode())


def is_document(value: Any) -> bool:
    return isinstance(value, dict) and KEY in value


def _body(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
