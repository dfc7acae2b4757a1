"""Tracebacks as the author of a tool needs them: from where the tool's own code begins."""

import traceback

FILE = "tool.py"  # the name of the source, there


def told(error: BaseException) -> str:
    try:
        summary = traceback.TracebackException.from_exception(error)
        _begin_with_theirs(summary, set())
        return "".join(summary.format()).rstrip()
    except BaseException:  # an exception of theirs may raise when it is asked what it says
        return type(error).__name__


def _begin_with_theirs(summary: traceback.TracebackException | None, seen: set[int]) -> None:
    if summary is None or id(summary) in seen:
        return
    seen.add(id(summary))
    files = [frame.filename for frame in summary.stack]
    theirs = summary.stack[files.index(FILE) :] if FILE in files else None
    summary.stack = traceback.StackSummary.from_list(theirs) if theirs else None  # type: ignore[assignment]
    for nested in (summary.__cause__, summary.__context__, *(summary.exceptions or ())):
        _begin_with_theirs(nested, seen)
