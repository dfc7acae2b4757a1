"""What a trial says of a model: for programs as JSON, for people as Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ..model import Usage
from .case import SKILLS, CaseResult, Skill

PASS_MARK = 0.8  # of the cases


@dataclass(frozen=True, slots=True)
class Report:
    """The results of one model. `settings` say how it was spoken to."""

    handle: str
    at: str
    version: str
    settings: Mapping[str, Any]
    results: Sequence[CaseResult]

    @property
    def score(self) -> float:
        """The share of cases that were passed."""
        return sum(one.is_passed for one in self.results) / len(self.results) if self.results else 0.0

    @property
    def is_passed(self) -> bool:
        return self.score >= PASS_MARK

    @property
    def skills(self) -> dict[Skill, tuple[int, int]]:
        """Of each skill that was tried the cases that were passed, and all."""
        tried = {skill: [one for one in self.results if one.skill == skill] for skill in SKILLS}
        return {skill: (sum(one.is_passed for one in its), len(its)) for skill, its in tried.items() if its}

    @property
    def usage(self) -> Usage:
        return sum((one.usage for one in self.results), Usage())

    @property
    def seconds(self) -> float:
        """Of a turn, the median."""
        turns = [seconds for one in self.results for seconds in one.seconds]
        return median(turns) if turns else 0.0

    @property
    def valid_calls(self) -> float | None:
        """The share of tool calls that did what they should; None without any."""
        made = sum(one.calls for one in self.results)
        return 1 - sum(one.calls_failed for one in self.results) / made if made else None


def case_json(result: CaseResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "skill": result.skill,
        "passed": result.is_passed,
        "problems": list(result.problems),
        "calls": result.calls,
        "calls_failed": result.calls_failed,
        "prompt_tokens": result.usage.prompt_tokens,
        "completion_tokens": result.usage.completion_tokens,
        "seconds": [round(seconds, 3) for seconds in result.seconds],
    }


def report_json(report: Report) -> dict[str, Any]:
    return {
        "handle": report.handle,
        "at": report.at,
        "version": report.version,
        "settings": dict(report.settings),
        "passed": report.is_passed,
        "score": round(report.score, 3),
        "pass_mark": PASS_MARK,
        "skills": {
            skill: {"takes": SKILLS[skill], "passed": passed, "of": of}
            for skill, (passed, of) in report.skills.items()
        },
        "valid_calls": None if report.valid_calls is None else round(report.valid_calls, 3),
        "prompt_tokens": report.usage.prompt_tokens,
        "completion_tokens": report.usage.completion_tokens,
        "seconds_per_turn": round(report.seconds, 3),
        "cases": [case_json(result) for result in report.results],
        "markdown": markdown(report),
    }


def markdown(report: Report) -> str:
    valid = "none were made" if report.valid_calls is None else f"{report.valid_calls:.0%}"
    verdict = "passed" if report.is_passed else "not passed"
    lines = [
        f"# Can {report.handle} keep a memory?",
        "",
        f"**{report.score:.0%}** of {len(report.results)} cases, {verdict} (the mark is {PASS_MARK:.0%}).",
        "",
        "| Skill | What it takes | Passed |",
        "|---|---|---|",
        *(
            f"| {skill} | {SKILLS[skill]} | {passed} of {of} |"
            for skill, (passed, of) in report.skills.items()
        ),
        "",
        f"Valid tool calls: {valid}. {_costs(report)}",
        "",
        "| Case | Skill | Result |",
        "|---|---|---|",
        *(f"| {one.name} | {one.skill} | {_cell(one)} |" for one in report.results),
        "",
        f"lettawasm {report.version}, {report.at[:10]}, {_settings(report.settings)}.",
        "",
    ]
    return "\n".join(lines)


def _costs(report: Report) -> str:
    tokens = f"{report.usage.prompt_tokens:,} read, {report.usage.completion_tokens:,} written"
    return f"Tokens: {tokens}. Median turn: {report.seconds:.1f} s."


def _cell(result: CaseResult) -> str:
    said = " ".join("; ".join(result.problems).split()).replace("|", "\\|")
    return "passed" if result.is_passed else f"failed: {said[:200]}"


def _settings(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in settings.items())
