"""Conditions of requirements, such as `python_version >= "3.9" and extra == "http"`, as they are in the sandbox.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
"""

import re
from collections.abc import Sequence

from .name import normal
from .version import Version, Wanted

PYTHON = "3.14"
SURROUNDINGS = {
    "python_version": PYTHON,
    "python_full_version": f"{PYTHON}.2",
    "implementation_version": f"{PYTHON}.2",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "python_implementation": "CPython",  # as it was called once
    "os_name": "posix",
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "platform_machine": "wasm32",
    "platform_release": "",
    "platform_version": "",
}
MOST_CHARACTERS, MOST_BRACKETS = 2_000, 20
_TOKEN = re.compile(r"\s*(?P<token>\(|\)|===|~=|==|!=|<=|>=|<|>|'[^']*'|\"[^\"]*\"|[A-Za-z_.]+)\s*")


def holds(marker: str, extra: str = "") -> bool:
    """Whether a condition is met, for a package that is wanted with this extra. Raises ValueError."""
    if len(marker) > MOST_CHARACTERS or marker.count("(") > MOST_BRACKETS:
        raise ValueError("a condition is too long")
    return _Reader(_tokens(marker), {**SURROUNDINGS, "extra": extra}).read()


def _tokens(marker: str) -> list[str]:
    found, at = [], 0
    while at < len(marker):
        if not (token := _TOKEN.match(marker, at)):
            raise ValueError(f"{marker[:100]!r} is no condition")
        found.append(token["token"])
        at = token.end()
    return found


class _Reader:
    """Reads from the left, `and` before `or`. Brackets are few: a condition is short."""

    def __init__(self, tokens: Sequence[str], known: dict[str, str]) -> None:
        self._tokens, self._at, self._known = tokens, 0, known

    def read(self) -> bool:
        value = self._or()
        if self._at < len(self._tokens):
            raise ValueError(f"a condition goes on with {self._tokens[self._at]!r}")
        return value

    def _or(self) -> bool:
        value = self._and()
        while self._take("or"):
            value |= self._and()
        return value

    def _and(self) -> bool:
        value = self._single()
        while self._take("and"):
            value &= self._single()
        return value

    def _single(self) -> bool:
        if self._take("("):
            value = self._or()
            if not self._take(")"):
                raise ValueError("a condition has a bracket that is never closed")
            return value
        begin = self._at
        left, operator = self._value(), self._next()
        if operator == "not" and self._take("in"):
            operator = "not in"
        right = self._value()
        if "extra" in self._tokens[begin : self._at]:
            left, right = normal(left), normal(right)
        return _compare(left, operator, right)

    def _value(self) -> str:
        token = self._next()
        if token[0] in "'\"":
            return token[1:-1]
        if token.replace(".", "_") not in self._known:
            raise ValueError(f"{token!r} is nothing that a condition can ask for")
        return self._known[token.replace(".", "_")]

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise ValueError("a condition ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        there = self._at < len(self._tokens) and self._tokens[self._at] == text
        self._at += there
        return there


def _compare(left: str, operator: str, right: str) -> bool:
    """As versions, where both sides are; else as texts."""
    if operator in ("in", "not in"):
        return (left in right) == (operator == "in")
    try:
        return Wanted.of(f"{operator}{right}").allows(Version.of(left), unstable=True)
    except ValueError:
        pass
    match operator:
        case "==" | "===":
            return left == right
        case "!=":
            return left != right
        case "<" | "<=" | ">" | ">=":
            return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]
    raise ValueError(f"{operator!r} compares nothing")
