"""A tool's schema is read from TypeScript and JavaScript, which are never run."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.tools.script import describe, function

SHOP = """
import { readFile } from "node:fs";

/** How fast. */
type Speed = "fast" | "slow"
enum Colour { Red = "red", Blue = "blue" }
interface Item {
  /** What it is called. */
  name: string;
  readonly amount?: number,
  tags: Array<Array<string>>
}
type Gift = Item & { paper: boolean };

function _price(x) { return /[(]/.test(`a${ {b: `}`}.b }(`) ? 4 / 2 : 1 }

/**
 * Buys something.
 * Twice if need be.
 *
 * @param item - What to buy.
 * @param note A note
 *   on two lines
 * @returns The bill.
 */
export async function buy<T>(
  item: Item,
  colours: Colour[],  // in which
  speed: Speed = "slow",
  note?: string,
  prices: Record<string, number> = {},
  tip: number | null = 0.5,
  corner: [number, number],
  gift: Gift | undefined,
  choice: { a: 1 | 2; "b c": true },
  agentState: unknown,
): Promise<string> {
  return ") }";
}
"""
ITEM = {
    "name": {"type": "string", "description": "What it is called."},
    "amount": {"type": "number"},
    "tags": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
}


def described(source: str, **more: Any) -> Any:
    return describe(source, **more)["parameters"]


def test_a_signature_gives_the_types_and_its_comment_the_words() -> None:
    schema = describe(SHOP)
    assert (schema["name"], schema["description"]) == ("buy", "Buys something.\nTwice if need be.")
    assert schema["parameters"]["required"] == ["item", "colours", "corner", "gift", "choice"]
    assert schema["parameters"]["properties"] == {
        "item": {
            "type": "object",
            "description": "What to buy.",
            "properties": ITEM,
            "required": ["name", "tags"],
        },
        "colours": {
            "type": "array",
            "description": "",
            "items": {"type": "string", "enum": ["red", "blue"]},
        },
        "speed": {"type": "string", "description": "", "enum": ["fast", "slow"], "default": "slow"},
        "note": {"type": "string", "description": "A note on two lines"},
        "prices": {"type": "object", "description": "", "additionalProperties": {"type": "number"}},
        "tip": {"type": "number", "description": "", "default": 0.5},
        "corner": {
            "type": "array",
            "description": "",
            "items": {"type": "number"},
            "minItems": 2,
            "maxItems": 2,
        },
        "gift": {
            "type": "object",
            "description": "",
            "properties": {**ITEM, "paper": {"type": "boolean"}},
            "required": ["name", "tags", "paper"],
        },
        "choice": {
            "type": "object",
            "description": "",
            "properties": {
                "a": {"type": "integer", "enum": [1, 2]},
                "b c": {"type": "boolean", "enum": [True]},
            },
            "required": ["a", "b c"],
        },
    }


@pytest.mark.parametrize(
    "opening",
    [
        "function add(a, b, c = 'x')",
        "export default async function add(a, b, c = 'x')",
        "const add = (a, b, c = 'x') =>",
        "export const add = async (a, b, c = 'x') =>",
        "let add = function (a, b, c = 'x')",
    ],
)
def test_plain_javascript_is_described_by_its_comment(opening: str) -> None:
    source = f"""
/** Adds.
 * @param {{number}} a - first
 * @param {{number[]}} [b=[3]] second
 */
{opening} {{ return a }}
"""
    assert describe(source) == {
        "name": "add",
        "description": "Adds.",
        "parameters": {
            "type": "object",
            "properties": {
                "a": {"type": "number", "description": "first"},
                "b": {"type": "array", "items": {"type": "number"}, "description": "second"},
                "c": {"type": "string", "description": "", "default": "x"},
            },
            "required": ["a"],
        },
    }


def test_of_several_functions_the_last_that_is_exported_is_the_tool() -> None:
    source = "/** A. */ export function a() {} /** B. */ export function b() {} /** C. */ function c() {}"
    assert describe(source)["name"] == "b"
    assert describe(source, "a")["name"] == function(source, "a") == "a"
    assert function(source, "renamed") == "b"


def test_parameters_that_are_given_stand_in_for_the_signature() -> None:
    assert described("/** A. */ function a(x) {}", given={"type": "object"}) == {"type": "object"}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("const a = 1", "there is no function in it"),
        ("function a() {}", "has no JSDoc comment"),
        ("/** A. */ function a(x) {}", "argument x of a: it has no type"),
        ("/** A. */ function a(x: Socket) {}", "argument x of a: the type Socket can't be described"),
        ("/** A. */ function a(x: () => void) {}", "argument x of a: .*can't be described|ends too early"),
        ("/** A. */ function a({x}: {x: string}) {}", "arguments that have no name"),
        ("type T = {t: T}; /** A. */ function a(x: T) {}", "the type T contains itself"),
        ("/** A. */ function a(" + "x: " + "Array<" * 60 + "string" + ">" * 60 + ") {}", "too many parts"),
        ("function a( {", r"a \{ is never closed"),
        ("function a(]", r"a \] closes nothing \(line 1\)"),
        ("/* never", "a comment is never closed"),
        ("`never ${", "is never closed"),
        ("x" * 50_001, "over the limit"),
        (f"/** A. */ function {'a' * 65}() {{}}", "models can't call"),
    ],
)
def test_what_can_not_be_described_says_why(source: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        describe(source)


@given(st.text(alphabet="{}[]()<>`'\"$/*\\|&;:,.=-?!@ \nfunctiocs expr1"))
def test_any_text_is_described_or_refused(source: str) -> None:
    try:
        describe("/** A. */ function a(x: " + source)
    except ValueError as error:
        assert str(error)
