"""Asking for a model's trial. An extension of lettawasm's."""

from typing import Annotated

from pydantic import Field

from .base import Shape, Text
from .model_options import Handle, Profile, ToolCalls

Case = Annotated[Text, Field(max_length=100)]


class TrialRequest(Shape):
    """`cases` are names of cases or skills; without any it is all of them."""

    handle: Handle
    cases: Annotated[list[Case], Field(max_length=100)] | None = None
    profile: Profile = "auto"
    tool_calls: ToolCalls = "auto"
