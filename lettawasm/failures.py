"""What went wrong with a model, as Letta's error object and in words for a person."""

from .context import Budget
from .events import ErrorInfo
from .model import Failed, FailureKind

_TYPES: dict[FailureKind, tuple[str, int]] = {
    "unreachable": ("llm_connection_error", 502),
    "timeout": ("llm_timeout", 504),
    "cut_off": ("llm_error", 502),
    "garbage": ("llm_error", 502),
    "auth": ("llm_authentication", 401),
    "quota": ("llm_insufficient_credits", 402),
    "not_found": ("llm_error", 500),
    "bad_request": ("llm_bad_request", 400),
    "context_overflow": ("llm_context_window_exceeded", 400),
    "rate_limited": ("llm_rate_limit", 429),
    "server_error": ("llm_error", 500),
    "locked": ("vault_locked", 423),
}


def of_model(failed: Failed, handle: str) -> ErrorInfo:
    type_, status = _TYPES[failed.kind]
    return ErrorInfo(type_, failed.message, f"{handle}: {failed.detail or failed.kind}", status)


def empty_reply(handle: str) -> ErrorInfo:
    message = "The model answered with nothing at all. Try again, or choose another model."
    return ErrorInfo("llm_error", message, f"{handle}: neither text nor a tool call", 502)


def refused(handle: str) -> ErrorInfo:
    message = "The model refused to answer this. Say it in other words, or choose another model."
    return ErrorInfo("llm_error", message, f"{handle}: a refusal without a word", 502)


def system_prompt_too_long(budget: Budget) -> ErrorInfo:
    message = (
        f"The system prompt, memory blocks and tools take about {budget.fixed:,} tokens, which leaves no room in a"
        f" context window of {budget.window:,}. Shorten a block, detach tools, or choose a model with a larger window."
    )
    return ErrorInfo("context_window_overflow_in_system_prompt", message, message, 400)


def interrupted() -> ErrorInfo:
    message = "The app was closed before the agent had finished. Send the message again to go on."
    return ErrorInfo("interrupted", message, message, 500)


def unexpected(error: Exception) -> ErrorInfo:
    message = "Something went wrong inside lettawasm. Your message is kept; try again."
    return ErrorInfo("internal_error", message, f"{type(error).__name__}: {error}", 500)
