"""A tool's schema is read from its source, which is never run."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.tools.source import describe

SHOP = '''
import os
from enum import Enum
from typing import Annotated, Literal, Optional, List
from pydantic import BaseModel, Field

os._exit(1)  # would end the tests

class Colour(Enum):
    RED = "red"
    BLUE = "blue"

class Item(BaseModel):
    """What is bought.

    Attributes:
        name: What it is called.
    """
    name: str
    amount: int = Field(default=1, description="How many.")

def _price(x): return 1

def buy(
    self,
    item: Item,
    colours: List[Colour],
    speed: Literal["fast", "slow"] = "slow",
    note: Optional[str] = None,
    tip: Annotated[float, "In euros."] = 0.5,
    prices: "dict[str, int] | None" = None,
    corner: tuple[int, int] = (0, 0),
    *rest: int,
    gift: bool = False,
    **more: str,
) -> str:
    """Buy something.

    Twice if need be.

    Args:
        item (Item): What to buy.
        colours (List[Colour]): In which
            colours.
        note (Optional[Union[str, int]]): A note: for the seller.

    Returns:
        str: The bill.
    """
    return os.environ["HOME"]
'''


def test_signature_and_docstring_describe_a_function():
    schema = describe(SHOP)
    assert (schema["name"], schema["description"]) == ("buy", "Buy something.\n\nTwice if need be.")
    parameters = schema["parameters"]
    colour = {"type": "string", "enum": ["red", "blue"]}
    item = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "What it is called."},
            "amount": {"type": "integer", "description": "How many."},
        },
        "required": ["name"],
    }
    assert parameters["required"] == ["item", "colours"]
    assert parameters["properties"] == {
        "item": {**item, "description": "What to buy."},
        "colours": {"type": "array", "items": colour, "description": "In which colours."},
        "speed": {"type": "string", "enum": ["fast", "slow"], "default": "slow", "description": ""},
        "note": {"type": "string", "description": "A note: for the seller."},
        "tip": {"type": "number", "description": "In euros.", "default": 0.5},
        "prices": {"type": "object", "additionalProperties": {"type": "integer"}, "description": ""},
        "corner": {
            "type": "array",
            "items": {"anyOf": [{"type": "integer"}, {"type": "integer"}]},
            "minItems": 2,
            "maxItems": 2,
            "description": "",
        },
        "gift": {"type": "boolean", "default": False, "description": ""},
    }


def test_moments_are_texts_in_their_form():
    source = "def f(day: date, at: datetime.datetime, noon: time):\n  'd'"
    types = [{"type": "string", "format": form} for form in ("date", "date-time", "time")]
    described = describe(source)["parameters"]["properties"].values()
    assert [{**one, "description": ""} for one in types] == list(described)


def test_of_several_functions_the_last_that_is_public_counts_unless_one_is_named():
    source = "def a():\n  'First.'\nasync def b():\n  'Second.'\ndef _c():\n  'Hidden.'\n"
    assert describe(source)["name"] == "b"
    assert describe(source, "a")["description"] == "First."


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def x(:", "not Python"),
        ("x = 1", "no function"),
        ("def f():\n  pass", "missing docstring"),
        ("def f(a):\n  'd'", "no type annotation"),
        ("def f(a, /):\n  'd'", "positional-only"),
        ("def f(a: Foo):\n  'd'", "type Foo"),
        ("def f(a: 'x y'):\n  'd'", "argument a"),
        ("def f(a: 3 + 4):\n  'd'", r"3 \+ 4"),
        ("def ünï():\n  'd'", "can't call a function named"),
        ("\0", "null bytes"),
        ("x = " + "(" * 5_000, "nested"),
        ("#\n" * 30_000, "limit of 50,000 characters"),
        ("def f(a: '" + "int | " * 200 + "int'):\n  'd'", "limit of 1,000 characters"),
        ("x = " + "-" * 10_000 + "1", "line 1 is nested too deeply"),
        ("#\rx = " + "-" * 10_000 + "1", "line 2 is nested too deeply"),
        ("x = " + "lambda a, b=" * 400 + "1", "nested too deeply"),
        ("if 1:\n  pass\n" + "elif 1:\n  pass\n" * 400, "nested too deeply"),
        ('x = """', "not Python"),
        ("class A:\n  a: 'A'\ndef f(a: A):\n  'd'", "contains itself"),
        ("class A(B):\n  a: int\nclass B(A):\n  b: int\ndef f(a: A):\n  'd'", "argument a"),
        ("def f(a: Literal['\\ud800']):\n  'd'", "surrogate"),
        ("def f(a: float = 1e999):\n  'd'", "not JSON"),
    ],
    ids=lambda text: text[:40],
)
def test_what_can_not_be_described_is_said_in_words(source, words):
    with pytest.raises(ValueError, match=words):
        describe(source)


@pytest.mark.parametrize(
    "code",
    [
        "x = [" + "{'a': -1}, " * 2_000 + "]",
        "x = lambda a: -a\n" * 1_000,
        "if x:\n  pass\nelif y:\n  pass\n" * 400,
        "x = (" + "'a'\n" * 2_000 + ")",
        "x = " + " + ".join("abcdefgh" * 15),
        "x = a" + ".where(b == 1, c.d[0])\\\n" * 70,
    ],
    ids=lambda text: text[:20],
)
def test_a_long_source_is_not_a_deep_one(code):
    assert describe(f"def f():\n  'Do it.'\n{code}\n")["name"] == "f"


def test_bases_of_bases_can_not_make_a_schema_endless():
    pairs = "".join(f"class B{n + 1}(B{n}, B{n}): pass\n" for n in range(60))
    with pytest.raises(ValueError, match="too many parts"):
        describe(f"class B0: pass\n{pairs}def f(a: B60):\n  'd'")


def test_classes_within_classes_can_not_make_a_schema_endless():
    layers = "".join(f"class {a}:\n" + "".join(f"  x{n}: {b}\n" for n in range(60)) for a, b in ("AB", "BC"))
    with pytest.raises(ValueError, match="too many parts"):
        describe(layers + "class C:\n" + "  x: int\n" + "def f(a: A):\n  'd'")


@given(st.text() | st.binary().map(repr))
def test_any_text_is_described_or_refused(text):
    try:
        schema = describe(f"def f(a: {text}):\n  '{text}'")
    except ValueError:
        return
    assert json.loads(json.dumps(schema)) == schema
