"""SQL as a Durable Object must be told it, so that it means what SQLite would have understood. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ...db import MAX_BYTES

_PARAMETER = re.compile(r"""'[^']*'|"[^"]*"|--[^\n]*|/\*.*?\*/|\?(\d*)""", re.DOTALL)
_UPDATE = re.compile(r"\s*UPDATE\s+(?:OR\s+\w+\s+)?(\w+)\s", re.IGNORECASE)
_RETURNING = re.compile(r"\bRETURNING\b", re.IGNORECASE)
_SCHEMA = re.compile(r"\s*(?:CREATE|ALTER|DROP)\s", re.IGNORECASE)


@lru_cache(512)
def with_integers(sql: str, integers: tuple[bool, ...]) -> str:
    """`sql` with the parameters that are integers cast to what they are.

    All of JavaScript's numbers are bound as REAL. The plus takes away the affinity that a cast has and a
    parameter hasn't, so comparing is what it was.
    """
    last = 0

    def cast(found: re.Match[str]) -> str:
        nonlocal last
        if not found[0].startswith("?"):
            return found[0]
        number = int(found[1]) if found[1] else last + 1
        last = max(last, number)
        is_integer = number <= len(integers) and integers[number - 1]
        return f"(+CAST({found[0]} AS INTEGER))" if is_integer else found[0]

    return _PARAMETER.sub(cast, sql)


@lru_cache(512)
def updated_table(sql: str) -> str | None:
    """The table whose rows `sql` rewrites without giving any back."""
    found = _UPDATE.match(sql)
    return found[1] if found and not _RETURNING.search(sql) else None


def guarded(sql: str, columns: Sequence[str]) -> str:
    """An UPDATE that fails with SQLite's own error, and changes nothing, when a row becomes too large.

    workerd knows no limit of this size, and a row can grow by more than what is bound: `text || text`.
    """
    size = " + ".join(f'coalesce(octet_length("{column}"), 0)' for column in columns) or "0"
    whole = sql.rstrip("; \n")
    return f"{whole}\nRETURNING iif({size} > {MAX_BYTES}, zeroblob(1 << 40), 0)"


def changes_schema(sql: str) -> bool:
    return bool(_SCHEMA.match(sql))
