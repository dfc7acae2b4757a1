"""The shape of an agent file: what lettawasm reads of it. Everything else is counted, and told as left out."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from .. import clock
from ..errors import Unprocessable
from ..schemas.agents import AgentType, LlmConfig, TimeZone
from ..schemas.base import Name, Shape, Text
from ..schemas.blocks import BlockCreate
from ..schemas.embeddings import EmbeddingConfig
from ..schemas.folders import FolderCreate
from ..schemas.model_settings import ModelSettings
from ..schemas.tools import Tool, ToolRule

MOST_ENTRIES = 100_000  # of any one list
Role = Literal["system", "user", "assistant", "tool", "approval", "summary"]


def _moment(value: str) -> str:
    try:
        return clock.parse(value)
    except Unprocessable as error:
        raise ValueError(str(error)) from None


def _printed(value: str) -> str:
    if not value.isprintable():
        raise ValueError("a name has only characters that can be seen")
    return value


Id = Annotated[Text, Field(min_length=1, max_length=200)]
Ids = Annotated[list[Id], Field(max_length=MOST_ENTRIES)]
Moment = Annotated[str, AfterValidator(_moment)]


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


# The extension


class MessageRest(Shape):
    """What a message knows beside Letta's fields."""

    waits_for: list[Text] | None = None  # which of its calls wait, where some don't
    refused: list[Text] = Field(default_factory=list)  # calls that never ran, though they have a return
    reminder: bool = False


class PassageEntry(Shape):
    text: Text
    tags: list[Name] = Field(default_factory=list)
    metadata: dict[str, Any] = Field(default_factory=dict)
    created_at: Moment | None = None


class ArchiveEntry(Shape):
    id: Id
    name: Name
    description: Text | None = None
    metadata: dict[str, Any] | None = None
    embedding_config: EmbeddingConfig | None = None
    agent_ids: Ids
    passages: Annotated[list[PassageEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)


class VersionEntry(Shape):
    """One change of a block."""

    block_id: Id
    version: Annotated[int, Field(ge=1, lt=2**31)]
    label: Text
    before: Text | None
    after: Text | None
    actor: Text
    created_at: Moment


class Extension(Shape):
    archives: Annotated[list[ArchiveEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    messages: dict[Id, dict[Id, MessageRest]] = Field(default_factory=dict)  # by agent and message
    block_history: Annotated[list[VersionEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)


class AgentFile(Shape):
    agents: Annotated[list[AgentEntry], Field(min_length=1, max_length=1_000)]
    blocks: Annotated[list[BlockEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    tools: Annotated[list[ToolEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    sources: Annotated[list[SourceEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    files: Annotated[list[FileEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    lettawasm: Extension = Field(default_factory=Extension)
    created_at: Moment | None = None
