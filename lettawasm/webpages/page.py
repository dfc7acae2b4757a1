"""A page of the web as text."""

import re
from dataclasses import dataclass

from ..documents.html import title_of
from ..documents.html.content import content
from ..documents.html.markdown import markdown, resolver
from ..documents.html.tokens import tokens
from ..documents.html.tree import tree
from ..errors import Unsupported

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HTML = ("text/html", "application/xhtml+xml")
_TEXTS = ("text/", "application/json", "application/xml", "application/javascript", "application/x-ndjson")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEAD = 2_048  # bytes in which a page says what it is written in


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    title: str
    text: str


def read(url: str, content_type: str, body: bytes) -> Page:
    """What a server sent, as a page. Raises Unsupported for what has no text."""
    kind = content_type.partition(";")[0].strip().lower() or _guessed(body)
    if kind == "application/pdf":
        from ..documents import pdf

        return Page(url, "", pdf.text_of(body).strip())
    text = _decoded(content_type, body)
    if kind in _HTML:
        root = tree(tokens(text))
        return Page(url, title_of(root), markdown(content(root), resolver(url)))
    if (not kind.startswith(_TEXTS) and not kind.endswith(("+json", "+xml"))) or "\0" in text:
        raise Unsupported(f"There is no text at {url}, but {kind or 'something else'}")
    return Page(url, "", text.strip())


def _guessed(body: bytes) -> str:
    begin = body[:_HEAD].lstrip().lower()
    if begin.startswith(b"%pdf-"):
        return "application/pdf"
    return (
        "text/html" if begin.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) else "text/plain"
    )


def _decoded(content_type: str, body: bytes) -> str:
    """In the encoding that is marked, told by the server, or told by the page; else UTF-8, or the western one."""
    marked = next((name for mark, name in _BOMS if body.startswith(mark)), None)
    told = _CHARSET.search(content_type) or _CHARSET.search(body[:_HEAD].decode("latin-1"))
    for encoding in (marked, told[1] if told else None, "utf-8"):
        try:
            if encoding:
                return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return (
        body.decode(told[1], "replace") if told and _is_known(told[1]) else body.decode("cp1252", "replace")
    )


def _is_known(encoding: str) -> bool:
    try:
        return bool(b"".decode(encoding, "replace") == "")
    except LookupError:
        return False
