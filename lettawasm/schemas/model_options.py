"""How an agent's model is chosen and spoken to, beyond Letta's settings. An extension of lettawasm's."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Changes, Shape, Text

Handle = Annotated[Text, Field(max_length=500, pattern=r"^[^/]+/.+$")]
Handles = Annotated[list[Handle], Field(max_length=8)]
Profile = Literal["auto", "full", "small"]
ToolCalls = Literal["auto", "native", "schema", "text"]


class ModelOptions(Shape):
    """`fallbacks` are the models that are asked, in this order, where the agent's own gives no reply; `windows` tells
    their context windows as their servers told them when they were chosen. `profile` is how much of a prompt the
    model is given, and `tool_calls` how it writes its calls: `auto` leaves both to what is known of the model.
    """

    fallbacks: Handles = Field(default_factory=list)
    windows: dict[str, int] = Field(default_factory=dict)
    profile: Profile = "auto"
    tool_calls: ToolCalls = "auto"


class ModelOptionsUpdate(Changes):
    """Only what is sent changes; null is the default again."""

    fallbacks: Handles | None = None
    profile: Profile | None = None
    tool_calls: ToolCalls | None = None
