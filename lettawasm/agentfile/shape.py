"""The shape of an agent file: what lettawasm reads of it. Everything else is counted, and told as left out."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ..schemas.agents import AgentType, LlmConfig, TimeZone
from ..schemas.base import Name, Shape, Text
from ..schemas.blocks import BlockCreate
from ..schemas.folders import FolderCreate
from ..schemas.groups import GroupCreate
from ..schemas.mcp import Url
from ..schemas.model_settings import ModelSettings
from ..schemas.tools import Tool, ToolRule
from .extension import Extension
from .fields import MOST_ENTRIES, Id, Ids, Moment

Role = Literal["system", "user", "assistant", "tool", "approval", "summary"]


def _printed(value: str) -> str:
    if not value.isprintable():
        raise ValueError("a name has only characters that can be seen")
    return value


class BlockEntry(BlockCreate):
    id: Id


class ToolEntry(Tool):
    id: Id
    name: Name


class FunctionEntry(Shape):
    name: Text = ""
    arguments: Text = "{}"


class CallEntry(Shape):
    id: Text = ""
    type: str | None = None
    function: FunctionEntry = Field(default_factory=FunctionEntry)


class ReturnEntry(Shape):
    tool_call_id: Text | None = None
    name: Text | None = None
    status: str | None = None
    func_response: Any = None
    stdout: list[Text] | None = None
    stderr: list[Text] | None = None


class MessageEntry(Shape):
    id: Id
    type: str | None = None
    role: Role
    content: list[dict[str, Any]] | Text | None = None
    name: Text | None = None
    model: Text | None = None
    otid: Annotated[Text, Field(max_length=200)] | None = None
    sender_id: Text | None = None
    agent_id: Text | None = None
    tool_calls: list[CallEntry] | None = None
    tool_call_id: Text | None = None
    tool_returns: list[ReturnEntry] | None = None
    approvals: list[dict[str, Any]] | None = None
    approve: bool | None = None  # these two say of one call what `approvals` says of all
    denial_reason: Text | None = None
    approval_request_id: Text | None = None
    created_at: Moment | None = None


class SourceEntry(FolderCreate):
    """A folder."""

    id: Id


class FileEntry(Shape):
    id: Id
    source_id: Id
    file_name: Annotated[Name, AfterValidator(_printed)]
    original_file_name: Text | None = None
    file_type: Text | None = None
    file_size: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    content: Text | None = None

    @property
    def name(self) -> str:
        """Its own name, without its folder's."""
        return self.file_name.rpartition("/")[2] or self.file_name


Line = Annotated[int, Field(ge=0, lt=2**31)]


class FileAgentEntry(Shape):
    """What an agent has, or had, open of a file."""

    id: Text | None = None
    file_id: Id
    is_open: bool = False
    start_line: Line | None = None
    end_line: Line | None = None
    last_accessed_at: Moment | None = None


class GroupEntry(GroupCreate):
    id: Id
    description: Text = ""

    @property
    def manager_id(self) -> str | None:
        return getattr(self.manager_config, "manager_agent_id", None)


class McpServerEntry(Shape):
    """Where a server is. What it is asked with in secret never stands in a file."""

    id: Id
    server_name: Name
    server_type: Text = "streamable_http"
    server_url: Annotated[Url | None, BeforeValidator(lambda value: value or None)] = None

    @property
    def is_reachable(self) -> bool:
        return self.server_type == "streamable_http" and self.server_url is not None


class AgentEntry(Shape):
    id: Id
    name: Name
    agent_type: AgentType = "letta_v1_agent"
    system: Text | None = None
    description: Text | None = None
    metadata: dict[str, Any] | None = None
    tags: list[Name] | None = None
    llm_config: LlmConfig | None = None
    model: Text | None = None
    model_settings: ModelSettings | None = None
    embedding: Text | None = None
    embedding_config: dict[str, Any] | None = None
    compaction_settings: dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None
    tool_rules: list[ToolRule] | None = None
    timezone: TimeZone = None
    message_buffer_autoclear: bool | None = None
    enable_sleeptime: bool | None = None
    max_files_open: int | None = None
    per_file_view_window_char_limit: int | None = None
    hidden: bool | None = None
    project_id: Text | None = None
    template_id: Text | None = None
    base_template_id: Text | None = None
    secrets: dict[str, Text] | None = None
    tool_exec_environment_variables: dict[str, Text] | None = None
    block_ids: Ids | None = None
    tool_ids: Ids | None = None
    source_ids: Ids | None = None
    files_agents: Annotated[list[FileAgentEntry], Field(max_length=MOST_ENTRIES)] | None = None
    messages: Annotated[list[MessageEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    in_context_message_ids: Ids = Field(default_factory=list)


class AgentFile(Shape):
    agents: Annotated[list[AgentEntry], Field(min_length=1, max_length=1_000)]
    blocks: Annotated[list[BlockEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    tools: Annotated[list[ToolEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    sources: Annotated[list[SourceEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    files: Annotated[list[FileEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    groups: Annotated[list[GroupEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    mcp_servers: Annotated[list[McpServerEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    lettawasm: Extension = Field(default_factory=Extension)
    created_at: Moment | None = None
