"""What can be looked at when a conversation is over. No model judges another: words are found or not."""

import re

from .case import After, Check

_UNKNOWN = re.compile(
    r"n[o'’]t (know|have|see|find|remember|recall|told|mention|sure)|unknown|no (record|information|note|idea)"
    r"|never (told|mention|said)",
    re.IGNORECASE,
)


def holds(label: str, *patterns: str) -> Check:
    """The block says all of it."""
    return lambda after: _missing(f"the block {label}", after.blocks.get(label, ""), patterns)


def lacks(label: str, *patterns: str) -> Check:
    """The block says none of it."""

    def check(after: After) -> str | None:
        found = [one for one in patterns if _is_in(one, after.blocks.get(label, ""))]
        return f"the block {label} still says {_quoted(found)}" if found else None

    return check


def keeps_still(after: After) -> str | None:
    """Memory is as it was."""
    changed = [
        label for label, text in after.blocks.items() if text.strip() != after.before.get(label, "").strip()
    ]
    if gone := after.before.keys() - after.blocks.keys():
        changed += gone
    return f"memory was changed: {', '.join(sorted(changed))}" if changed else None


def answers(*patterns: str) -> Check:
    """The last answer says all of it."""
    return lambda after: _missing("the answer", after.answers[-1] if after.answers else "", patterns)


def admits(after: After) -> str | None:
    """The last answer says that something isn't known."""
    return (
        None
        if after.answers and _UNKNOWN.search(after.answers[-1])
        else "the answer doesn't say that it isn't known"
    )


def knows(*patterns: str) -> Check:
    """Some place of memory says all of it."""
    return lambda after: _missing("memory", "\n".join([*after.blocks.values(), *after.notes]), patterns)


def adds_at_most(characters: int) -> Check:
    def check(after: After) -> str | None:
        added = sum(map(len, after.blocks.values())) - sum(map(len, after.before.values()))
        return f"{added} characters were added where {characters} are enough" if added > characters else None

    return check


def _missing(place: str, text: str, patterns: tuple[str, ...]) -> str | None:
    missing = [one for one in patterns if not _is_in(one, text)]
    return f"{place} doesn't say {_quoted(missing)}" if missing else None


def _is_in(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def _quoted(patterns: list[str]) -> str:
    return ", ".join(repr(one.replace("|", " or ").replace("\\b", "")) for one in patterns)
