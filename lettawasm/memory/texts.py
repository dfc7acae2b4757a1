"""Whole texts of blocks: joined to one, and cut where it hurts least. Pure, like the edits."""

from collections.abc import Iterable
from typing import Literal


def joined(text: str, others: Iterable[str], separator: str = "\n", *, dedupe: bool = True) -> str:
    """`text` with the others after it. With `dedupe` a line that is there already isn't added again.

    `text` itself stays as it is, and empty lines never count as repeated.
    """
    known = {line.strip() for line in text.split("\n")} - {""}
    parts = [text] if text else []
    for other in others:
        added = _unknown(other, known) if dedupe else other
        if added.strip():
            parts.append(added)
    return separator.join(parts)


def shortened(text: str, most: int, keep: Literal["beginning", "end"] = "beginning") -> str:
    """A beginning of `text`, of at most `most` characters, that ends with a line if that is more than half of what
    could stay, else with a word; or the end of it, which begins with one. A single word that is longer is cut.
    """
    if len(text) <= most:
        return text
    if keep == "end":
        return shortened(text[::-1], most)[::-1]
    head = text[: most + 1]
    line_end = head.rfind("\n")
    if line_end > most // 2 and (lines := head[:line_end].rstrip()):
        return lines
    if head[-1].isspace():
        return head.rstrip()
    words = head.rsplit(None, 1)
    return words[0].rstrip() if len(words) > 1 else text[:most]


def _unknown(text: str, known: set[str]) -> str:
    """The lines of `text` that aren't known; they are from then on."""
    lines = []
    for line in text.split("\n"):
        if (bare := line.strip()) not in known:
            lines.append(line)
            if bare:
                known.add(bare)
    return "\n".join(lines)
