"""What a turn tells beside its messages: that room is made, why it stopped, what it took."""

from ...events import Compacting, Switched, told
from ...model import Usage
from .frame import Wire


def compacting(event: Compacting, run_id: str) -> Wire:
    data = {
        "trigger": event.trigger,
        "context_token_estimate": event.tokens,
        "context_window": event.context_window,
    }
    return {
        **dict.fromkeys(("name", "otid", "sender_id", "is_err", "seq_id")),
        "id": event.id,
        "date": event.date,
        "message_type": "event_message",
        "step_id": event.step_id,
        "run_id": run_id,
        "event_type": "compaction",
        "event_data": data,
    }


def ping(run_id: str, ping_id: str, date: str, step_id: str | None = None) -> Wire:
    """A sign of life, which every client knows and passes over."""
    return {
        **dict.fromkeys(("name", "otid", "sender_id", "step_id", "is_err", "seq_id")),
        "id": ping_id,
        "date": date,
        "message_type": "ping",
        "step_id": step_id,
        "run_id": run_id,
    }


def switched(event: Switched, run_id: str, ping_id: str) -> Wire:
    """Letta's API has no word for it, so it comes with a sign of life."""
    return {**ping(run_id, ping_id, event.date, event.step_id), "fallback": told(event.note)}


def usage(total: Usage, steps: int, context_tokens: int) -> Wire:
    return {
        "message_type": "usage_statistics",
        "completion_tokens": total.completion_tokens,
        "prompt_tokens": total.prompt_tokens,
        "total_tokens": total.total_tokens,
        "step_count": steps,
        "run_ids": None,
        "cached_input_tokens": total.cached_input_tokens,
        "cache_write_tokens": total.cache_write_tokens,
        "reasoning_tokens": total.reasoning_tokens,
        "context_tokens": context_tokens,
    }


def stop(reason: str) -> Wire:
    return {"message_type": "stop_reason", "stop_reason": reason}
