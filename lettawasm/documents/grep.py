"""Looking for a pattern in documents, line by line, and telling what was found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .pattern import Pattern
from .view import lines_of

PAGE = 20  # matches told at once
MOST_MATCHES = 1_000  # counted
MOST_CONTEXT = 10  # lines before and after
MOST_CHARACTERS = 20_000_000  # read in one search
WIDTH = 500  # characters of a line


@dataclass(frozen=True, slots=True)
class Found:
    """A line that matches, by its number from 0, with its surroundings."""

    name: str
    number: int
    before: list[str]
    line: str
    after: list[str]

    def __str__(self) -> str:
        first = self.number - len(self.before)
        around = [*self.before, self.line, *self.after]
        rows = [
            f"{'>' if place == self.number else ' '} {place + 1}: {_clipped(line)}"
            for place, line in enumerate(around, start=first)
        ]
        return "\n".join([f"=== {self.name}:{self.number + 1} ===", *rows])


def grep(pattern: Pattern, documents: Iterable[tuple[str, str]], context_lines: int, offset: int) -> str:
    """A page of the matches in documents given as (name, text), and how many there are in all."""
    budget = _Budget()
    counts: dict[str, int] = {}
    page: list[str] = []
    for found in _matches(pattern, documents, min(max(context_lines, 0), MOST_CONTEXT), budget):
        seen = sum(counts.values())
        if seen == MOST_MATCHES:
            budget.is_spent = True
            break
        counts[found.name] = counts.get(found.name, 0) + 1
        if offset <= seen < offset + PAGE:
            page.append(str(found))
    return _told(counts, page, offset, budget.is_spent)


class _Budget:
    """What one search may read."""

    def __init__(self) -> None:
        self.left, self.is_spent = MOST_CHARACTERS, False


def _matches(
    pattern: Pattern, documents: Iterable[tuple[str, str]], around: int, budget: _Budget
) -> Iterator[Found]:
    for name, text in documents:
        budget.left -= len(text)
        if budget.left < 0:
            budget.is_spent = True
            return
        if pattern.literal is not None and pattern.literal not in text:
            continue
        lines = lines_of(text)
        for number, line in enumerate(lines):
            if pattern.matches(line):
                before = lines[max(0, number - around) : number]
                yield Found(name, number, before, line, lines[number + 1 : number + 1 + around])


def _told(counts: dict[str, int], page: list[str], offset: int, is_cut: bool) -> str:
    total = sum(counts.values())
    more = " The search was cut short here; narrow it down for the rest." if is_cut else ""
    if not total:
        return f"No line matches.{more}"
    if not page:
        return f"There are {total} matches; offset {offset} is past the last one.{more}"
    last = offset + len(page)
    files = "\n".join(f"- {name}: {count}" for name, count in counts.items())
    title = f"{total} matching lines in {len(counts)} files, {offset + 1}-{last} of them below.{more}"
    end = f"More with offset={last}." if last < total else "That is all."
    return "\n\n".join([f"{title}\n{files}", *page, end])


def _clipped(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[:WIDTH]}…"
