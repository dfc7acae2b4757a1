"""A tool's schema is its Python signature."""

from typing import Literal

import pytest

from lettawasm.tools.builtin import FUNCTIONS, definitions
from lettawasm.tools.schema import schema_of


def example(
    _ctx: object, city: str, days: int = 3, units: Literal["c", "f"] = "c", tags: list[str] | None = None
) -> str:
    """Tell the weather.

    In a few words.

    Args:
        city: Where,
            exactly.
        days: How long.
    """
    return city


def test_the_signature_gives_types_and_the_docstring_words():
    assert schema_of(example) == {
        "name": "example",
        "description": "Tell the weather.\n\nIn a few words.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Where, exactly."},
                "days": {"type": "integer", "description": "How long."},
                "units": {"type": "string", "enum": ["c", "f"], "description": ""},
                "tags": {"type": "array", "items": {"type": "string"}, "description": ""},
            },
            "required": ["city"],
        },
    }


def test_a_tool_without_a_docstring_is_refused():
    def bare(x: str) -> str:
        return x

    with pytest.raises(ValueError, match="missing docstring"):
        schema_of(bare)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_built_in_tool_explains_itself_and_each_of_its_arguments(name):
    schema = definitions()[name]["json_schema"]
    assert schema["description"]
    assert all(argument["description"] for argument in schema["parameters"]["properties"].values())
