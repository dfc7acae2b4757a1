"""Secrets cut out of what others wrote: as they are, and in the ways in which a server may echo them."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

LEAST = 6  # characters of another form: what is shorter stands in any text


def masked(text: str, secret: str, instead: str) -> str:
    """`text` without any form of `secret`, also where it was cut off at the text's end."""
    if not secret:
        return text
    text = _pattern(secret).sub(instead, text)
    cut = _beginning(text, _forms(secret))
    return text[: len(text) - cut] + instead if cut else text


def forget() -> None:
    """Keep in mind no secret that was looked for so far."""
    _pattern.cache_clear()
    _forms.cache_clear()


@lru_cache(maxsize=64)
def _pattern(secret: str) -> re.Pattern[str]:
    forms = sorted(_forms(secret), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, forms)), re.IGNORECASE)


def _beginning(text: str, forms: Iterable[str]) -> int:
    """How many of the last characters of a text are the beginning of a form."""
    lengths = (n for form in forms for n in range(len(form) - 1, LEAST - 1, -1) if text.endswith(form[:n]))
    return max(lengths, default=0)


@lru_cache(maxsize=64)
def _forms(secret: str) -> frozenset[str]:
    data = secret.encode()
    others = {
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        html.escape(secret),
        data.hex(),
        secret[::-1],
        *_base64(data),
    }
    return frozenset({secret, *(form for form in others if len(form) >= LEAST)})


def _base64(data: bytes) -> Iterator[str]:
    """What of the bytes stands in base64, whatever comes before and after them."""
    for before in range(3):
        start, end = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(before) + data).decode()[start:end]
