"""Characters that are written but not seen: which a text has, what they are called, and the text without them. Pure.

Some have honest work to do, in emoji and in scripts that join their letters; those are left out of it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["direction", "tags", "selectors", "zero_width", "blank", "control"]

_CANDIDATES = re.compile(
    "([\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]+)"  # the order in which text is shown
    "|([\U000e0000-\U000e007f]+)"  # a second alphabet that no font draws
    "|([\ufe00-\ufe0f\U000e0100-\U000e01ef]+)"  # which form of a letter is meant: each can stand for a byte
    "|([\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\u00ad\u034f\u180b-\u180f\ufff9-\ufffb]+)"
    "|([\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u2028\u2029]+)"
    "|([\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+)"
)
_KINDS: tuple[Kind, ...] = ("direction", "tags", "selectors", "zero_width", "blank", "control")
_FLAG, _END_OF_TAGS, _LONGEST_FLAG = "\U0001f3f4", "\U000e007f", 7
_RIGHT_TO_LEFT = ("R", "AL")


@dataclass(frozen=True, slots=True)
class Unseen:
    """A run of characters of one kind, from the character `at`. `spells` is what tags say to a model."""

    at: int
    text: str
    kind: Kind

    @property
    def names(self) -> list[str]:
        """`ZERO WIDTH SPACE (U+200B)` and so on, each once."""
        return list(dict.fromkeys(f"{unicodedata.name(c, 'CONTROL')} (U+{ord(c):04X})" for c in self.text))

    @property
    def spells(self) -> str:
        return "".join(chr(ord(c) - 0xE0000) for c in self.text if 0xE0020 <= ord(c) < 0xE007F)

    def wire(self) -> dict[str, object]:
        return {
            "at": self.at,
            "length": len(self.text),
            "kind": self.kind,
            "names": self.names,
            "spells": self.spells,
        }


def unseen(text: str) -> Iterator[Unseen]:
    """The runs that have no honest work where they stand, in order."""
    for found in _CANDIDATES.finditer(text):
        kind = _KINDS[(found.lastindex or 1) - 1]
        if not _is_honest(text, found.start(), found.end(), kind):
            yield Unseen(found.start(), found[0], kind)


def visible(text: str) -> str:
    """The text without them. Line separators become line breaks."""
    pieces, last = [], 0
    for run in unseen(text):
        pieces += [text[last : run.at], "\n" if run.text[0] in "\u2028\u2029" else ""]
        last = run.at + len(run.text)
    return "".join([*pieces, text[last:]]) if last else text


def _is_honest(text: str, start: int, end: int, kind: Kind) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    match kind:
        case "tags":  # the flags of England, Scotland and Wales
            return before == _FLAG and text[end - 1] == _END_OF_TAGS and end - start <= _LONGEST_FLAG
        case "selectors":
            return end - start == 1 and _has_forms(before) and text[start] in "\ufe00\ufe0e\ufe0f"
        case "zero_width" if end - start == 1 and text[start] in "\u200c\u200d":
            return (_is_picture(before) and _is_picture(after)) or (_joins(before) and _joins(after))
        case "direction" if text[start:end] in "\u200e\u200f\u061c":
            return any(
                unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text[max(0, start - 40) : end + 40]
            )
        case _:
            return False


def _has_forms(char: str) -> bool:
    return bool(char) and (char in "#*0123456789©®" or unicodedata.category(char) in ("So", "Sm", "Po", "Lo"))


def _is_picture(char: str) -> bool:
    return bool(char) and (char == "\ufe0f" or unicodedata.category(char) in ("So", "Sk", "Sm"))


def _joins(char: str) -> bool:
    """Letters and signs of scripts that join or stack them."""
    return bool(char) and "\u0600" <= char <= "\u1cff"
