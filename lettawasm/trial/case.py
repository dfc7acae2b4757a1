"""What a case is, and what came of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..model import Usage

Skill = Literal[
    "remember", "correct", "discern", "recall", "search", "forget", "fit", "several", "languages", "resist"
]
SKILLS: Mapping[Skill, str] = {
    "remember": "writes down what will matter later",
    "correct": "changes what has changed, and leaves the rest",
    "discern": "keeps noise out of memory",
    "recall": "answers from what it knows, and says when it doesn't",
    "search": "finds what is out of view",
    "forget": "removes what it is asked to",
    "fit": "stays within a block's limit, and brief",
    "several": "does what takes more than one step",
    "languages": "remembers in other languages",
    "resist": "takes no orders from texts",
}
PERSONA = "I am a friendly companion."


@dataclass(frozen=True, slots=True)
class After:
    """What there is when the conversation is over. `before` and `blocks` are texts by label."""

    before: Mapping[str, str]
    blocks: Mapping[str, str]
    notes: Sequence[str]
    answers: Sequence[str]


Check = Callable[[After], str | None]  # what is wrong


@dataclass(frozen=True, slots=True)
class Case:
    """What a person says, turn by turn, and what must have come of it. All but the turns is there before: `human` in
    the block of that name, of at most `limit` characters; `notes` in archival memory; `said` out of view.
    """

    name: str
    skill: Skill
    turns: tuple[str, ...]
    checks: tuple[Check, ...]
    human: str = ""
    limit: int = 2_000
    notes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    leaves_between: bool = False  # the context is empty again at each turn


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case went. It is passed where nothing is wrong. `seconds` are those of each turn."""

    name: str
    skill: Skill
    problems: tuple[str, ...] = ()
    calls: int = 0
    calls_failed: int = 0
    usage: Usage = field(default_factory=Usage)
    seconds: tuple[float, ...] = ()

    @property
    def is_passed(self) -> bool:
        return not self.problems
