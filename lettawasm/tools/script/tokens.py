"""TypeScript and JavaScript in tokens: enough of them to find functions and types, and to tell code from text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "string", "number", "sign", "doc"]

MOST_CHARACTERS = 50_000
_SPACE = re.compile(r"(?:\s|//[^\n\u2028\u2029]*|/\*(?!\*[^/]).*?\*/)+", re.DOTALL)
_DOC = re.compile(r"/\*\*(?P<text>.*?)\*/", re.DOTALL)
_NAME = re.compile(r"#?[^\W\d][\w$]*|\$[\w$]*")
_NUMBER = re.compile(r"0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL)
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?P<end>`|\$\{)", re.DOTALL)
_SIGN = re.compile(r"=>|\.\.\.|\?\.|[-+*/%&|^!=<]=+|&&|\|\||\?\?|.", re.DOTALL)
_BEFORE_REGEX = {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "do", "else"}


@dataclass(frozen=True, slots=True)
class Token:
    """`depth` is the number of brackets it stands in; a bracket stands outside of itself."""

    kind: Kind
    text: str
    depth: int
    start: int


def tokens(source: str) -> list[Token]:
    """The tokens of a source; documenting comments are among them. Raises ValueError, saying what is wrong."""
    if len(source) > MOST_CHARACTERS:
        raise ValueError(f"it is over the limit of {MOST_CHARACTERS:,} characters")
    return list(_Reader(source).read())


class _Reader:
    def __init__(self, source: str) -> None:
        self._source, self._at, self._last = source, 0, ""
        self._open: list[str] = []  # brackets; "${" is one that stands in a template

    def read(self) -> Iterator[Token]:
        while True:
            if space := _SPACE.match(self._source, self._at):
                self._at = space.end()
            if self._at >= len(self._source):
                break
            start = self._at
            kind, text, depth = self._next()
            if kind != "doc":
                self._last = text
            yield Token(kind, text, depth, start)
        if self._open:
            raise ValueError(f"a {self._open[-1]} is never closed")

    def _next(self) -> tuple[Kind, str, int]:
        depth = len(self._open)
        if doc := self._take(_DOC):
            return "doc", doc, depth
        for kind, pattern in _PLAIN:
            if text := self._take(pattern):
                return kind, text, depth
        if self._source[self._at] == "`":
            self._at += 1
            return "string", "`" + self._template(), depth
        if self._source[self._at] == "/" and self._may_be_regex() and (text := self._take(_REGEX)):
            return "string", text, depth
        return self._sign()

    def _sign(self) -> tuple[Kind, str, int]:
        if self._source.startswith("/*", self._at):
            raise ValueError(f"a comment is never closed (line {self._line()})")
        text = self._take(_SIGN)
        if text in "([{":
            self._open.append(text)
            return "sign", text, len(self._open) - 1
        if text in ")]}":
            if not self._open or _CLOSES[text] != self._open[-1][-1]:
                raise ValueError(f"a {text} closes nothing (line {self._line()})")
            if self._open.pop() == "${":
                return "string", text + self._template(), len(self._open)
        return "sign", text, len(self._open)

    def _template(self) -> str:
        """The rest of a template's text, up to its end or to code that stands in it."""
        if not (found := _TEMPLATE.match(self._source, self._at)):
            raise ValueError(f"a template is never closed (line {self._line()})")
        self._at = found.end()
        if found["end"] == "${":
            self._open.append("${")
        return found[0]

    def _may_be_regex(self) -> bool:
        """A slash after a value divides it."""
        last = self._last[-1:]
        return self._last in _BEFORE_REGEX or not (last in ")]}\"'`" or last.isalnum() or last in "_$")

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        self._at = found.end() if found else self._at
        return found[0] if found else ""

    def _line(self) -> int:
        return self._source.count("\n", 0, self._at) + 1


_PLAIN: tuple[tuple[Kind, re.Pattern[str]], ...] = (("name", _NAME), ("number", _NUMBER), ("string", _STRING))
_CLOSES = {")": "(", "]": "[", "}": "{"}
