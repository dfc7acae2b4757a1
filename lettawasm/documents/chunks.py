"""A text in pieces that are stored and found one by one. Put together they are the text again, to the letter."""

from dataclasses import dataclass

SIZE = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Chunk:
    """`first_line` is the number, from 0, of the line in which it begins."""

    text: str
    first_line: int


def chunks(text: str) -> list[Chunk]:
    found: list[Chunk] = []
    start = line = 0
    while start < len(text):
        end = _end(text, start)
        found.append(Chunk(text[start:end], line))
        line += text.count("\n", start, end)
        start = end
    return found


def _end(text: str, start: int) -> int:
    """Where a chunk ends: after a paragraph, else a line, else a word, if one ends in its second half."""
    most = start + SIZE
    if most >= len(text):
        return len(text)
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, start + SIZE // 2, most)
        if found >= 0:
            return found + len(mark)
    return most
