"""How a job went, told to the model in a line and to the person with the whole traceback. No secret stands in it."""

from dataclasses import replace
from itertools import dropwhile, takewhile

from ..ports import Job, Ran
from ..tools.execution import Outcome
from . import state
from .variables import Variables

MOST_TOLD = 2_000  # characters of a problem, for the model


def outcome_of(name: str, job: Job, ran: Ran, variables: Variables) -> Outcome:
    """What came of the job of a tool."""
    stdout, stderr = variables.masked(ran.stdout), variables.masked(ran.stderr)
    if ran.problem is not None:
        problem = variables.masked(ran.problem)
        told = f"Error executing function {name}: {_in_short(problem)}"
        return Outcome(problem=told, stderr=_joined(stderr, problem), stdout=stdout)
    if job.agent_state is None or ran.agent_state is None:
        return Outcome(variables.masked(ran.value), stderr=stderr, stdout=stdout)
    before, after = job.agent_state, ran.agent_state
    if ignored := state.ignored(before, after):
        note = f"Changed in agent_state, and ignored, as only what blocks say can be changed: {', '.join(ignored)}."
        stderr = _joined(stderr, note)
    edits = tuple(replace(edit, after=variables.masked(edit.after)) for edit in state.edits(before, after))
    return Outcome(variables.masked(ran.value), stderr=stderr, stdout=stdout, edits=edits)


def _in_short(traceback: str) -> str:
    """The error itself. It stands after where it came from in Python, before that in JavaScript."""
    lines = traceback.strip("\n").split("\n")
    if frames := [n for n, line in enumerate(lines) if line.startswith('  File "')]:
        lines = list(dropwhile(_is_code, lines[frames[-1] + 1 :]))
    short = "\n".join(takewhile(lambda line: not line.startswith("    at "), lines)) or "it failed"
    return short if len(short) <= MOST_TOLD else f"{short[:MOST_TOLD]}…"


def _is_code(line: str) -> bool:
    return line.startswith("    ")


def _joined(*texts: str) -> str:
    return "\n".join(text.rstrip("\n") for text in texts if text)
