"""The JSON Schema of a type annotation, read from its syntax tree. Nothing is imported or run.

Classes that the source defines itself are understood too: enumerations, and classes that list typed fields
(pydantic models, dataclasses, TypedDicts).
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from . import docstring, parsing

Schema = dict[str, Any]
MOST_PARTS = 2_000  # of one function's schema: classes within classes could make it endless
MOST_CHARACTERS = 1_000  # of an annotation that is written as a text

_PLAIN: dict[str, Schema] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "None": {"type": "null"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "Any": {},
    "object": {},
}
_LISTS = {"list", "List", "Sequence", "Iterable", "Collection", "set", "Set", "frozenset", "tuple", "Tuple"}
_OBJECTS = {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"}
_JSON_NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_ENUMS = {"Enum", "StrEnum", "IntEnum"}


@dataclass(slots=True)
class Classes:
    """The classes of one source, and how many parts its schema may still have."""

    found: dict[str, ast.ClassDef]
    left: int = MOST_PARTS

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise ValueError("its type has too many parts")


def schema_of(node: ast.expr, classes: Classes, within: tuple[str, ...] = ()) -> Schema:
    """The schema of an annotation. `within` are the classes it stands in. Raises ValueError for what has none."""
    classes.spend()
    match node:
        case ast.Constant(None):
            return dict(_PLAIN["None"])
        case ast.Constant(str() as text):
            return schema_of(parsing.expression(text.strip(), MOST_CHARACTERS), classes, within)
        case ast.BinOp(left, ast.BitOr(), right):
            return _union([left, right], classes, within)
        case ast.Name() | ast.Attribute():
            return _named(name_of(node), classes, within)
        case ast.Subscript(value, arguments):
            parts = arguments.elts if isinstance(arguments, ast.Tuple) else [arguments]
            return _generic(name_of(value), parts, classes, within)
    raise ValueError(f"the type {ast.unparse(node)} can't be described to a model")


def name_of(node: ast.expr) -> str:
    """`Optional` of both `Optional` and `typing.Optional`."""
    match node:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case ast.Call(function):
            return name_of(function)
    return ""


def constant(node: ast.expr | None) -> Any:
    """The value of an expression that is a plain literal. Raises ValueError for any other."""
    try:
        return ast.literal_eval(node) if node is not None else None
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise ValueError("it is not a plain value") from None


def described(node: ast.expr | None) -> str | None:
    """The description in `Field(..., description="…")`."""
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg == "description":
                return str(constant(keyword.value))
    return None


def _named(name: str, classes: Classes, within: tuple[str, ...]) -> Schema:
    if name in classes.found:
        return _class(name, classes, within)
    if name in _PLAIN:
        return dict(_PLAIN[name])
    if name in _LISTS:
        return {"type": "array", "items": {}}
    if name in _OBJECTS:
        return {"type": "object"}
    raise ValueError(f"the type {name} can't be described to a model")


def _generic(name: str, parts: Sequence[ast.expr], classes: Classes, within: tuple[str, ...]) -> Schema:
    if name == "Optional" or name == "Union":
        return _union(parts, classes, within)
    if name == "Literal":
        return _choice([constant(part) for part in parts])
    if name == "Annotated":
        return _annotated(parts, classes, within)
    if name in _LISTS:
        return _list(name, parts, classes, within)
    if name in _OBJECTS:
        values = schema_of(parts[-1], classes, within)
        return {"type": "object", "additionalProperties": values} if values else {"type": "object"}
    raise ValueError(f"the type {name}[…] can't be described to a model")


def _union(parts: Sequence[ast.expr], classes: Classes, within: tuple[str, ...]) -> Schema:
    """`| None` only means that a value may be left out."""
    schemas = [schema_of(part, classes, within) for part in parts]
    choices = [schema for schema in schemas if schema != _PLAIN["None"]]
    flat = [one for schema in choices for one in schema.get("anyOf", [schema])]
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def _choice(values: list[Any]) -> Schema:
    types = {_JSON_NAMES.get(type(value), "") for value in values}
    if "" in types:
        raise ValueError("only texts, numbers and truth values can be chosen from")
    return {"type": types.pop(), "enum": values} if len(types) == 1 else {"enum": values}


def _annotated(parts: Sequence[ast.expr], classes: Classes, within: tuple[str, ...]) -> Schema:
    schema = schema_of(parts[0], classes, within)
    for note in parts[1:]:
        if isinstance(note, ast.Constant) and isinstance(note.value, str):
            schema["description"] = note.value
        elif text := described(note):
            schema["description"] = text
    return schema


def _list(name: str, parts: Sequence[ast.expr], classes: Classes, within: tuple[str, ...]) -> Schema:
    entries = [part for part in parts if not (isinstance(part, ast.Constant) and part.value is ...)]
    schema: Schema = {"type": "array", "items": _union(entries, classes, within) if entries else {}}
    if name in ("tuple", "Tuple") and len(entries) == len(parts):
        schema |= {"minItems": len(parts), "maxItems": len(parts)}
    return schema


def _class(name: str, classes: Classes, within: tuple[str, ...]) -> Schema:
    if name in within:
        raise ValueError(f"the class {name} contains itself, which can't be described to a model")
    bases = {name_of(base) for base in classes.found[name].bases}
    if bases & _ENUMS:
        return _choice(
            [constant(node.value) for node in classes.found[name].body if isinstance(node, ast.Assign)]
        )
    properties: dict[str, Schema] = {}
    required: list[str] = []
    _, texts = docstring.read(ast.get_docstring(classes.found[name]) or "")
    for field, annotation, value in _fields(name, classes):
        schema = schema_of(annotation, classes, (*within, name))
        if text := described(value) or texts.get(field):
            schema["description"] = text
        properties[field] = schema
        if not _has_default(value):
            required.append(field)
    return {"type": "object", "properties": properties, "required": required}


def _fields(name: str, classes: Classes) -> Iterator[tuple[str, ast.expr, ast.expr | None]]:
    """A class's typed fields, those of its bases first."""
    classes.spend()
    for base in classes.found[name].bases:
        if name_of(base) in classes.found and name_of(base) != name:
            yield from _fields(name_of(base), classes)
    for node in classes.found[name].body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation, node.value


def _has_default(value: ast.expr | None) -> bool:
    """Whether a field can be left out. `Field(...)` and `Field(description="…")` give no default."""
    if not isinstance(value, ast.Call) or name_of(value) not in ("Field", "field"):
        return value is not None
    if value.args:
        return not (isinstance(value.args[0], ast.Constant) and value.args[0].value is ...)
    return any(keyword.arg in ("default", "default_factory") for keyword in value.keywords)
