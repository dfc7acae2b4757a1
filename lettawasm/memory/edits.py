"""Edits of a block's text. Each takes the old text and returns the new one, or raises EditError.

EditError's words are for the model: they say what was wrong and what to do instead.
"""

import re


class EditError(ValueError):
    """The edit can't be done; nothing changed."""


class NeedsWord(EditError):
    """The edit is done only with a person's word."""


_LINE_NUMBER = re.compile(r"^[^\S\n]*\d+[^\S\n]*(?:→|\t)", re.MULTILINE)
_HUNK = re.compile(r"^@@(?: -\d+(?:,\d+)? \+\d+(?:,\d+)? @@.*)?\s*$")


def append(old: str, text: str) -> str:
    """`text` on a line of its own after the old text."""
    return f"{old.rstrip(chr(10))}\n{text}" if old else text


def replace_once(old: str, label: str, find: str, new: str) -> str:
    """Replace the one place where `find` stands."""
    _refuse_line_numbers(find=find, new=new)
    if not find:
        raise EditError("Nothing was replaced: the text to replace is empty. Use an insert to add text.")
    count = old.count(find)
    if count == 0:
        raise EditError(
            f"No replacement was performed: {find!r} does not stand in the block {label!r} like that."
        )
    if count > 1:
        lines = [str(n) for n, line in enumerate(old.split("\n"), 1) if find.split("\n")[0] in line]
        raise EditError(
            f"No replacement was performed: {find!r} stands {count} times in the block {label!r}"
            f" (lines {', '.join(lines)}). Give more of the text around it."
        )
    return old.replace(find, new)


def replace_all(old: str, label: str, find: str, new: str) -> str:
    """Replace every place where `find` stands."""
    if not find or find not in old:
        raise EditError(f"Old content {find!r} not found in memory block {label!r}")
    return old.replace(find, new)


def insert(old: str, text: str, line: int = -1) -> str:
    """Put `text` after line `line`: 0 is before the first, -1 after the last."""
    _refuse_line_numbers(text=text)
    lines = old.split("\n") if old else []
    at = len(lines) if line == -1 else line
    if not 0 <= at <= len(lines):
        raise EditError(
            f"Nothing was inserted: line {line} is not between 0 and {len(lines)} (or -1 for the end)."
        )
    return "\n".join([*lines[:at], text, *lines[at:]])


def patch(old: str, label: str, diff: str) -> str:
    """Apply the hunks of a unified diff. Lines are found by their text; the numbers after @@ are not needed."""
    result = old
    for number, hunk in enumerate(_hunks(diff), 1):
        before = "\n".join(line[1:] for line in hunk if line[:1] in (" ", "-"))
        after = "\n".join(line[1:] for line in hunk if line[:1] in (" ", "+"))
        if not before:
            result = append(result, after)
        elif result.count(before) != 1:
            problem = "does not match" if before not in result else "matches more than one place of"
            raise EditError(f"The patch was not applied: hunk {number} {problem} the block {label!r}.")
        else:
            result = result.replace(before, after)
    return result


def _hunks(diff: str) -> list[list[str]]:
    hunks: list[list[str]] = [[]]
    for line in diff.strip("\n").split("\n"):
        if line.startswith(("--- ", "+++ ")) and not hunks[-1]:
            continue
        if _HUNK.match(line):
            hunks.append([])
        elif line[:1] in (" ", "+", "-"):
            hunks[-1].append(line)
        elif not line:
            hunks[-1].append(" ")
        else:
            raise EditError(
                f"The patch was not applied: {line!r} begins with neither ' ', '+', '-' nor '@@'."
            )
    found = [hunk for hunk in hunks if any(line[0] in "+-" for line in hunk)]
    if not found:
        raise EditError("The patch was not applied: it adds and removes nothing.")
    return found


def _refuse_line_numbers(**texts: str) -> None:
    for name, text in texts.items():
        if _LINE_NUMBER.search(text) and "→" in text:
            raise EditError(f"Nothing was changed: {name} has line numbers in it ('12→'). Leave them out.")
