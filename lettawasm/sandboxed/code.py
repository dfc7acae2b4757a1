"""run_code: code that a model wrote, without any grant. It starts afresh each time."""

from typing import Any, Literal

from ..ports import Host, Job
from ..schemas.grants import Grants
from ..schemas.tools import Tool
from ..tools.context import ToolContext
from ..tools.execution import Outcome, attempt
from ..tools.language import language_of
from .calling import run
from .variables import Variables


async def run_code(host: Host, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
    """The value of the code's last expression and what it printed, or how it failed."""

    async def run_code(ctx: ToolContext, code: str, language: Literal["python", "js", "ts"]) -> Outcome:
        job = Job(language_of(language), code, "", {}, owner=f"{ctx.agent.id} {tool.id}")
        return await run(host, tool.name, job, Grants(), Variables())

    outcome = await attempt(run_code, context, arguments)
    ran = outcome.value
    if not isinstance(ran, Outcome):  # it can't be called like that
        return outcome
    logs = {"stdout": ran.stdout or "", "stderr": ran.stderr or ""}
    if ran.problem is None:
        results = [] if ran.value is None else [ran.value]
        return Outcome(
            {"results": results, "logs": logs},
            stdout=ran.stdout,
            stderr=ran.stderr,
            fingerprint=ran.fingerprint,
        )
    return ran
