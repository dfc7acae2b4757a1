"""A part of a document as a model is shown it: numbered lines under a line that says which they are."""

from collections.abc import Sequence


def lines_of(text: str) -> list[str]:
    """A text's lines. The end of the last one doesn't begin another."""
    return text.removesuffix("\n").split("\n") if text else []


def view(lines: Sequence[str], first: int, total: int, most_characters: int) -> str:
    """`lines` of a document of `total` lines, of which they begin with number `first` (from 0), as many as fit."""
    shown: list[str] = []
    room = most_characters
    for number, line in enumerate(lines, start=first + 1):
        text = f"{number}: {line}"
        if len(text) > room:
            cut = f"{text[:room]}…" if not shown and room else ""
            return "\n".join(
                [_title(first, len(shown) + bool(cut), total), *shown, *([cut] if cut else []), _MORE]
            )
        shown.append(text)
        room -= len(text) + 1
    return "\n".join([_title(first, len(shown), total), *shown])


_MORE = "[The view is full: open the file with a higher offset to see more]"


def _title(first: int, count: int, total: int) -> str:
    if count == total:
        return f"[The whole file, {total} lines]"
    if not count:
        return f"[No line of {total} is shown]"
    return f"[Lines {first + 1}-{first + count} of {total}]"
