"""Moments as a person writes and reads them."""

import argparse
import re
from datetime import UTC, datetime, timedelta

from ... import clock
from ...errors import Unprocessable

_AGO = re.compile(r"(\d{1,6})\s*(s|m|h|d|w)( ago)?")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LEFT_OPEN = [
    (re.compile(r"\d{4}-?\d\d-?\d\d"), timedelta(days=1)),
    (re.compile(r"[^.,]*[T ]\d\d:?\d\d(Z|[+-][\d:]+)?"), timedelta(minutes=1)),
    (re.compile(r"[^.,]*[T ]\d\d:?\d\d:?\d\d(Z|[+-][\d:]+)?"), timedelta(seconds=1)),
]
_LAST = datetime.max.replace(tzinfo=UTC)
_HAPPENING = re.compile(r"(step|run|message|agent|block|passage)-[0-9a-f-]{36}(\.\d+)?")

FORMS = "as 2026-11-20, 2026-11-20T14:30:05Z (UTC unless it says otherwise), or as long ago as 10m, 2h, 3d"


def until(text: str) -> str:
    """The moment, to the end of the day, minute or second it names, but not to come: what was there then is meant."""
    moment = datetime.fromisoformat(since(text))
    for form, span in _LEFT_OPEN:
        if form.fullmatch(text.strip()):
            moment += min(span - timedelta(microseconds=1), _LAST - moment)
            break
    return clock.iso(min(moment, datetime.now(UTC)))


def then(text: str) -> str:
    """A moment, or the id of something that happened at it."""
    return text if _HAPPENING.fullmatch(text) else until(text)


def since(text: str) -> str:
    """The moment, from the start of the day, minute or second it names."""
    try:
        if ago := _AGO.fullmatch(text.strip()):
            return clock.iso(datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])}))
        return clock.parse(text)
    except (OverflowError, Unprocessable):
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; write it {FORMS}") from None


def short(moment: str | None) -> str:
    """To the second, in a form that `until` reads."""
    return f"{moment[:19]}Z" if moment else ""
