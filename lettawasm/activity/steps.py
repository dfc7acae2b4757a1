"""One run, step by step: what the model called, what came of it, and where the time went."""

from collections.abc import Sequence

from .. import clock
from ..model import Usage
from ..schemas.activity import RunActivity, StepActivity, ToolUse
from ..schemas.messages import Message
from ..schemas.runs import Run, Step, StepTimes
from ..spending.report import TOKENS, PriceOf, dollars_of_one, prices
from ..store import Store
from ..store.table import Page
from ..store.tool_uses import use_of
from .runs import of_runs
from .spans import spans

MOST = 1_000  # steps


def of_run(store: Store, run: Run) -> RunActivity:
    [activity] = of_runs(store, [run])
    uses, price_of = _uses(store.recall.of_runs([run.id]), activity.agent_name), prices(store)
    began = clock.nanoseconds(run.created_at)
    steps = [
        _step(step, store.steps.times(step.id), store.steps.usage(step.id), began, uses, price_of)
        for step in store.steps.find(Page(limit=MOST, order="asc"), run_id=run.id)
    ]
    own = {step.id for step in steps}
    settled = [use for use in uses if use.step_id not in own]
    return RunActivity(**activity.model_dump(), steps=steps, settled=settled)


def _uses(said: Sequence[Message], agent_name: str) -> list[ToolUse]:
    """The calls that a run made, then those of an earlier run that it answered. Models use the ids of calls again in
    every step.
    """
    answers = {(each.step_id, one.tool_call_id): (each, one) for each in said for one in each.tool_returns}
    made = [
        use_of(message, agent_name, call.id, call.name, call.arguments, told[1] if told else None)
        for message in said
        for call in message.tool_calls
        for told in [answers.pop((message.step_id, call.id), None)]
    ]
    return made + [
        use_of(message, agent_name, one.tool_call_id, one.name, None, one)
        for message, one in answers.values()
    ]


def _step(
    step: Step, times: StepTimes, usage: Usage, began: int, uses: Sequence[ToolUse], price_of: PriceOf
) -> StepActivity:
    return StepActivity(
        **{name: getattr(usage, name) for name in TOKENS},
        dollars=dollars_of_one(price_of(step.model_handle), usage),
        id=step.id,
        status=step.status,
        stop_reason=step.stop_reason,
        model=step.model_handle,
        error=step.error_data,
        fallbacks=times.fallbacks or [],
        total_ns=times.step_ns,
        spans=spans(times, began),
        calls=[use for use in uses if use.step_id == step.id],
    )
