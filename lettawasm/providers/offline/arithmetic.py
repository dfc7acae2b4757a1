"""Sums done right: plain arithmetic, exactly, or nothing at all."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

_MOST_CHARS, _MOST_EXPONENT, _MOST_DIGITS = 120, 64, 40
_WORDS = (
    (r"\bplus\b", "+"),
    (r"\bminus\b", "-"),
    (r"\b(?:times|multiplied by)\b|×|(?<=[\d)]) ?x ?(?=[\d(])", "*"),
    (r"\b(?:divided by|over)\b|÷|(?<=\d) ?: ?(?=\d)", "/"),
    (r"\bto the power of\b|\^", "**"),
    (r"\bsquared\b", "**2"),
    (r"(\d+(?:\.\d+)?) ?(?:%|percent) of", r"\1/100*"),
    (r"(?<=\d),(?=\d{3}\b)", ""),
)
_ASKED = re.compile(
    r"(?:(?:what(?:'s| is)|how much is|calculate|compute|work out|solve) )?(?P<sum>[^?=]+?) ?=?\??",
    re.IGNORECASE,
)
_SUM = re.compile(r"[\d\s.+*/()%-]+")
_OPERATIONS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}


def answer_sum(speech: str) -> str | None:
    """The answer to a sum as a sentence; None where the speech is none."""
    asked = _ASKED.fullmatch(speech.strip().rstrip("?!. ")) if len(speech) <= _MOST_CHARS else None
    if not asked:
        return None
    text = asked["sum"].lower()
    for pattern, symbol in _WORDS:
        text = re.sub(pattern, symbol, text)
    if not _SUM.fullmatch(text) or not re.search(r"\d\s*[-+*/%)]", text):
        return None
    try:
        value = _value(ast.parse(text.strip(), mode="eval").body)
    except ZeroDivisionError:
        return "Nothing can be divided by zero, not even by me."
    except (SyntaxError, ValueError, TypeError, OverflowError, RecursionError, MemoryError):
        return None
    return f"{asked['sum'].strip()} = {_shown(value)}"


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()):
            return Fraction(str(node.value))
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand)
        case ast.BinOp(op=ast.Pow()):
            base, exponent = _value(node.left), _value(node.right)
            if exponent.denominator != 1 or abs(exponent) > _MOST_EXPONENT:
                raise ValueError("too large a power")
            return _bounded(Fraction(base ** int(exponent)))
        case ast.BinOp() if operation := _OPERATIONS.get(type(node.op)):
            return _bounded(operation(_value(node.left), _value(node.right)))
    raise ValueError("not a sum")


def _bounded(value: Fraction) -> Fraction:
    if max(abs(value.numerator), value.denominator) >= 10**_MOST_DIGITS:
        raise ValueError("too many digits")
    return value


def _shown(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    decimal = f"{value.numerator / value.denominator:.10g}"
    return decimal if Fraction(decimal) == value else f"about {decimal}"
