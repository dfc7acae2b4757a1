"""JSON as models write it by hand, read for what was meant.

What is forgiven: single and typographic quotes, keys without quotes, commas too many, Python's names for constants,
comments, line ends and quotes within texts, brackets that never close. Strict JSON keeps its value.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from .. import strict_json
from ..providers.whole_text import mended as whole

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_CONSTANTS = {"true": True, "false": False, "null": None, "none": None}
_GAP = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_KEY = re.compile(r"[\w$.-]+")
_BARE = re.compile(r"[^,\]}\n]*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_AFTER_TEXT = re.compile(r"\s*(?:$|[\]}:]|,\s*(?:$|[\"'“‘\[\]{}\d-]|[\w$]+\s*[:,\]}]))")


def read(text: str) -> tuple[Any, str]:
    """The first value in `text`, and what follows it. Raises ValueError where no object or list begins."""
    reader = _Reader(text)
    value = reader.whole()
    return strict_json.loads(json.dumps(value)), text[reader.at :]


@dataclass
class _Reader:
    text: str
    at: int = 0
    depth: int = 0

    def whole(self) -> Any:
        self._skip()
        if self._next() not in ("{", "["):
            raise ValueError("no object or list begins here")
        return self._value()

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self) -> None:
        found = _GAP.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _value(self) -> Any:
        if self.depth >= strict_json.MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        self.depth += 1
        try:
            return self._one()
        finally:
            self.depth -= 1

    def _one(self) -> Any:
        match self._next():
            case "{":
                return self._object()
            case "[":
                return self._list()
            case quote if quote in _QUOTES:
                return self._text(_QUOTES[quote])
            case _:
                return self._bare()

    def _object(self) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self.at += 1
        while self._goes_on("}"):
            key = self._key()
            self._skip()
            if self._next() != ":":
                if not self.text[self.at :].strip():
                    break  # cut off within a key
                raise ValueError(f"the key {key!r} has no value")
            self.at += 1
            self._skip()
            members[key] = self._value()
        return members

    def _list(self) -> list[Any]:
        entries: list[Any] = []
        self.at += 1
        while self._goes_on("]"):
            start = self.at
            entries.append(self._value())
            if self.at == start:
                raise ValueError("a list holds what is no value")
        return entries

    def _goes_on(self, closing: str) -> bool:
        """Go to the next entry, or past the end. The bracket of what is around ends this one too."""
        self._skip()
        while self._next() == ",":
            self.at += 1
            self._skip()
        if self._next() == closing:
            self.at += 1
            return False
        return self._next() not in ("", "}", "]")

    def _key(self) -> str:
        if closing := _QUOTES.get(self._next()):
            return self._text(closing)
        if not (found := _KEY.match(self.text, self.at)):
            raise ValueError("an object has an entry without a key")
        self.at = found.end()
        return found.group()

    def _text(self, closing: str) -> str:
        """A quote ends the text only where something may follow it; any other belongs to it."""
        self.at += 1
        parts: list[str] = []
        while letter := self._next():
            self.at += 1
            if letter == closing and _AFTER_TEXT.match(self.text, self.at):
                break
            parts.append(self._escaped() if letter == "\\" else letter)
        return whole("".join(parts))

    def _escaped(self) -> str:
        letter = self._next()
        self.at += 1
        if letter != "u":
            return _ESCAPES.get(letter, letter)
        digits = self.text[self.at : self.at + 4]
        if not re.fullmatch("[0-9a-fA-F]{4}", digits):
            return "\\u"
        self.at += 4
        return chr(int(digits, 16))

    def _bare(self) -> Any:
        found = _BARE.match(self.text, self.at)
        word = found.group() if found else ""
        self.at += len(word)
        word = word.strip()
        if word.lower() in _CONSTANTS:
            return _CONSTANTS[word.lower()]
        return json.loads(word) if _NUMBER.fullmatch(word) else word
