"""Arguments as a function's type hints want them. JSON knows no dates, no sets and no classes."""

import types
from collections.abc import Callable
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

Json = Any
_TRUTHS = {"true": True, "false": False}


def hints_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The types of its parameters, without those whose names mean nothing here."""
    try:
        return get_type_hints(function, include_extras=True)
    except Exception:  # a name may be of a package that the author has and the sandbox hasn't
        annotations = getattr(function, "__annotations__", {})
        return {name: hint for name, hint in annotations.items() if not isinstance(hint, str)}


def coerced(value: Json, hint: Any) -> Any:
    """The value as `hint` has it; as it is where that says nothing about it."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return coerced(value, parts[0])
    if origin in (Union, types.UnionType):
        return _one_of(value, parts)
    if isinstance(value, list) and origin in (list, set, frozenset):
        return origin(coerced(each, parts[0]) for each in value)
    if isinstance(value, list) and origin is tuple:
        kinds = parts[:1] * len(value) if parts[1:] == (...,) else parts
        return tuple(coerced(each, kind) for each, kind in zip(value, kinds, strict=True))
    if isinstance(value, dict) and origin is dict:
        return {coerced(key, parts[0]): coerced(each, parts[1]) for key, each in value.items()}
    return _made(value, hint) if isinstance(hint, type) and not isinstance(value, hint) else value


def _one_of(value: Json, hints: tuple[Any, ...]) -> Any:
    """The value as the first of these types that makes something of it, unless it is of one already."""
    if value is None or type(value) in hints:
        return value
    for hint in hints:
        try:
            made = coerced(value, hint)
        except Exception:  # whatever that type says to it, it isn't of it
            continue
        if made is not value:
            return made
    return value


def _made(value: Json, kind: Any) -> Any:
    """An instance of a class that the value isn't one of."""
    if hasattr(kind, "model_validate"):
        return kind.model_validate(value)
    if isinstance(value, dict) and hasattr(kind, "__dataclass_fields__"):
        hints = hints_of(kind)
        return kind(**{name: coerced(each, hints.get(name)) for name, each in value.items()})
    if isinstance(value, str) and hasattr(kind, "fromisoformat"):
        return kind.fromisoformat(value)
    if hasattr(kind, "__members__"):
        return kind(value)
    if isinstance(value, list) and kind in (set, frozenset, tuple):
        return kind(value)
    return _plain(value, kind)


def _plain(value: Json, kind: type) -> Any:
    """Models often write a number as text, or a whole one with a point."""
    if kind is bool and isinstance(value, str):
        return _TRUTHS.get(value.lower(), value)
    if kind is int and isinstance(value, float):
        return int(value) if value.is_integer() else value
    if kind in (int, float) and isinstance(value, str | int):
        try:
            return kind(value)
        except ValueError:
            return value
    return value
