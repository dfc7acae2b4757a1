"""One call of a custom tool, from its source and a person's grants to its outcome."""

import hashlib
from dataclasses import replace
from typing import Any

from ..errors import Invalid, LettaError
from ..keys import Keys
from ..ports import Host, Job, Sandbox
from ..schemas.agents import AgentRecord
from ..schemas.grants import Grants
from ..schemas.source_run import SourceRun
from ..schemas.tools import Tool
from ..store import Store
from ..tools import custom
from ..tools.code import NO_SANDBOX
from ..tools.context import ToolContext
from ..tools.execution import Outcome, failed
from ..tools.language import function_of, language_of
from . import state
from .hints import hint
from .outcomes import outcome_of
from .reach import Reached
from .typescript import javascript_of
from .values import Values
from .variables import Variables
from .wheels import wheels_for


async def call(
    host: Host, keys: Keys, tool: Tool, arguments: dict[str, Any], context: ToolContext
) -> Outcome:
    """Run a tool for its agent. What it wants to change in memory is still to be written."""
    store, agent = context.store, context.agent
    grants = store.tool_grants.in_force(tool)
    values = Values(keys, tool, agent)
    try:
        variables = Variables.of(grants.variables, values)
        job = replace(
            _job(tool, arguments),
            agent_state=_state(store, agent, tool),
            wheels=await wheels_for(host, store, tool, grants),
            env={"LETTA_AGENT_ID": agent.id, **variables.env()},
            hosts=tuple(grant.host for grant in grants.hosts),
            owner=values.owner,
        )
    except LettaError as error:
        return failed(tool.name, str(error), error)
    outcome = await run(host, tool.name, job, grants, variables)
    return _hinted(outcome, hint(store, tool, agent, grants))


async def run_source(host: Host, store: Store, keys: Keys, wanted: SourceRun) -> Outcome:
    """Run source as a person wants to try it, with the variables they give it, and with what was granted to the very
    same source of the tool it is of. Raises Invalid for source that no tool can be made of, NotFound for a tool that
    isn't there.
    """
    tool = _meant(store, wanted)
    grants = store.tool_grants.in_force(tool)
    values = Values(keys, tool, None)
    try:
        variables = Variables.of(grants.variables, values)
        job = replace(
            _job(tool, wanted.args or {}),
            wheels=await wheels_for(host, store, tool, grants),
            env={**variables.env(), **(wanted.env_vars or {})},
            hosts=tuple(grant.host for grant in grants.hosts),
            owner=values.owner,
        )
    except LettaError as error:
        return failed(tool.name, str(error), error)
    outcome = await run(host, tool.name, job, grants, variables)
    return _hinted(outcome, hint(store, tool, None, grants))


def _meant(store: Store, wanted: SourceRun) -> Tool:
    """The tool that it is of; or what would be made of that, if it has changed."""
    tried = custom.tried(wanted)
    if wanted.tool_id is None:
        return tried
    tool = store.tools.get(wanted.tool_id)
    return tool if custom.is_same(tool, tried) else tried.model_copy(update={"id": tool.id})


def _hinted(outcome: Outcome, said: str | None) -> Outcome:
    if outcome.problem is None or said is None:
        return outcome
    return replace(outcome, problem=f"{outcome.problem}\n{said}")


async def run(host: Host, name: str, job: Job, grants: Grants, variables: Variables) -> Outcome:
    """Run a job in the host's sandbox, if it has one that speaks the job's language."""
    sandbox = host.sandbox
    if sandbox is None:
        return failed(name, NO_SANDBOX)
    if job.language == "typescript" and "typescript" not in sandbox.languages:
        try:
            job = replace(job, language="javascript", source=await javascript_of(host, job.source))
        except Invalid as error:
            return failed(name, str(error), error)
    if job.language not in sandbox.languages:
        return failed(
            name, f"This tool is written in {job.language}, which can't be run here. It was not run."
        )
    ran = await sandbox.run(job, Reached(host, grants.hosts, variables))
    outcome = outcome_of(name, job, ran, variables)
    return replace(outcome, fingerprint=_fingerprint(sandbox, job))


def _job(tool: Tool, arguments: dict[str, Any]) -> Job:
    if not tool.source_code:
        raise Invalid(f"The tool {tool.name} has no source code, so it can't be run here.")
    language = language_of(tool.source_type)
    try:
        function = function_of(language, tool.source_code, tool.name)
    except ValueError as error:
        raise Invalid(f"The tool {tool.name} can't be run: {error}") from None
    return Job(language, tool.source_code, function, arguments)


def _state(store: Store, agent: AgentRecord, tool: Tool) -> dict[str, Any] | None:
    """The agent's state, for code that speaks of it: it is large, and most code has no use for it."""
    return state.shown(store, agent) if "agent_state" in (tool.source_code or "") else None


def _fingerprint(sandbox: Sandbox, job: Job) -> str:
    """Tells apart surroundings in which the same source may do different things."""
    around = [job.language, *sorted(job.wheels), *sorted(job.env), *sorted(job.hosts)]
    return str(int(hashlib.sha256("\n".join(around).encode()).hexdigest(), 16))
