"""A run as trace spans, in OpenTelemetry's words: made from what is stored of it and its steps."""

from collections.abc import Iterable
from typing import Any

from .. import clock
from ..schemas.runs import Run, Step, StepTimes

Span = dict[str, Any]


def of_run(run: Run, steps: Iterable[tuple[Step, StepTimes]]) -> list[Span]:
    told = {"agent_id": run.agent_id, "run_id": run.id, "stop_reason": run.stop_reason}
    start = clock.nanoseconds(run.created_at)
    spans = [_span(run.id, run.id, None, "agent_run", start, run.total_duration_ns, run.status, told)]
    if run.ttft_ns is not None:
        spans.append(
            _span(run.id, f"{run.id}-ttft", run.id, "time_to_first_token", start, run.ttft_ns, "success", {})
        )
    for step, times in steps:
        spans += _of_step(run.id, step, times)
    return spans


def _of_step(run_id: str, step: Step, times: StepTimes) -> list[Span]:
    told = {
        "step_id": step.id,
        "model": step.model_handle,
        "prompt_tokens": step.prompt_tokens,
        "completion_tokens": step.completion_tokens,
        "stop_reason": step.stop_reason,
    }
    start, asked = times.step_start_ns, times.llm_request_start_ns
    spans = [_span(run_id, step.id, run_id, "agent_step", start, times.step_ns, step.status, told)]
    if asked is None or times.llm_request_ns is None:
        return spans
    spans.append(
        _span(run_id, f"{step.id}-llm", step.id, "llm_request", asked, times.llm_request_ns, step.status, {})
    )
    if times.tool_execution_ns is not None:
        tools = asked + times.llm_request_ns
        took = times.tool_execution_ns
        spans.append(
            _span(run_id, f"{step.id}-tools", step.id, "tool_executions", tools, took, "success", {})
        )
    return spans


def _span(
    trace: str,
    id_: str,
    parent: str | None,
    name: str,
    start_ns: int | None,
    duration_ns: int | None,
    status: str,
    attributes: dict[str, Any],
) -> Span:
    return {
        "trace_id": trace,
        "span_id": id_,
        "parent_span_id": parent,
        "span_name": name,
        "start_time_ns": start_ns,
        "duration_ns": duration_ns,
        "status_code": "ERROR" if status == "failed" else "OK",
        "attributes": attributes,
    }
