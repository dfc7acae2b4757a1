"""Jinja2's sandbox, made smaller: data without methods, numbers without end, and a bill for everything."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, Template, TemplateSyntaxError, Undefined
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS

from . import filters, source
from .budget import KEY, MOST_OUTPUT, Budget, TemplateProblem

MOST_NUMBER = 2**53

_TESTS = ("defined", "undefined", "none", "number", "string", "boolean", "mapping", "sequence", "even", "odd")
_LOOP = ("index", "index0", "revindex", "revindex0", "first", "last", "length")
_OPERATORS = frozenset({"+", "-", "*", "/", "//", "%"})


class _Sandbox(SandboxedEnvironment):
    intercepted_binops = _OPERATORS

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        for number in (left, right):
            if not isinstance(number, int | float) or not -MOST_NUMBER <= number <= MOST_NUMBER:
                raise TemplateProblem(
                    f"{operator} is for numbers that aren't too large; texts are joined with ~"
                )
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What stands there in the data. Nothing that Python's objects have besides is to be seen."""
        match obj:
            case Undefined():
                return super().getitem(obj, argument)
            case Mapping() if argument in obj:
                return obj[argument]
            case list() | tuple() | str() if isinstance(argument, int) and -len(obj) <= argument < len(obj):
                return obj[argument]
            case LoopContext() if argument in _LOOP:
                return getattr(obj, argument)
        return self.undefined(obj=obj, name=argument)


def check(text: str) -> None:
    """Raise TemplateProblem for a template that can't be used."""
    _compiled(text)


def render(text: str, values: Mapping[str, Any], *, budget: Budget | None = None) -> str:
    """The template with `values`, which are plain data. Raises TemplateProblem for whatever goes wrong in it."""
    budget, template = budget or Budget(), _compiled(text)
    pieces: list[str] = []
    length = 0
    try:
        for piece in template.generate({**values, KEY: budget}):
            pieces.append(piece)
            budget.pay(len(piece))
            if (length := length + len(piece)) > MOST_OUTPUT:
                raise TemplateProblem(f"the text it makes is longer than {MOST_OUTPUT:,} characters")
    except TemplateProblem:
        raise
    except Exception as error:  # a person's template can go wrong in all the ways that an expression can
        raise TemplateProblem(f"it failed with {type(error).__name__}: {error}") from error
    return "".join(pieces)


@lru_cache(maxsize=32)
def _compiled(text: str) -> Template:
    if len(text) > source.MOST_CHARACTERS:
        raise TemplateProblem(f"a template has at most {source.MOST_CHARACTERS:,} characters")
    environment = _environment()
    try:
        source.measure(environment.lexer.tokeniter(text, None))
        tree = environment.parse(text)
        source.check(tree, filters.FILTERS, _TESTS)
        code = environment.compile(source.Payable().visit(tree))
    except TemplateSyntaxError as error:
        raise TemplateProblem(error.message or "it can't be read", error.lineno) from None
    return Template.from_code(environment, code, {})


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = _Sandbox(autoescape=False, finalize=filters.plain)
    own = {f".{one.__name__}": one for one in (filters.read, filters.each, filters.together)}
    own[".plain"] = lambda budget, value: filters.plain(value)
    environment.filters = {name: filters.paid(function) for name, function in (filters.FILTERS | own).items()}
    environment.tests = {name: TESTS[name] for name in _TESTS}
    environment.globals = {}
    return environment
