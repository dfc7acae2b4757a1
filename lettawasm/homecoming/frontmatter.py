"""The head of a Markdown note: lines between `---`, in the small part of YAML that notes use."""

import re
from typing import Any

_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"([\w][\w .-]*):(?:\s+(.*))?")
_ENTRY = re.compile(r"\s*-\s+(.*)")


def split(note: str) -> tuple[dict[str, Any], str]:
    """A note's fields, texts and lists of texts, and what comes after them. Lines of other forms are passed by."""
    if not (head := _HEAD.match(note)):
        return {}, note
    fields: dict[str, Any] = {}
    name = ""
    for line in head[1].splitlines():
        if found := _FIELD.fullmatch(line):
            name = found[1].strip()
            fields[name] = _value((found[2] or "").strip())
        elif (entry := _ENTRY.fullmatch(line)) and name:
            so_far = fields[name] if isinstance(fields[name], list) else []
            fields[name] = [*so_far, _plain(entry[1])]
    return fields, note[head.end() :]


def _value(written: str) -> str | list[str]:
    if written.startswith("[") and written.endswith("]"):
        return [said for entry in written[1:-1].split(",") if (said := _plain(entry))]
    return _plain(written)


def _plain(written: str) -> str:
    """A text without the quotes around it."""
    written = written.strip()
    if len(written) > 1 and written[0] == written[-1] and written[0] in "'\"":
        return written[1:-1]
    return written
