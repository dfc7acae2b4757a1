"""Runs and steps, and following a run that goes on."""

from starlette.requests import Request
from starlette.responses import Response

from .. import clock
from ..schemas.base import ORGANIZATION_ID, Shape
from ..schemas.runs import StepFeedback
from ..store.table import Page
from . import spans, wire
from .request import (
    MAX_LIMIT,
    body,
    flag,
    moment,
    note_run,
    number,
    page,
    path_id,
    query,
    query_list,
    reply,
    runtime,
)
from .stream import EventStream, frames


async def list_(request: Request) -> Response:
    one = query(request, "agent_id")
    found = runtime(request).store.runs.find(
        page(request, limit=100),
        agent_ids=(one,) if one else query_list(request, "agent_ids"),
        conversation_id=query(request, "conversation_id"),
        statuses=query_list(request, "statuses"),
        active=bool(flag(request, "active")),
        background=flag(request, "background"),
        stop_reason=query(request, "stop_reason"),
    )
    return reply(found)


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.runs.get(path_id(request, "run_id", "run")))


async def messages(request: Request) -> Response:
    store = runtime(request).store
    run = store.runs.get(path_id(request, "run_id", "run"))
    return reply(wire.messages(store.recall.find(page(request, limit=100, order="asc"), run_id=run.id)))


async def usage(request: Request) -> Response:
    store = runtime(request).store
    total, _ = store.steps.usage_of(store.runs.get(path_id(request, "run_id", "run")).id)
    return reply(
        {
            "completion_tokens": total.completion_tokens,
            "prompt_tokens": total.prompt_tokens,
            "total_tokens": total.total_tokens,
            "prompt_tokens_details": None,
            "completion_tokens_details": None,
        }
    )


async def metrics(request: Request) -> Response:
    """How long a run took, in nanoseconds, and which tools it used."""
    store = runtime(request).store
    run = store.runs.get(path_id(request, "run_id", "run"))
    _, steps = store.steps.usage_of(run.id)
    tools = {answer.name for message in store.recall.of_runs([run.id]) for answer in message.tool_returns}
    return reply(
        {
            **dict.fromkeys(("project_id", "template_id", "base_template_id")),
            "id": run.id,
            "organization_id": ORGANIZATION_ID,
            "agent_id": run.agent_id,
            "run_start_ns": clock.nanoseconds(run.created_at),
            "run_ns": run.total_duration_ns,
            "num_steps": steps,
            "tools_used": sorted(tools) or None,
        }
    )


async def delete(request: Request) -> Response:
    runtime(request).delete_run(path_id(request, "run_id", "run"))
    return reply(None)


async def trace(request: Request) -> Response:
    """A run as spans: the run itself, then its steps and what these waited for, the first ones first."""
    store, most = runtime(request).store, number(request, "limit", 1_000, 1, MAX_LIMIT)
    run = store.runs.get(path_id(request, "run_id", "run"))
    steps = store.steps.find(Page(limit=most, order="asc"), run_id=run.id)
    return reply(spans.of_run(run, [(step, store.steps.times(step.id)) for step in steps])[:most])


class FollowRequest(Shape):
    starting_after: int | None = None
    include_pings: bool | None = True


async def stream(request: Request) -> Response:
    """Follow a run from its beginning, or from where a listener lost it. Any run can be followed, also one that
    is over.
    """
    wanted = await body(request, FollowRequest)
    live = runtime(request).run(path_id(request, "run_id", "run"))
    note_run(request, live.run_id)
    return EventStream(
        frames(live, starting_after=wanted.starting_after or 0, pings=wanted.include_pings is not False)
    )


async def steps(request: Request) -> Response:
    store = runtime(request).store
    run = store.runs.get(path_id(request, "run_id", "run"))
    return reply(store.steps.find(page(request, limit=100), run_id=run.id))


async def all_steps(request: Request) -> Response:
    found = runtime(request).store.steps.find(
        page(request),
        agent_id=query(request, "agent_id"),
        model=query(request, "model"),
        start=moment(request, "start_date"),
        end=moment(request, "end_date", end=True),
        feedback=query(request, "feedback"),
        has_feedback=flag(request, "has_feedback"),
        tags=query_list(request, "tags"),
    )
    return reply(found)


async def step(request: Request) -> Response:
    return reply(runtime(request).store.steps.get(path_id(request, "step_id", "step")))


async def feedback(request: Request) -> Response:
    judged = await body(request, StepFeedback)
    step_id = path_id(request, "step_id", "step")
    return reply(runtime(request).store.steps.judge(step_id, judged.feedback, judged.tags))


async def step_metrics(request: Request) -> Response:
    store = runtime(request).store
    one = store.steps.get(path_id(request, "step_id", "step"))
    nobody = dict.fromkeys(("provider_id", "project_id", "template_id", "base_template_id"))
    known = {"id": one.id, "organization_id": ORGANIZATION_ID, "agent_id": one.agent_id, "run_id": one.run_id}
    times = store.steps.times(one.id)
    ours = {"fallbacks": times.fallbacks} if times.fallbacks else {}  # which Letta's answer has no field for
    return reply(nobody | known | times.lettas() | ours)


async def step_trace(request: Request) -> Response:
    """Letta's answer for a step of which it kept no trace: what is said to models is not stored a second time."""
    runtime(request).store.steps.get(path_id(request, "step_id", "step"))
    return reply(None)


async def step_messages(request: Request) -> Response:
    store = runtime(request).store
    one = store.steps.get(path_id(request, "step_id", "step"))
    return reply(wire.messages(store.recall.find(page(request, limit=100, order="asc"), step_id=one.id)))
