"""The functions of a source: `function f(…)` and `const f = (…) => …`, exported or not, with their comments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import jsdoc
from .jsdoc import Doc
from .tokens import Token

_OPEN, _CLOSE = ("(", "[", "{"), (")", "]", "}")


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    parameters: Sequence[Token]  # what stands in its brackets
    doc: Doc
    is_exported: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """`type` are the tokens of its type, if it has one; `default` those of its default value."""

    name: str
    type: Sequence[Token]
    default: Sequence[Token]
    is_optional: bool


def functions(read: Sequence[Token]) -> Iterator[Function]:
    """The functions that stand in no other thing."""
    for at, token in enumerate(read):
        if token.depth or token.kind != "name" or token.text not in ("function", "const", "let", "var"):
            continue
        words, doc = _before(read, at)
        after = _after_name(read, at)
        if after is None:
            continue
        name, opening = after
        yield Function(name, within(read, opening), doc, "export" in words)


def _before(read: Sequence[Token], at: int) -> tuple[set[str], Doc]:
    """The words before a function, and what its comment says."""
    words: set[str] = set()
    while at and read[at - 1].text in ("export", "default", "async", "declare"):
        at -= 1
        words.add(read[at].text)
    return words, jsdoc.read(read[at - 1].text) if at and read[at - 1].kind == "doc" else Doc()


def _after_name(read: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The function's name, and where the bracket before its arguments stands; None where it is no function."""
    is_constant, rest = read[at].text != "function", read
    at += 1
    if at < len(rest) and rest[at].text == "*":
        at += 1
    if at >= len(rest) or rest[at].kind != "name":
        return None
    name = rest[at].text
    at += 1
    if is_constant:
        while at < len(rest) and rest[at].text in ("=", "async", "function", "*"):
            at += 1
        if rest[at - 1].text not in ("=", "async", "function", "*"):
            return None
    if at < len(rest) and rest[at].text == "<":
        near = range(at, min(at + 200, len(rest)))
        at = next((n for n in near if rest[n].text == "(" and not rest[n].depth), len(rest))
    if at >= len(rest) or rest[at].text != "(":
        return None
    if is_constant and rest[at - 1].text != "function" and not _is_arrow(rest, at):
        return None
    return name, at


def _is_arrow(read: Sequence[Token], opening: int) -> bool:
    """Whether what stands in the bracket are the arguments of an arrow function."""
    after = opening + len(within(read, opening)) + 2
    if after < len(read) and read[after].text == ":":
        return any(token.text == "=>" and not token.depth for token in read[after : after + 200])
    return after < len(read) and read[after].text == "=>"


def within(read: Sequence[Token], opening: int) -> Sequence[Token]:
    """What stands in a bracket."""
    depth = read[opening].depth
    end = next(n for n in range(opening + 1, len(read)) if read[n].depth == depth and read[n].text in _CLOSE)
    return read[opening + 1 : end]


def _split(parts: Sequence[Token], *signs: str) -> list[list[Token]]:
    """The pieces between signs that stand in no bracket, of which `<…>` is one too."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in parts:
        if token.kind == "sign":
            depth += (token.text in (*_OPEN, "<")) - (token.text in (*_CLOSE, ">"))
        if token.text in signs and token.kind == "sign" and depth == 0:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [piece for piece in pieces if piece]


def parameters(chosen: Function) -> Iterator[Parameter]:
    for piece in _split(chosen.parameters, ","):
        code = [token for token in piece if token.kind != "doc"]
        if not code:
            continue
        if code[0].kind != "name":
            raise ValueError(f"function {chosen.name} takes arguments that have no name of their own")
        named, *default = _split(code, "=")
        head, *type_ = _split(named, ":")
        yield Parameter(
            head[0].text,
            [token for part in type_ for token in part],
            default[0] if default else [],
            head[-1].text == "?",
        )
