"""The filters that a template may use. None makes much of little without having paid for it first."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Undefined, pass_context

from .budget import KEY, Budget, TemplateProblem, size

Paid = Callable[..., Any]
MOST_INDENT = 40


def plain(value: Any) -> Any:
    """A value that has no others in it, and so is compared and written at once."""
    if value is None or isinstance(value, str | int | float | Undefined):
        return value
    raise TemplateProblem("a list or an object can't be written or compared: loop over it, or use tojson")


def text(value: Any) -> str:
    return str(plain(value))


def each(budget: Budget, values: Any, weight: int) -> list[Any]:
    """What a loop goes over. `weight` is the cost of one round."""
    if isinstance(values, str):
        raise TemplateProblem("a loop goes over a list, not over the characters of a text")
    found = list(values)
    budget.pay(weight * len(found))
    return found


def read(budget: Budget, value: Any) -> Any:
    """A value as it is: that it was looked at is paid like all that a filter returns."""
    return value


def together(budget: Budget, values: Sequence[Any]) -> str:
    return _join(budget, values)


def _join(budget: Budget, values: Iterable[Any], d: Any = "", attribute: str | None = None) -> str:
    texts = [text(value) for value in (_map(budget, values, attribute) if attribute else values)]
    budget.pay(sum(map(len, texts)) + len(texts) * len(text(d)))
    return text(d).join(texts)


def _replace(budget: Budget, value: Any, old: str, new: str) -> str:
    whole = text(value)
    budget.pay(len(whole) + (whole.count(text(old)) + 1) * len(text(new)))
    return whole.replace(text(old), text(new))


def _indent(budget: Budget, value: Any, width: int = 4, first: bool = False) -> str:
    if not 0 <= width <= MOST_INDENT:
        raise TemplateProblem(f"indent takes a width of 0 to {MOST_INDENT}")
    lines = text(value).split("\n")
    budget.pay(size(value) + width * len(lines))
    begin, *rest = lines
    margin = " " * width
    return "\n".join([(margin if first else "") + begin, *(line and margin + line for line in rest)])


def _truncate(budget: Budget, value: Any, length: int = 255, end: str = "...") -> str:
    whole = text(value)
    return whole if len(whole) <= length else whole[: max(0, length - len(end))] + end


def _default(budget: Budget, value: Any, instead: Any = "", boolean: bool = False) -> Any:
    return instead if isinstance(value, Undefined) or (boolean and not value) else value


def _tojson(budget: Budget, value: Any) -> str:
    result = json.dumps(value, ensure_ascii=False)
    budget.pay(len(result))
    return result


def _map(budget: Budget, values: Iterable[Any], attribute: str) -> list[Any]:
    return [_field(value, attribute) for value in values]


def _selectattr(
    budget: Budget, values: Iterable[Any], name: str, test: str = "", to: Any = None
) -> list[Any]:
    return [value for value in values if _holds(_field(value, name), test, to)]


def _rejectattr(
    budget: Budget, values: Iterable[Any], name: str, test: str = "", to: Any = None
) -> list[Any]:
    return [value for value in values if not _holds(_field(value, name), test, to)]


def _holds(value: Any, test: str, to: Any) -> bool:
    match test:
        case "":
            return bool(value)
        case "equalto" | "eq" | "==":
            return bool(plain(value) == plain(to))
        case "in":
            return value in to
    raise TemplateProblem(f"selectattr and rejectattr know 'equalto' and 'in', not {test!r}")


def _sort(budget: Budget, values: Iterable[Any], reverse: bool = False, attribute: str = "") -> list[Any]:
    return sorted(
        values, key=lambda one: plain(_field(one, attribute) if attribute else one), reverse=reverse
    )


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _items(budget: Budget, value: Any) -> list[Any]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _of_text(change: Callable[[str], Any]) -> Paid:
    def changed(budget: Budget, value: Any) -> Any:
        return change(text(value))

    return changed


def _of_any(change: Callable[[Any], Any]) -> Paid:
    def changed(budget: Budget, value: Any) -> Any:
        return change(value)

    return changed


FILTERS: dict[str, Paid] = {
    "capitalize": _of_text(str.capitalize),
    "lower": _of_text(str.lower),
    "title": _of_text(str.title),
    "trim": _of_text(str.strip),
    "upper": _of_text(str.upper),
    "string": _of_text(str),
    "wordcount": _of_text(lambda value: len(value.split())),
    "count": _of_any(len),
    "length": _of_any(len),
    "first": _of_any(lambda values: next(iter(values), "")),
    "last": _of_any(lambda values: next(iter(values[-1:]), "")),
    "list": _of_any(list),
    "reverse": _of_any(lambda values: values[::-1]),
    "unique": _of_any(lambda values: list(dict.fromkeys(map(plain, values)))),
    "int": _of_any(int),
    "round": _of_any(round),
    "d": _default,
    "default": _default,
    "indent": _indent,
    "items": _items,
    "join": _join,
    "map": _map,
    "rejectattr": _rejectattr,
    "replace": _replace,
    "selectattr": _selectattr,
    "sort": _sort,
    "tojson": _tojson,
    "truncate": _truncate,
}


def paid(function: Paid) -> Paid:
    """The filter as Jinja2 calls it. What it makes is paid, too."""

    @pass_context
    def run(context: Any, *args: Any, **kwargs: Any) -> Any:
        budget: Budget = context.parent[KEY]
        result = function(budget, *args, **kwargs)
        budget.pay(size(result))
        return result

    return run
