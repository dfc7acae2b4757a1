"""How core memory is put into words: which of it, and by which template. Extensions of lettawasm's."""

import keyword
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from .base import Shape, Text

Mode = Literal["full", "read_only", "read_write"]
MODES: tuple[Mode, ...] = ("full", "read_only", "read_write")

MOST_CHARACTERS = 20_000  # of all variables
GIVEN = ("blocks", "memory", "agent", "project")  # names that a template has anyway

_NAME = re.compile(r"[A-Za-z]\w{0,63}", re.ASCII)


def _variables(values: dict[str, Any]) -> dict[str, Any]:
    for name in values:
        if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in GIVEN:
            raise ValueError(f"{name!r} can't be the name of a variable")
    if len(str(values)) > MOST_CHARACTERS:
        raise ValueError(f"variables have at most {MOST_CHARACTERS:,} characters together")
    return values


Variables = Annotated[dict[str, Any], Field(max_length=100), AfterValidator(_variables)]


class MemoryTemplate(Shape):
    """An agent's own way to show its memory. Without `source` the words are Letta's, and only `mode` counts."""

    source: Annotated[Text, Field(max_length=MOST_CHARACTERS)] | None = None
    variables: Variables = Field(default_factory=dict)
    mode: Mode = "full"


class TemplateInForce(MemoryTemplate):
    """`problem` says why Letta's layout stands in for a template that failed with the memory as it is now."""

    problem: str | None = None


class Rendered(Shape):
    """Memory as text. `problem` as above."""

    text: str
    tokens: int
    problem: str | None = None
