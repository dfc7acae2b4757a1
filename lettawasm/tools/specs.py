"""Tools as a model is shown them."""

from collections.abc import Iterable
from typing import Any

from ..memory.profile import is_small
from ..model import ToolSpec
from ..schemas.agents import AgentSettings
from ..schemas.tools import Tool


def specs_of(tools: Iterable[Tool]) -> tuple[ToolSpec, ...]:
    """Tools as the model sees them. One whose schema says little, as a file's may, is still there by its name."""
    return tuple(_spec(tool.name, tool.json_schema or {}) for tool in tools)


def _spec(name: str, schema: dict[str, Any]) -> ToolSpec:
    return ToolSpec(name, schema.get("description") or "", schema.get("parameters") or {})


def shown(specs: tuple[ToolSpec, ...], settings: AgentSettings) -> tuple[ToolSpec, ...]:
    """The tools as an agent with these settings is shown them: in short, where its model is small."""
    if not is_small(settings):
        return specs
    from . import terse  # most models aren't small

    return terse.specs(specs, settings.tool_rules)
