"""The JSON Schema of a TypeScript type, or of a type in JSDoc. Types that the source defines itself are understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import jsdoc
from .tokens import Token, tokens
from .values import Schema, constant, enumeration, number, one_of, text

MOST_PARTS = 2_000  # of one function's schema: types within types could make it endless
MOST_DEPTH = 40

_PLAIN: dict[str, Schema] = {
    "string": {"type": "string"},
    "String": {"type": "string"},
    "number": {"type": "number"},
    "Number": {"type": "number"},
    "bigint": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "Boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "undefined": {"type": "null"},
    "void": {"type": "null"},
    "any": {},
    "unknown": {},
    "object": {"type": "object"},
    "Object": {"type": "object"},
    "Date": {"type": "string", "format": "date-time"},
}
_LISTS = {"Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable"}
_OBJECTS = {"Record", "Map", "ReadonlyMap"}
_SAME = {"Readonly", "Required", "NonNullable", "Awaited"}


@dataclass(slots=True)
class Types:
    """The types that a source defines, as the tokens that say what they are, and what may still be spent on them."""

    found: dict[str, Sequence[Token]] = field(default_factory=dict)
    enums: dict[str, Sequence[Token]] = field(default_factory=dict)
    left: int = MOST_PARTS


def of_text(text: str, types: Types) -> Schema:
    """The schema of a type as JSDoc has it. Raises ValueError for what has none."""
    plain = text.strip()
    if plain in ("*", "?"):
        return {}
    return schema_of(tokens(plain.lstrip("?!").removeprefix("...")), types)


def schema_of(parts: Sequence[Token], types: Types, within: tuple[str, ...] = ()) -> Schema:
    """The schema of a type. `within` are the types it stands in. Raises ValueError for what has none."""
    reader = _Reader(parts, types, within)
    schema = reader.union()
    if reader.left:
        raise ValueError(f"the type {_words(parts)} can't be described to a model")
    return schema


def _words(parts: Sequence[Token]) -> str:
    return "".join(part.text for part in parts)[:100]


class _Reader:
    def __init__(self, parts: Sequence[Token], types: Types, within: tuple[str, ...]) -> None:
        self._parts, self._at, self._types, self._within = list(parts), 0, types, within
        self._depth = 0

    @property
    def left(self) -> bool:
        self._skip_docs()
        return self._at < len(self._parts)

    def union(self) -> Schema:
        """`| null` and `| undefined` only mean that a value may be left out."""
        self._enter()
        self._take("|")
        choices = [self._intersection()]
        while self._take("|"):
            choices.append(self._intersection())
        self._depth -= 1
        return one_of(choices)

    def _intersection(self) -> Schema:
        self._take("&")
        merged = self._list()
        while self._take("&"):
            other = self._list()
            merged = {
                "type": "object",
                "properties": {**merged.get("properties", {}), **other.get("properties", {})},
                "required": [*merged.get("required", []), *other.get("required", [])],
            }
        return merged

    def _list(self) -> Schema:
        if self._take("readonly"):
            return self._list()
        schema = self._single()
        while self._take("["):
            if not self._take("]"):
                raise ValueError(f"the type {_words(self._parts)} can't be described to a model")
            schema = {"type": "array", "items": schema}
        return schema

    def _single(self) -> Schema:
        token = self._next()
        match token.kind, token.text:
            case "sign", "{":
                return self._members()
            case "sign", "(":
                schema = self.union()
                self._must(")")
                return schema
            case "sign", "[":
                return self._tuple()
            case "sign", "-":
                return constant(-number(self._next().text))
            case "number", digits:
                return constant(number(digits))
            case "string", literal if literal[0] in "\"'":
                return constant(text(literal))
            case "name", ("true" | "false") as word:
                return constant(word == "true")
            case "name", name:
                return self._named(name)
        raise ValueError(f"the type {_words(self._parts)} can't be described to a model")

    def _named(self, name: str) -> Schema:
        while self._take("."):
            name = self._next().text
        arguments = self._arguments() if self._take("<") else []
        if name in _PLAIN and not arguments:
            return dict(_PLAIN[name])
        if name in _LISTS:
            return {"type": "array", "items": arguments[0] if arguments else {}}
        if name in _OBJECTS:
            values = arguments[1] if len(arguments) > 1 else {}
            return {"type": "object", "additionalProperties": values} if values else {"type": "object"}
        if name in _SAME and len(arguments) == 1:
            return arguments[0]
        if name == "Partial" and len(arguments) == 1:
            return {**arguments[0], "required": []}
        return self._defined(name)

    def _defined(self, name: str) -> Schema:
        if name in self._within:
            raise ValueError(f"the type {name} contains itself, which can't be described to a model")
        if name in self._types.enums:
            return enumeration(self._types.enums[name])
        if name not in self._types.found:
            raise ValueError(f"the type {name} can't be described to a model")
        return schema_of(self._types.found[name], self._types, (*self._within, name))

    def _arguments(self) -> list[Schema]:
        found = [self.union()]
        while self._take(","):
            found.append(self.union())
        self._must(">")
        return found

    def _tuple(self) -> Schema:
        entries: list[Schema] = []
        while not self._take("]"):
            entries.append(self.union())
            if not self._take(","):
                self._must("]")
                break
        size = len(entries)
        return {
            "type": "array",
            "items": one_of(entries) if entries else {},
            "minItems": size,
            "maxItems": size,
        }

    def _members(self) -> Schema:
        """The members of an object type, after its bracket."""
        properties: dict[str, Schema] = {}
        required: list[str] = []
        while True:
            doc = self._doc()
            if self._take("}"):
                return {"type": "object", "properties": properties, "required": required}
            if self._take(",") or self._take(";"):
                continue
            self._take("readonly")
            if self._take("["):  # [key: string]: T
                while not self._take("]"):
                    self._next()
                self._must(":")
                self.union()
                continue
            token = self._next()
            name = text(token.text) if token.kind == "string" else token.text
            optional = self._take("?")
            self._must(":")
            properties[name] = self.union()
            if doc:
                properties[name]["description"] = jsdoc.read(doc).description
            if not optional:
                required.append(name)

    def _enter(self) -> None:
        self._depth += 1
        self._types.left -= 1
        if self._depth > MOST_DEPTH or self._types.left < 0:
            raise ValueError("its type has too many parts")

    def _doc(self) -> str:
        start = self._at
        self._skip_docs()
        return self._parts[self._at - 1].text if self._at > start else ""

    def _skip_docs(self) -> None:
        while self._at < len(self._parts) and self._parts[self._at].kind == "doc":
            self._at += 1

    def _take(self, text: str) -> bool:
        self._skip_docs()
        there = self._at < len(self._parts) and self._parts[self._at].text == text
        self._at += there
        return there

    def _must(self, text: str) -> None:
        if not self._take(text):
            raise ValueError(f"the type {_words(self._parts)} can't be described to a model")

    def _next(self) -> Token:
        self._skip_docs()
        if self._at >= len(self._parts):
            raise ValueError("a type ends too early")
        self._at += 1
        return self._parts[self._at - 1]
