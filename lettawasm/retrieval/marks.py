"""Where in a text it says what was looked for, and which part of a long text to show. Pure."""

import re
from collections.abc import Iterable, Sequence

# What the index is asked to put around the words that match. A text that has these itself gets no marks from it.
OPENING, CLOSING = "\ue000", "\ue001"
MOST_SHOWN, BEFORE = 500, 100  # letters of a text, and those of them before the first mark

Span = tuple[int, int]


def of_words(highlighted: str) -> list[Span]:
    """The places of the words in the text without its highlights."""
    spans, start = [], 0
    for before, found in enumerate(re.finditer(f"[{OPENING}{CLOSING}]", highlighted)):
        place = found.start() - before
        if found[0] == OPENING:
            start = place
        else:
            spans.append((start, place))
    return spans


def of_pairs(text: str, pairs: Sequence[str]) -> list[Span]:
    """The places of pairs of letters, which may overlap."""
    if not pairs:
        return []
    some = "|".join(map(re.escape, pairs))
    return [(found.start(), found.end(1)) for found in re.finditer(f"(?=({some}))", text)]


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same places in order, those that touch as one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(whole[-1][1], end)
        else:
            whole.append((start, end))
    return whole


def window(text: str, spans: Sequence[Span]) -> Span:
    """The part of a text to show: all of it, or what is around the first mark. It begins at a word."""
    if len(text) <= MOST_SHOWN:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - BEFORE, len(text) - MOST_SHOWN))
    if start and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    return start, start + MOST_SHOWN


def within(spans: Iterable[Span], part: Span) -> list[Span]:
    """The marks in a part, by their places in it."""
    start, end = part
    return [(a - start, min(b, end) - start) for a, b in spans if start <= a < end]
