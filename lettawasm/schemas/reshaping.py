"""How blocks are merged and cut. Extensions of lettawasm's."""

from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from .base import Shape, Text


class MergeRequest(Shape):
    """Which blocks become part of another. Lines that it has already are left out with `dedupe`."""

    sources: Annotated[
        list[str], Field(min_length=1, max_length=100, validation_alias=AliasChoices("from", "sources"))
    ]
    separator: Annotated[Text, Field(max_length=1_000)] = "\n"
    delete_sources: bool = True
    dedupe: bool = True


class TruncateRequest(Shape):
    """To how many characters a block is cut, its limit where nothing is said, and which part of it stays."""

    to: Annotated[int, Field(ge=0)] | None = None
    keep: Literal["beginning", "end"] = "beginning"
