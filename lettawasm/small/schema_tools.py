"""Tools for a model that has none: they stand in its prompt, and its reply follows a schema."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from ..model import ModelEvent, ModelInfo, ModelRequest, ToolSpec
from ..ports import Provider
from . import union, wording
from .asking import asked
from .reading import FreeReading
from .union_reading import UnionReading


class SchemaTools:
    """Implements `ports.Provider` over one that takes no tools. One that takes no schema either, if it isn't
    `constrained`, is asked to write its calls as text.
    """

    def __init__(self, inner: Provider, *, constrained: bool = True) -> None:
        self._inner, self._constrained = inner, constrained

    async def models(self) -> list[ModelInfo]:
        return await self._inner.models()

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        tools = offered(request)
        messages = wording.told(request, tools, in_schema=self._constrained)
        plain = replace(request, messages=messages, tools=(), tool_choice="auto", parallel_tool_calls=False)
        if not tools:
            return self._inner.stream(plain)
        by_name = {tool.name: tool for tool in tools}
        if not self._constrained:
            return asked(self._inner, plain, lambda: FreeReading(by_name))
        said = union.said_schema(request.response_format) if request.tool_choice == "auto" else None
        schema = union.as_format(union.reply_schema(tools, said))
        return asked(self._inner, replace(plain, response_format=schema), lambda: UnionReading(by_name))


def offered(request: ModelRequest) -> Sequence[ToolSpec]:
    """The tools that may be called in a reply."""
    match request.tool_choice:
        case "none":
            return ()
        case "auto" | "required":
            return request.tools
        case name:
            return [tool for tool in request.tools if tool.name == name] or request.tools
