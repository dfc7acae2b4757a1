"""Tools and the rules that bind them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import USER_ID, Changes, Name, Shape, Text

ToolType = Literal[
    "custom",
    "letta_core",
    "letta_memory_core",
    "letta_multi_agent_core",
    "letta_sleeptime_core",
    "letta_voice_sleeptime_core",
    "letta_builtin",
    "letta_files_core",
    "external_langchain",
    "external_composio",
    "external_mcp",
]

RETURN_CHAR_LIMIT = 50_000
ReturnCharLimit = Annotated[int, Field(ge=1, le=1_000_000)]
Source = Annotated[Text, Field(max_length=1_000_000)]


class Tool(Shape):
    id: str
    name: str
    tool_type: ToolType = "custom"
    description: str | None = None
    json_schema: dict[str, Any] | None = None
    args_json_schema: dict[str, Any] | None = None
    source_type: str | None = None
    source_code: str | None = None
    tags: list[str] = Field(default_factory=list)
    return_char_limit: ReturnCharLimit = RETURN_CHAR_LIMIT
    pip_requirements: list[dict[str, Any]] | None = None
    npm_requirements: list[dict[str, Any]] | None = None
    default_requires_approval: bool | None = None
    enable_parallel_execution: bool | None = False
    created_by_id: str | None = USER_ID
    last_updated_by_id: str | None = USER_ID
    metadata_: dict[str, Any] | None = Field(default_factory=dict)
    project_id: str | None = None


class Requirement(Shape):
    """A package that a tool's source imports."""

    name: Annotated[Name, Field(pattern=r"^\S+$")]
    version: Text | None = None


class _ToolFields(Shape):
    json_schema: dict[str, Any] | None = None
    args_json_schema: dict[str, Any] | None = None
    description: Text | None = None
    tags: list[Name] | None = None
    pip_requirements: list[Requirement] | None = None
    npm_requirements: list[Requirement] | None = None
    default_requires_approval: bool | None = None
    enable_parallel_execution: bool | None = None


class ToolCreate(Changes, _ToolFields):
    """A tool from Python source, which describes it, or from a JSON schema, with or without source."""

    source_code: Source | None = None
    source_type: Text = "python"
    return_char_limit: ReturnCharLimit = RETURN_CHAR_LIMIT


class ToolUpdate(Changes, _ToolFields):
    source_code: Source | None = None
    source_type: Text | None = None
    return_char_limit: ReturnCharLimit | None = None
    metadata_: dict[str, Any] | None = None


class ToolSearch(Shape):
    query: Text | None = None
    search_mode: Literal["vector", "fts", "hybrid"] = "hybrid"
    tool_types: list[str] | None = None
    tags: list[str] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class _Rule(Shape):
    tool_name: str
    prompt_template: str | None = None


class TerminalRule(_Rule):
    type: Literal["exit_loop"] = "exit_loop"


class ContinueRule(_Rule):
    type: Literal["continue_loop"] = "continue_loop"


ToolRule = Annotated[TerminalRule | ContinueRule, Field(discriminator="type")]
