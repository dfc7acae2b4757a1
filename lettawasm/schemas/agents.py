"""Agents: what may be asked for, and what is stored."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from .base import DEFAULT, Changes, Name, Shape, Text
from .blocks import BlockCreate
from .compaction import CompactionSettings
from .model_options import ModelOptions
from .model_settings import ModelSettings
from .rendering import MemoryTemplate
from .tools import ToolRule
from .turns import MessageCreate

AgentType = Literal[
    "memgpt_agent",
    "memgpt_v2_agent",
    "letta_v1_agent",
    "react_agent",
    "workflow_agent",
    "split_thread_agent",
    "sleeptime_agent",
    "voice_convo_agent",
    "voice_sleeptime_agent",
]

LEAST_WINDOW, MOST_WINDOW = 2_000, 10_000_000  # tokens
ContextWindow = Annotated[int, Field(ge=LEAST_WINDOW, le=MOST_WINDOW)]


class LlmConfig(Shape):
    """How an agent's model is called."""

    model: str
    model_endpoint_type: str = "openai"
    model_endpoint: str | None = None
    provider_name: str | None = None
    provider_category: str | None = "base"
    handle: str | None = None
    display_name: str | None = None
    model_wrapper: str | None = None
    context_window: ContextWindow
    put_inner_thoughts_in_kwargs: bool | None = False
    temperature: float | None = None
    max_tokens: int | None = None
    enable_reasoner: bool | None = False
    reasoning_effort: str | None = None
    max_reasoning_tokens: int | None = 0
    effort: str | None = None
    frequency_penalty: float | None = None
    parallel_tool_calls: bool | None = False
    response_format: dict[str, Any] | None = None
    compatibility_type: str | None = None
    verbosity: str | None = None
    tier: str | None = None
    strict: bool | None = False
    return_logprobs: bool | None = False
    top_logprobs: int | None = None
    return_token_ids: bool | None = False
    tool_call_parser: str | None = None


class AgentSettings(Shape):
    """What an agent is, apart from its name, tags, blocks, tools and messages. Stored as one JSON value."""

    agent_type: AgentType = "letta_v1_agent"
    system: str
    description: str | None = None
    metadata: dict[str, Any] | None = None
    llm_config: LlmConfig
    model_settings: ModelSettings | None = None
    embedding: str | None = None
    embedding_config: dict[str, Any] | None = None
    compaction_settings: dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None
    tool_rules: list[ToolRule] = Field(default_factory=list)
    timezone: str = "UTC"
    message_buffer_autoclear: bool = False
    enable_sleeptime: bool | None = None
    max_files_open: int | None = None
    per_file_view_window_char_limit: int | None = None
    hidden: bool | None = None
    project_id: str | None = None
    template_id: str | None = None
    base_template_id: str | None = None
    secrets: dict[str, str] = Field(default_factory=dict)
    memory_template: MemoryTemplate | None = None  # lettawasm's own, and shown at a route of its own
    model_options: ModelOptions | None = None  # the same
    last_stop_reason: str | None = None
    last_run_completion: str | None = None
    last_run_duration_ms: int | None = None

    @property
    def most_files_open(self) -> int:
        """As many as asked for, else as many as leave half of the window free."""
        if self.max_files_open is not None:
            return self.max_files_open
        window = self.llm_config.context_window
        return 10 if window >= 64_000 else 5 if window >= 16_000 else 3

    @property
    def most_characters_of_a_file(self) -> int:
        """What is shown of an open file: unless it was set, a share of the window that is twenty times as large."""
        share = min(max(self.llm_config.context_window // 5, 1_000), 50_000)
        return share if self.per_file_view_window_char_limit is None else self.per_file_view_window_char_limit


_ZONE = re.compile(r"[A-Za-z][\w+-]*(/[\w+-]+)*", re.ASCII)


def _known_zone(value: str | None) -> str | None:
    if value is None or value == "UTC":
        return value
    if not _ZONE.fullmatch(value) or (not _is_zone(value) and _is_zone("Europe/London")):
        raise ValueError(f"{value!r} is not a time zone")  # or else this host has no list of them
    return value


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo  # heavy, and most agents live in UTC

    try:
        ZoneInfo(name)
    except Exception:  # zoneinfo raises four kinds of error for names that are not zones
        return False
    return True


TimeZone = Annotated[str | None, AfterValidator(_known_zone)]


class _AgentFields(Shape):
    system: Text | None = None
    description: Text | None = None
    metadata: dict[str, Any] | None = None
    llm_config: LlmConfig | None = None
    model: str | None = None
    model_settings: ModelSettings | None = None
    context_window_limit: ContextWindow | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    parallel_tool_calls: bool | None = None
    reasoning: bool | None = None
    enable_reasoner: bool | None = None
    max_reasoning_tokens: Annotated[int, Field(ge=0)] | None = None
    embedding: str | None = None
    embedding_config: dict[str, Any] | None = None
    compaction_settings: CompactionSettings | None = None
    response_format: dict[str, Any] | None = None
    tool_rules: list[ToolRule] | None = None
    timezone: TimeZone = None
    message_buffer_autoclear: bool | None = None
    enable_sleeptime: bool | None = None
    max_files_open: Annotated[int, Field(ge=1, le=100)] | None = None
    per_file_view_window_char_limit: Annotated[int, Field(ge=1)] | None = None
    folder_ids: list[str] | None = None
    source_ids: list[str] | None = None
    identity_ids: list[str] | None = None
    hidden: bool | None = None
    project_id: str | None = None
    template_id: str | None = None
    base_template_id: str | None = None
    secrets: dict[str, str] | None = None
    tool_exec_environment_variables: dict[str, str] | None = None
    tags: list[Name] | None = None
    block_ids: list[str] | None = None
    tool_ids: list[str] | None = None


class AgentCreate(_AgentFields):
    name: Name | None = None
    agent_type: AgentType = "letta_v1_agent"
    memory_blocks: list[BlockCreate] | None = None
    tools: list[str] | None = None
    initial_message_sequence: list[MessageCreate] | None = None
    from_template: str | None = None
    template: bool | None = None
    include_base_tools: bool = True
    include_multi_agent_tools: bool = False
    include_base_tool_rules: bool | None = None
    include_project_blocks: bool = False  # lettawasm's own: share what is in view in the project


class AgentUpdate(Changes, _AgentFields):
    name: Name | None = None
    message_ids: list[str] | None = None


class AgentRecord(Shape):
    """An agent as stored, without its relations, as it takes part in one of its conversations."""

    id: str
    name: str
    settings: AgentSettings
    created_at: str
    updated_at: str
    conversation_id: str = DEFAULT
