"""Python source from anyone, parsed so that the interpreter lives on.

The parser goes down into itself for whatever stands in something else, and in WebAssembly the end of the stack is the
end of the interpreter, for everybody: some thousand signs (`----1`, `1+1+1`, `a.b.c`) overflow it, and no handler hears
of it. So the source is measured first, by the lexer that Python's parser uses itself.
"""

import ast
import io
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from tokenize import TokenInfo
from typing import TypeVar

T = TypeVar("T")

MOST_CHARACTERS = 50_000
MOST_DEPTH = 300  # in words and signs; no host was seen to fail at 1,200


def module(source: str) -> ast.Module:
    """The syntax tree of a module. Raises ValueError, saying what is wrong."""
    return _parsed(source, MOST_CHARACTERS, ast.parse)


def expression(source: str, most: int) -> ast.expr:
    """The syntax tree of an expression of so many characters at `most`. Raises ValueError."""
    return _parsed(source, most, lambda text: ast.parse(text, mode="eval").body)


def _parsed(source: str, most: int, parse: Callable[[str], T]) -> T:
    if len(source) > most:
        raise ValueError(f"it is over the limit of {most:,} characters")
    source = source.replace("\r\n", "\n").replace("\r", "\n")  # lexer and parser differ over a lone \r
    try:
        _measure(source)
        return parse(source)
    except SyntaxError as error:
        raise ValueError(f"it is not Python: {error.msg} (line {error.lineno})") from None
    except tokenize.TokenError as error:
        raise ValueError(f"it is not Python: {error.args[0]} (line {error.args[1][0]})") from None
    except (RecursionError, MemoryError):
        raise ValueError("it is nested too deeply") from None


def _measure(source: str) -> None:
    gauge = _Gauge()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        gauge.take(token)
        if gauge.depth > MOST_DEPTH:
            raise ValueError(f"line {token.start[0]} is nested too deeply, or goes on for too long")


@dataclass(slots=True)
class _Level:
    """A block or a bracket, and how much may stand in each other in the part of it that is being read.

    A comma begins another part and a line another statement, which are counted anew. But a comma may stand within
    `lambda a, b=lambda a, b=…`, and each `elif` stands in the `else` of the one before: these stay.
    """

    counted: int = 0
    staying: int = 0


class _Gauge:
    """How deep the parser is at most, by the tokens so far."""

    def __init__(self) -> None:
        self._levels = [_Level()]
        self._around = 0  # the depth of all levels but the last
        self._is_new_line = True

    @property
    def depth(self) -> int:
        return self._around + self._levels[-1].counted + self._levels[-1].staying

    def take(self, token: TokenInfo) -> None:
        match token.type:
            case tokenize.INDENT:
                self._open()
            case tokenize.DEDENT:
                self._close()
            case tokenize.NEWLINE:
                self._levels[-1].counted, self._is_new_line = 0, True
            case tokenize.OP | tokenize.NAME | tokenize.NUMBER:
                self._word(token.string)

    def _word(self, word: str) -> None:
        level = self._levels[-1]
        if self._is_new_line and word not in ("elif", "else"):
            level.staying = 0
        self._is_new_line = False
        if word in ("elif", "lambda"):
            level.staying += 1
        elif word in (",", ";"):
            level.counted = 0
        elif word in (")", "]", "}"):
            self._close()
        else:
            level.counted += 1
        if word in ("(", "[", "{"):
            self._open()

    def _open(self) -> None:
        self._around = self.depth
        self._levels.append(_Level())

    def _close(self) -> None:
        if len(self._levels) > 1:  # the lexer tells of brackets that were never opened
            self._levels.pop()
            self._around -= self._levels[-1].counted + self._levels[-1].staying
