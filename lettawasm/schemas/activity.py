"""What goes on in a space: runs, where their time went, calls of tools, and what waits. Extensions of lettawasm's."""

from typing import Literal

from pydantic import Field

from .base import Shape
from .policies import BlockChange
from .runs import RunStatus, StopReason

Part = Literal["prompt", "waiting", "reply", "tools", "storing"]


class Spent(Shape):
    """What models were sent and said. `dollars` is null where one of them has no known price."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    dollars: float | None = None


class Activity(Spent):
    """A run, with what its steps took together. `asked` is the beginning of what was said to the agent: null where
    nothing was, as when an approval lets it go on.
    """

    id: str
    agent_id: str
    agent_name: str
    conversation_id: str | None
    status: RunStatus
    stop_reason: StopReason | None
    background: bool
    created_at: str
    completed_at: str | None
    ttft_ns: int | None
    total_duration_ns: int | None
    error: dict[str, str] | None
    asked: str | None
    models: list[str]
    step_count: int
    call_count: int
    failed_calls: int


class Span(Shape):
    """A part of a step's time, in nanoseconds; `start_ns` counts from the beginning of the run."""

    part: Part
    start_ns: int
    ns: int


class ToolUse(Shape):
    """A call of a tool. Long texts are cut off. `result` is null while nobody has answered it, `ran` is false where it
    was refused.
    """

    tool_call_id: str
    name: str
    arguments: str | None = None
    result: str | None = None
    is_error: bool = False
    ran: bool = False
    agent_id: str
    agent_name: str
    conversation_id: str | None
    run_id: str | None
    step_id: str | None
    message_id: str
    created_at: str


class ToolCount(Shape):
    """How often a tool was called lately, and when last. Refused calls don't count."""

    name: str
    calls: int
    failures: int
    last_at: str
    last_failure_at: str | None


class StepActivity(Spent):
    """`calls` are those that the model made in this step, `fallbacks` the models that gave no reply before this one."""

    id: str
    status: str
    stop_reason: StopReason | None
    model: str
    error: dict[str, str] | None
    fallbacks: list[dict[str, str]]
    total_ns: int | None
    spans: list[Span]
    calls: list[ToolUse]


class RunActivity(Activity):
    """`settled` are calls of an earlier run that this one answered."""

    steps: list[StepActivity]
    settled: list[ToolUse]


class WaitingCall(Shape):
    """A call that waits: for a person's word, or, `by` the client, for the return of what runs there. An edit of
    memory tells what it would change, and which danger is the reason that somebody is asked.
    """

    tool_call_id: str
    name: str
    arguments: str
    by: Literal["person", "client"]
    reason: str | None = None
    changes: list[BlockChange] = Field(default_factory=list)


class Waiting(Shape):
    """A reply that waits. `text` is what the agent said with it. All of its calls are answered at once."""

    message_id: str
    agent_id: str
    agent_name: str
    conversation_id: str | None
    run_id: str | None
    created_at: str
    text: str
    calls: list[WaitingCall]
