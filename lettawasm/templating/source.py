"""A template's source: measured before it is parsed, checked and made payable after it was."""

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from .budget import NODE, TemplateProblem

MOST_CHARACTERS = 20_000
MOST_TAGS = 500
MOST_TOKENS = 80  # in one tag
MOST_BRACKETS = 10
MOST_BLOCKS = 10  # within each other
MOST_ELIFS = 50
MOST_DIGITS = 15
MOST_DEPTH = 60  # of the tree

_OPENING = ("variable_begin", "block_begin")
_BLOCKS = {"if": 1, "for": 1, "endif": -1, "endfor": -1}
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
    *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.List, nodes.Tuple),
    *(nodes.Filter, nodes.Keyword, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.CondExpr, nodes.Concat, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div),
    *(nodes.FloorDiv, nodes.Mod),
)


def measure(tokens: Iterator[tuple[int, str, str]]) -> None:
    """Raise TemplateProblem for a template that is too long or goes too deep."""
    tags = length = brackets = blocks = elifs = 0
    before = ""
    for line, kind, value in tokens:
        if kind == "whitespace":
            continue
        if kind in _OPENING:
            tags, length, brackets = tags + 1, 0, 0
        length += 1
        brackets += _BRACKETS.get(value, 0) if kind == "operator" else 0
        if before == "block_begin":
            blocks += _BLOCKS.get(value, 0)
            elifs += value == "elif"
        before = kind if value not in ("-", "+") else before  # `{%- if` begins with a sign
        for count, most, what in (
            (tags, MOST_TAGS, "tags"),
            (length if kind != "data" else 0, MOST_TOKENS, "parts in one tag"),
            (brackets, MOST_BRACKETS, "brackets within each other"),
            (blocks, MOST_BLOCKS, "blocks within each other"),
            (elifs, MOST_ELIFS, "elifs"),
            (len(value) if kind in ("integer", "float") else 0, MOST_DIGITS, "digits in a number"),
        ):
            if count > most:
                raise TemplateProblem(f"there are more than {most} {what}", line)


def check(tree: nodes.Template, filters: Any, tests: Any) -> None:
    """Raise TemplateProblem for what a template may not have in it."""
    level: list[nodes.Node] = [tree]
    for _ in range(MOST_DEPTH):
        for node in level:
            _check(node, filters, tests)
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return
    raise TemplateProblem("the template is nested too deeply", level[0].lineno)


def _check(node: nodes.Node, filters: Any, tests: Any) -> None:
    if not isinstance(node, _ALLOWED):
        raise TemplateProblem(f"a template can't use {type(node).__name__} here", node.lineno)
    match node:
        case nodes.Filter(name=name) if name not in filters:
            raise TemplateProblem(
                f"there is no filter {name!r}; there are {', '.join(sorted(filters))}", node.lineno
            )
        case nodes.Test(name=name) if name not in tests:
            raise TemplateProblem(
                f"there is no test {name!r}; there are {', '.join(sorted(tests))}", node.lineno
            )
        case nodes.For(recursive=True):
            raise TemplateProblem("a loop can't call itself", node.lineno)
        case nodes.List(items=items) | nodes.Tuple(items=items, ctx="load"):
            if not all(isinstance(item, nodes.Const) for item in items):
                raise TemplateProblem(
                    "a list that is written out has only texts and numbers in it", node.lineno
                )
        case nodes.Filter() | nodes.Test() if node.dyn_args or node.dyn_kwargs:
            raise TemplateProblem("arguments are written one by one, without *", node.lineno)


class Payable(NodeTransformer):
    """Has each reading, loop and concatenation go through a filter that pays for it."""

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        return _through("read", node) if node.ctx == "load" else node

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        return _through("read", self.generic_visit(node))

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        return _through("read", self.generic_visit(node))

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _through("together", nodes.List(node.nodes, lineno=node.lineno))

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        weight = NODE * sum(1 for _ in _all(node))
        self.generic_visit(node)
        node.iter = _through("each", node.iter, nodes.Const(weight, lineno=node.lineno))
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.expr = _through("plain", node.expr)
        for operand in node.ops:
            if operand.op not in ("in", "notin"):
                operand.expr = _through("plain", operand.expr)
        return node


def _through(name: str, node: Any, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, f".{name}", list(args), [], None, None, lineno=node.lineno)


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [node]
    while waiting:
        yield (here := waiting.pop())
        waiting.extend(here.iter_child_nodes())
