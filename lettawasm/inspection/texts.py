"""What is suspicious in a text that comes from elsewhere, judged by the text alone. Pure."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Literal

from ..memory.orders import order_in
from .characters import Unseen, unseen, visible
from .findings import Finding, Level, Place

# `facts` have no orders in them. `orders` are the agent's own, so only treason counts; what was `said` to it may be
# full of them. `code` is for a program.
Voice = Literal["facts", "orders", "said", "code"]

PIECE = 20_000  # characters that are looked at at once

_COMMENT = re.compile(
    r"<!--(?P<html>.*?)(?:-->|\Z)|^\[(?://|comment|_)\]:\s*(?:#|<>)?\s*(?P<markdown>.+)$"
    r"|<[^>]*\b(?:hidden\b|style\s*=\s*[\"'][^\"']*(?:display\s*:\s*none|font-size\s*:\s*0|visibility\s*:\s*hidden"
    r"|opacity\s*:\s*0)[^\"']*[\"'])[^>]*>(?P<styled>[^<]*)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_PICTURE = re.compile(
    r"!\[[^\]\n]{0,200}\]\(\s*<?(?P<markdown>https?://[^)\s>]+)|<img\b[^>]*?\bsrc\s*=\s*[\"']?(?P<html>https?://[^\s\"'>]+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"')\]]+(?:\[[^\]\s]*\]|<[^>\s]*>|[^\s<>\"')\]])*", re.IGNORECASE)
_BLANK_IN_IT = re.compile(
    r"[?&=/#](?:\{+[^}]{1,60}\}+|<[^>]{1,60}>|\[[^\]]{1,60}\]|\$[A-Za-z_{]|%s\b|%7B|[A-Z]{3,}_[A-Z_]{2,})"
)
_PROGRAM = re.compile(r"\b(?:javascript|vbscript):\s*\S|\bdata:text/html[;,]", re.IGNORECASE)
_ENCODED = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{160,}={0,2}")
_TELL = (
    r"tell\w*|mention\w*|reveal\w*|inform\w*|disclos\w*|let|letting|say\w*|admit\w*|show\w*|ask\w*|notif\w*"
)
_TREASON = re.compile(
    rf"\b(?:never|not|don't|without|avoid) (?:to )?(?:{_TELL})(?: (?:to|it|this|that))*"
    r" (?:the |any |your )?(?:user|human|person|anyone|owner|them)"
    r"|\b(?:secretly|covertly|silently|exfiltrat\w+|keep (?:this|it) (?:secret|hidden))\b"
    r"|\b(?:send|post|forward|upload|transmit|leak|copy) [^.\n]{0,80}\bto [^.\n]{0,40}(?:https?://|\S@\S+\.\w|webhook)"
    r"|\bignore (?:all |any |the |your )*(?:previous|prior|above|earlier|other) (?:instructions?|rules?|prompts?)"
    r"|\b(?:sag|sage|verrate|erwähne|erzähle?)\b[^.\n]{0,40}\b(?:nicht|nie|niemals|nichts)\b",
    re.IGNORECASE,
)
_BAD: tuple[str, ...] = ("tags", "selectors")


def look(text: str, place: Place, voice: Voice) -> Iterator[Finding]:
    """Everything suspicious in a text."""
    runs = list(unseen(text))
    if runs:
        yield _invisible(runs, place, voice)
    plain = visible(text) if runs else text
    yield from _hidden(plain, place)
    yield from _encoded(plain, place)
    if voice == "code":
        return
    yield from _links(plain, place)
    if voice != "said":
        yield from _orders(plain, place, voice)


def _orders(text: str, place: Place, voice: Voice) -> Iterator[Finding]:
    """Orders to turn against the person are bad anywhere; others only where no orders belong."""
    if treason := _TREASON.search(text):
        around = text[max(0, treason.start() - 80) : treason.end() + 80]
        words = "This would turn the agent against the person."
        yield Finding("danger", "order", place, words, around, "treason")
    elif voice == "facts" and (order := order_in(text)):
        yield Finding("warning", "order", place, "This reads like orders to the agent.", order)


def _invisible(runs: list[Unseen], place: Place, voice: Voice) -> Finding:
    count = sum(len(run.text) for run in runs)
    spelled = "".join(run.spells for run in runs)
    bad = (
        spelled or any(run.kind in _BAD for run in runs) or (voice == "code" and runs[0].kind == "direction")
    )
    names = list(dict.fromkeys(name for run in runs for name in run.names))[:4]
    number = "One character here is" if count == 1 else f"{count:,} characters here are"
    words = f"{number} written but not seen: {', '.join(names)}."
    if spelled:
        words += " To a model they spell out a text."
    detail = "spelled" if spelled else ""
    return Finding("danger" if bad else "warning", "invisible", place, words, spelled, detail, tuple(names))


def _hidden(text: str, place: Place) -> Iterator[Finding]:
    for found in _COMMENT.finditer(text):
        words = (found["html"] or found["markdown"] or found["styled"] or "").strip(" ()\"'\n")
        if words:
            level: Level = "danger" if order_in(words) else "warning"
            yield Finding(
                level, "hidden", place, "These words are not shown where the text is displayed.", words
            )


def _links(text: str, place: Place) -> Iterator[Finding]:
    for found in _PICTURE.finditer(text):
        address = found["markdown"] or found["html"]
        level: Level = "danger" if "?" in address or _BLANK_IN_IT.search(address) else "warning"
        words = "Showing this picture would tell its address that it is shown, and when."
        yield Finding(level, "link", place, words, address, "picture")
    for found in _ADDRESS.finditer(text):
        if _BLANK_IN_IT.search(found[0]):
            words = "This address has a gap that data can be filled into."
            yield Finding("danger", "link", place, words, found[0], "gap")
    if program := _PROGRAM.search(text):
        excerpt = text[program.start() : program.end() + 100]
        yield Finding("danger", "link", place, "This link is a program.", excerpt, "program")


def _encoded(text: str, place: Place) -> Iterator[Finding]:
    for found in _ENCODED.finditer(text):
        if len(set(found[0])) < 12:  # a line of dashes
            continue
        inside = _decoded(found[0])
        level: Level = "danger" if inside and order_in(inside) else "warning"
        said = " Decoded, it begins like the excerpt." if inside else ""
        words = f"{len(found[0]):,} characters that only a program can read.{said}"
        yield Finding(level, "encoded", place, words, inside or found[0], "decoded" if inside else "")


def _decoded(text: str) -> str:
    """The words in it, where there are some."""
    try:
        plain = base64.b64decode(text.translate({45: 43, 95: 47}) + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
    return plain if sum(c.isprintable() or c in "\n\t" for c in plain) > len(plain) * 0.9 else ""
