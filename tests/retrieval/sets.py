"""Facts that were noted, questions that one of them answers, and how well the answers are found.

Two sets: facts.json here, about six people in as many languages, all in one archive; and the development set, which
is no part of this repository. What is tuned to one shows on the other.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OWN = Path(__file__).with_name("facts.json")
_SHARED = Path(
    os.environ.get("LETTAWASM_GROUND_TRUTH") or Path(__file__).parents[3] / "shared" / "letta"
).parent
DEVELOPMENT = _SHARED / "spikes" / "models" / "retrieval_set.json"
KINDS = {"P": "paraphrase", "L": "lexical", "M": "typo"}
DEPTH = 10  # places that count


@dataclass(frozen=True, slots=True)
class Question:
    """`answer` is the number of the fact that answers it; `kind` is paraphrase, lexical or typo."""

    text: str
    answer: int
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    name: str
    facts: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys(question.language for question in self.questions))


@dataclass(frozen=True, slots=True)
class Score:
    """The share of questions whose answer came first and among the first five, and the mean of 1 / its place."""

    first: float
    among_five: float
    mrr: float

    def __str__(self) -> str:
        return f"{self.first:.2f} / {self.among_five:.2f} / {self.mrr:.2f}"

    @classmethod
    def of(cls, places: Sequence[int | None]) -> "Score":
        """From the place of each answer, counted from 1; None where it is not among the first ten."""
        found = [place for place in places if place is not None and place <= DEPTH]
        count = len(places)
        return cls(
            found.count(1) / count,
            sum(place <= 5 for place in found) / count,
            sum(1 / place for place in found) / count,
        )


def own() -> RetrievalSet:
    facts: list[str] = []
    questions = []
    for language, entries in json.loads(OWN.read_text("utf-8")).items():
        for entry in entries:
            asked: dict[str, list[str]] = entry["asked"]
            questions += [
                Question(text, len(facts), language, kind) for kind, texts in asked.items() for text in texts
            ]
            facts.append(entry["fact"])
    return RetrievalSet("our own set", tuple(facts), tuple(questions))


def development() -> RetrievalSet:
    read = json.loads(DEVELOPMENT.read_text("utf-8"))
    questions = (Question(text, answer, "en", KINDS[kind]) for text, answer, kind in read["questions"])
    return RetrievalSet("development set", tuple(read["facts"]), tuple(questions))


def present() -> list[RetrievalSet]:
    """The development set only where it is at hand."""
    return [development(), own()] if DEVELOPMENT.exists() else [own()]
