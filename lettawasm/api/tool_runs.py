"""Tools that a person runs: in an agent's place, or to try some source."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..schemas.base import Shape
from ..schemas.source_run import SourceRun
from ..schemas.tools import RETURN_CHAR_LIMIT
from ..schemas.versions import Cause
from ..tools.carrying_out import carried_out
from ..tools.context import ToolContext
from ..tools.execution import Outcome, clipped, listed, result_of
from .request import body, must_be_agent, reply, runtime
from .tools import held


class RunRequest(Shape):
    args: dict[str, Any] | None = None


async def run(request: Request) -> Response:
    """Run an agent's tool in its place: what it changes is recorded as the person's doing."""
    wanted = await body(request, RunRequest)
    store, tool = runtime(request).store, held(request)
    agent = store.agents.get(must_be_agent(request))
    context = ToolContext(store, agent, Cause(agent_id=agent.id))
    outcome = await runtime(request).world.execute(tool, wanted.args or {}, context)
    if outcome.edits:
        outcome = store.driver.transact(lambda: carried_out(tool, outcome, context))
    return reply(result_of(tool, outcome))


async def run_source(request: Request) -> Response:
    """Run source that nobody has made a tool of."""
    wanted = await body(request, SourceRun)
    outcome = await runtime(request).custom.run_source(wanted)
    said = _said(outcome)
    frame = dict.fromkeys(("name", "otid", "sender_id", "step_id", "is_err", "seq_id", "run_id"))
    return reply(
        {
            **frame,
            "id": "null",
            "date": runtime(request).host.clock.now(),
            "message_type": "tool_return_message",
            **said,
            "tool_returns": [{"type": "tool", **said}],
        }
    )


def _said(outcome: Outcome) -> dict[str, Any]:
    problem = outcome.problem if outcome.stderr is None else outcome.stderr
    return {
        "tool_return": clipped(outcome.text, RETURN_CHAR_LIMIT),
        "status": "success" if outcome.problem is None else "error",
        "tool_call_id": "null",
        "stdout": listed(outcome.stdout or ""),
        "stderr": listed(problem or ""),
    }
