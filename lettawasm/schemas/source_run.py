"""Source that a person tries before a tool is made of it."""

from typing import Any

from .base import Shape, Text
from .tools import Requirement, Source


class SourceRun(Shape):
    """`tool_id` is lettawasm's own: what that tool was granted counts, as long as this is the source it was granted
    for.
    """

    source_code: Source
    args: dict[str, Any] | None = None
    env_vars: dict[Text, Text] | None = None
    name: Text | None = None
    source_type: Text | None = None
    json_schema: dict[str, Any] | None = None
    args_json_schema: dict[str, Any] | None = None
    pip_requirements: list[Requirement] | None = None
    npm_requirements: list[Requirement] | None = None
    tool_id: Text | None = None
