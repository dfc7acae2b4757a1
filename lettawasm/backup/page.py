"""The readable backup: one HTML file that shows and searches itself, with no network and no other file.

The backup stands in it as JSON, or sealed. The page's script makes text nodes of it and nothing else; what could
end the element that the JSON stands in is escaped. The policy in its head lets run what its hashes name, and
nothing be fetched.
"""

import re
from base64 import b64decode, b64encode
from functools import cache
from hashlib import sha256
from typing import Any

from .. import strict_json
from ..errors import Invalid

_SCRIPTS = ("dom", "unseal", "messages", "history", "sections", "page")
_OPENING = '<script type="application/json" id="backup">'
_CLOSING = "</script>"
_SEALED = b'{"sealed"'
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(document: bytes) -> bytes:
    """The page around a document as `document.write` made it."""
    before, after = _frame()
    return b"".join((before, _escaped(document.decode()).encode(), after))


def locked_page(sealed: bytes) -> bytes:
    """The page around a document that was sealed. Nothing of the content stands in it."""
    before, after = _frame()
    return b"".join((before, b'{"sealed": "', b64encode(sealed), b'"}', after))


def is_page(data: bytes) -> bool:
    return data[:15].lower() == b"<!doctype html>" and _OPENING.encode() in data


def is_locked(data: bytes) -> bool:
    """Whether a page, be it damaged, holds something sealed."""
    start = data.find(_OPENING.encode()) + len(_OPENING)
    return is_page(data) and data[start : start + 20].lstrip().startswith(_SEALED)


def inside(data: bytes) -> bytes:
    """What a page holds: a document, or sealed bytes. Raises Invalid for a page that is damaged."""
    start = data.find(_OPENING.encode()) + len(_OPENING)
    end = data.find(_CLOSING.encode(), start)
    if end < 0:
        raise Invalid("This backup is damaged: it was cut off")
    return data[start:end]


def sealed_in(text: bytes) -> bytes | None:
    """The sealed bytes, if that is what a page holds. Raises Invalid for a page that is damaged."""
    if not text.lstrip().startswith(_SEALED):
        return None
    try:
        value: Any = strict_json.loads(text)
        return b64decode(value["sealed"], validate=True)
    except (ValueError, TypeError, KeyError):
        raise Invalid("This backup is damaged: what is locked in it can't be read") from None


def _escaped(text: str) -> str:
    return re.sub("[<>&\u2028\u2029]", lambda found: _ESCAPES[found[0]], text)


@cache
def _frame() -> tuple[bytes, bytes]:
    """The page before and after the backup."""
    script = "\n".join(_asset(f"{name}.js") for name in _SCRIPTS)
    style = _asset("page.css")
    hashes = {"script_hash": _hash(script), "style_hash": _hash(style)}
    parts = {**hashes, "style": style, "script": script}
    text = re.sub(
        r"\{(script_hash|style_hash|style|script)\}", lambda found: parts[found[1]], _asset("page.html")
    )
    before, after = text.split("{backup}")
    return before.encode(), after.encode()


def _asset(name: str) -> str:
    from importlib.resources import files

    return (files(__package__) / "page" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
