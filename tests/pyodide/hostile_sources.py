"""Runs in Pyodide: makes tools of hostile sources, any of which could end the interpreter, and of a long good one."""

import json

from lettawasm.tools.parsing import MOST_CHARACTERS, MOST_DEPTH
from lettawasm.tools.source import describe

FUNCTION = 'def f() -> None:\n    """Do it."""\n'
ENDLESS = {  # each with what is put before, again and again, and after
    "signs": ("x = ", "-", "1"),
    "not": ("x = ", "not ", "1"),
    "sums": ("x = 1", "+1", ""),
    "powers": ("x = 1", "**-1", ""),
    "alternatives": ("x = 1", "|1", ""),
    "conditions": ("x = ", "1 if 1 else ", "1"),
    "comparisons": ("x = 1", " not in 1", ""),
    "lambdas": ("x = ", "lambda: ", "1"),
    "lambdas in defaults": ("x = ", "lambda a, b=", "1"),
    "attributes": ("x = a", ".b", ""),
    "imports": ("import a", ".b", ""),
    "subscripts": ("x = a", "[0]", ""),
    "calls": ("x = a", "()", ""),
    "all of them": ("x = a", ".b[0]()", ""),
    "calls with several arguments": ("x = a", "(1, 2)", ""),
    "words": ("x = ", "x ", "x"),
    "numbers": ("x = ", "1 ", "1"),
    "assignments": ("", "x = ", "1"),
    "elif": ("if 1:\n    pass\n", "elif 1:\n    pass\n", ""),
    "signs on another line than the lexer's": ("#\rx = ", "-", "1"),
    "signs in texts": ("x = f'{", "-", "1}'"),
    "signs in patterns": ("match 1:\n    case 1", "|1", ": pass\n"),
    "signs in decorators": ("@(", "-", "1)\nclass A: pass\n"),
    "signs before an error": ("x = ", "-", "1 1"),
    "signs in continued lines": ("x = ", "-\\\n", "1"),
}
NESTED = {  # each with how it opens and closes
    "parentheses": ("(", ")"),
    "signed parentheses": ("-(-", ")"),
    "lists": ("[", "]"),
    "objects": ("{1: ", "}"),
    "comprehensions": ("[", " for a in b]"),
    "calls": ("f(a, b=", ")"),
    "lambdas": ("(lambda: ", ")"),
    "conditions": ("(1 if 1 else ", ")"),
    "named": ("(a := ", ")"),
    "texts": ("f'{", "}'"),
    "unclosed": ("(", ""),
}
SIZES = (MOST_DEPTH // 6, MOST_DEPTH // 2, MOST_DEPTH - 9, MOST_DEPTH, 1_000, 3_000, 10_000, 100_000)


def hostile(size: int) -> dict[str, str]:
    """Sources in which something stands `size` times."""
    return {
        **{name: before + again * size + after for name, (before, again, after) in ENDLESS.items()},
        **{
            f"nested {name}": f"x = {opening * size}1{closing * size}"
            for name, (opening, closing) in NESTED.items()
        },
        "blocks": "".join(f"{' ' * depth}if 1:\n" for depth in range(min(size, 300))),
        "an annotation": FUNCTION.replace("()", f"(a: {'-' * size}1)"),
        "an annotation as text": FUNCTION.replace("()", f"(a: '{'-' * size}1')"),
    }


def fate(source: str) -> str:
    try:
        describe(f"{FUNCTION}\n{source}")
    except ValueError as error:
        return str(error)
    return ""


fates = {f"{name}, {size}": fate(source) for size in SIZES for name, source in hostile(size).items()}
good = "".join(f"\n    if a == {n}:\n        return [a, {n}, {{'b': a.c(d, e=f[{n}])}}]" for n in range(400))
long = FUNCTION + good + "\n"
print(
    json.dumps(
        {"fates": fates, "long": fate(long), "is_long": MOST_CHARACTERS > len(long) > MOST_CHARACTERS // 2}
    )
)
