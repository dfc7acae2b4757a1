"""Tools and the rules that bind them."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

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
    tool_name: Text
    prompt_template: str | None = None  # kept for other readers of the rule; the prompt has our own words


class InitRule(_Rule):
    """The first call of a turn. `args` are values that the call has whatever the model writes."""

    type: Literal["run_first"] = "run_first"
    args: dict[str, Any] | None = None


class TerminalRule(_Rule):
    type: Literal["exit_loop"] = "exit_loop"


class ContinueRule(_Rule):
    type: Literal["continue_loop"] = "continue_loop"


class ChildArguments(Shape):
    name: Text
    args: dict[str, Any] | None = None


class ChildRule(_Rule):
    """After this tool, one of its children."""

    type: Literal["constrain_child_tools"] = "constrain_child_tools"
    children: list[Text]
    child_arg_nodes: list[ChildArguments] | None = None

    @model_validator(mode="after")
    def _of_its_children(self) -> "ChildRule":
        strange = [node.name for node in self.child_arg_nodes or () if node.name not in self.children]
        if strange:
            raise ValueError(f"child_arg_nodes names {strange[0]!r}, which is none of the children")
        return self


class ParentRule(_Rule):
    """Its children only right after this tool."""

    type: Literal["parent_last_tool"] = "parent_last_tool"
    children: list[Text]


class ConditionalRule(_Rule):
    """After this tool, the one that its output is mapped to."""

    type: Literal["conditional"] = "conditional"
    child_output_mapping: dict[str, Text]
    default_child: Text | None = None
    require_output_mapping: bool = False


class MaxCountRule(_Rule):
    type: Literal["max_count_per_step"] = "max_count_per_step"
    max_count_limit: Annotated[int, Field(ge=0)]


class RequiredRule(_Rule):
    type: Literal["required_before_exit"] = "required_before_exit"


class ApprovalRule(_Rule):
    type: Literal["requires_approval"] = "requires_approval"


ToolRule = Annotated[
    InitRule
    | TerminalRule
    | ContinueRule
    | ChildRule
    | ParentRule
    | ConditionalRule
    | MaxCountRule
    | RequiredRule
    | ApprovalRule,
    Field(discriminator="type"),
]
