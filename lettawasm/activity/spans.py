"""Where a step's time went."""

from ..schemas.activity import Part, Span
from ..schemas.runs import StepTimes


def spans(times: StepTimes, began: int) -> list[Span]:
    """The parts of a step in order and without gaps, as far as they were measured; `began` is when its run did."""
    if times.step_start_ns is None:
        return []
    found, at = [], times.step_start_ns
    for part, end in _ends(times):
        if end is not None and end > at:
            found.append(Span(part=part, start_ns=at - began, ns=end - at))
            at = end
    return found


def _ends(times: StepTimes) -> list[tuple[Part, int | None]]:
    """When each part was over. A reply that came all at once was waited for."""
    asked, tools = times.llm_request_start_ns, times.tools_start_ns
    heard = _after(asked, times.llm_request_ns)
    return [
        ("prompt", asked),
        ("waiting", _after(asked, times.first_word_ns) or heard),
        ("reply", heard),
        ("storing", tools),
        ("tools", _after(tools, times.tool_execution_ns)),
        ("storing", _after(times.step_start_ns, times.step_ns)),
    ]


def _after(start: int | None, ns: int | None) -> int | None:
    return None if start is None or ns is None else start + ns
