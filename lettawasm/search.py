"""From what someone asks to what the indexes understand: words, and letters of scripts without spaces. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOP_WORDS = frozenset(
    "a about all am an and any are as at be been but by can could did do does for from had has have he her him his"
    " how i if in is it its just me my no not of on or our she should so some than that the their them then there"
    " these they this to was we were what when where which who why will with would you your".split()
)
MAX_TERMS = 32

# Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana and Han. A word of an index is a whole sentence
# there, so they are looked for by pairs of letters; and so is Korean, whose words have their grammar attached.
_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uf900-\ufaff"
UNSPACED = _NO_SPACES + "\uac00-\ud7a3"
_SENTENCE = re.compile(f"[{_NO_SPACES}]+")
_RUN = re.compile(f"[{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for: words, in lower case, and pairs of letters. A letter that stands alone is a pair, too."""

    words: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.pairs)


def terms(query: str) -> Terms:
    """The words and pairs of a query, each once. Stop words count only when there is nothing else."""
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(_SENTENCE.sub(" ", query))))
    telling = [word for word in words if word not in _STOP_WORDS]
    pairs = tuple(dict.fromkeys(pair for run in _RUN.findall(query) for pair in _pairs(run)))[:MAX_TERMS]
    return Terms(tuple((telling or ([] if pairs else words))[:MAX_TERMS]), pairs)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(max(1, len(run) - 1))]


def any_of(words: Sequence[str]) -> str:
    """An FTS5 expression that finds any of these words. Every one is quoted, so nothing is syntax."""
    return " OR ".join(f'"{word}"' for word in words)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, in its order."""
    return [word.lower() for word in _WORD.findall(text)]
