"""Two texts as a unified diff, on which a person sees what was taken away and what was added."""

from collections.abc import Iterable, Iterator
from difflib import unified_diff

from .told import Part, Styled

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def diff(before: str, after: str, old: str, new: str) -> Iterator[str]:
    """The lines of a diff of `before`, called `old`, and `after`, called `new`; none for equal texts."""
    return unified_diff(_lines(before), _lines(after), old, new, lineterm="")


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def coloured(lines: Iterable[str]) -> Iterator[Part]:
    for line in lines:
        style = _STYLES.get(line[:1])
        yield Styled(line, style) if style and not line.startswith(("+++ ", "--- ")) else line
