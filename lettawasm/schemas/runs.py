"""Runs (one request to an agent) and steps (one call of its model, with the tool calls that follow)."""

from typing import Any, Literal

from pydantic import Field

from .base import ORGANIZATION_ID, Name, Shape

RunStatus = Literal["created", "running", "completed", "failed", "cancelled"]
StopReason = Literal[
    "end_turn",
    "error",
    "llm_api_error",
    "invalid_llm_response",
    "invalid_tool_call",
    "max_steps",
    "max_tokens_exceeded",
    "no_tool_call",
    "tool_rule",
    "cancelled",
    "insufficient_credits",
    "requires_approval",
    "context_window_overflow_in_system_prompt",
]


def status_of(reason: StopReason) -> RunStatus:
    """How a run stands that stopped for `reason`."""
    if reason in ("end_turn", "max_steps", "tool_rule", "requires_approval"):
        return "completed"
    return "cancelled" if reason == "cancelled" else "failed"


class Run(Shape):
    id: str
    agent_id: str
    status: RunStatus
    stop_reason: StopReason | None = None
    background: bool = False
    created_at: str
    completed_at: str | None = None
    conversation_id: str | None = None
    base_template_id: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict)
    request_config: dict[str, Any] | None = None
    callback_url: str | None = None
    callback_sent_at: str | None = None
    callback_status_code: int | None = None
    callback_error: str | None = None
    ttft_ns: int | None = None
    total_duration_ns: int | None = None


class StepTimes(Shape):
    """Where a step's time went. What didn't happen, or was not measured, took None."""

    step_start_ns: int | None = None
    llm_request_start_ns: int | None = None
    llm_request_ns: int | None = None
    tool_execution_ns: int | None = None
    step_ns: int | None = None

    # Lettawasm's own: when the first word came, counted from the request, and when the tools began; the models that
    # gave no reply before one did.
    first_word_ns: int | None = None
    tools_start_ns: int | None = None
    fallbacks: list[dict[str, str]] | None = None

    def lettas(self) -> dict[str, int | None]:
        """The times that Letta tells of a step."""
        return self.model_dump(exclude={"first_word_ns", "tools_start_ns", "fallbacks"})


Feedback = Literal["positive", "negative"]


class StepFeedback(Shape):
    """What somebody thinks of a step."""

    feedback: Feedback | None = None
    tags: list[Name] | None = None


class Step(Shape):
    id: str
    run_id: str
    agent_id: str
    status: Literal["pending", "success", "failed", "cancelled"]
    stop_reason: StopReason | None = None
    provider_name: str
    provider_category: str = "base"
    model: str
    model_handle: str
    model_endpoint: str | None = None
    context_window_limit: int
    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    cached_input_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    completion_tokens_details: dict[str, int] | None = None
    prompt_tokens_details: dict[str, int] | None = None
    error_type: str | None = None
    error_data: dict[str, Any] | None = None
    origin: str | None = None
    organization_id: str = ORGANIZATION_ID
    provider_id: str | None = None
    project_id: str | None = None
    tags: list[str] = Field(default_factory=list)
    tid: str | None = None
    trace_id: str | None = None
    request_id: str | None = None
    messages: list[Any] = Field(default_factory=list)
    feedback: Feedback | None = None
