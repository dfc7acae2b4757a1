"""Times as the API writes them, and what can be asked of them."""

from datetime import UTC, datetime, timedelta, tzinfo

from .errors import Unprocessable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(moment: datetime) -> str:
    """`2026-01-31T12:00:00.000000Z`: always UTC and always as long, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parse(text: str, *, end: bool = False) -> str:
    """Any ISO 8601 date or time as `iso` writes it; a bare date means its start, or its `end`.

    Raises Unprocessable for anything else.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        if end and len(text.strip()) <= 10:
            moment += timedelta(days=1, microseconds=-1)
        return iso(moment)
    except (ValueError, OverflowError):
        raise Unprocessable(f"{text!r} is not an ISO 8601 date or time") from None


def nanoseconds(moment: str) -> int:
    """Since 1970, as exact as a moment is: to the microsecond."""
    return (datetime.fromisoformat(moment) - _EPOCH) // timedelta(microseconds=1) * 1_000


def zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo  # heavy, and most agents live in UTC

    try:
        return ZoneInfo(name)
    except Exception:  # the zone was known where the agent was made, but this host has no data for it
        return UTC


def local(moment: str, zone_name: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone(zone_name))


def ago(moment: str, now: str) -> str:
    """How long before `now` the `moment` was: `42s ago`, `3h ago`, `2d ago`."""
    seconds = max(0, int((datetime.fromisoformat(now) - datetime.fromisoformat(moment)).total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds >= size:
            return f"{seconds // size}{unit} ago"
    return f"{seconds}s ago"
