"""From what someone asks to what SQLite's full-text index understands. Pure."""

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Scripts written without spaces: the index sees one long word there, so it can't be asked.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_STOP_WORDS = frozenset(
    "a about all am an and any are as at be been but by can could did do does for from had has have he her him his"
    " how i if in is it its just me my no not of on or our she should so some than that the their them then there"
    " these they this to was we were what when where which who why will with would you your".split()
)
MAX_TERMS = 32


def match_expression(query: str) -> str | None:
    """An FTS5 expression that finds any of the query's words, or None when it has no word to look for.

    Stop words count only when there is nothing else. Every term is quoted, so nothing is syntax.
    """
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(query)))
    telling = [word for word in words if word not in _STOP_WORDS] or words
    return " OR ".join(f'"{word}"' for word in telling[:MAX_TERMS]) or None


def is_unspaced(query: str) -> bool:
    """Whether the query must be looked for letter by letter, because its script has no spaces."""
    return bool(_UNSPACED.search(query))
