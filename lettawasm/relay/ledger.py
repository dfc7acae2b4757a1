"""What was used of a day's caps, kept in the space's database.

A call is paid before it is made, for the most it can cost, and settled after it for what it did cost. Both
are single transactions, so however many calls run at once, none is made that could break a cap; and a crash
between the two leaves a call paid in full.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from ..clock import iso
from ..db import atomic
from ..errors import LettaError
from ..ports import Clock, Driver
from .settings import Caps, DayCaps

SPACE = ""  # the row of the whole space; every other is a token's
DAYS_KEPT = 62
_MILLION = 1_000_000

_TABLE = """
CREATE TABLE IF NOT EXISTS relay_usage (
    day TEXT NOT NULL, token_id TEXT NOT NULL,
    requests INTEGER NOT NULL DEFAULT 0, tokens INTEGER NOT NULL DEFAULT 0, microdollars INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, token_id)
) WITHOUT ROWID
"""


class Exhausted(LettaError):
    """A cap would be broken. `cap` names it; `retry_after` is the seconds until the day is over."""

    status = 429

    def __init__(self, message: str, cap: str, retry_after: int) -> None:
        super().__init__(message)
        self.cap, self.retry_after = cap, retry_after


@dataclass(frozen=True, slots=True)
class Amount:
    """What a call uses: 1 request, its tokens, and its price in millionths of a dollar."""

    tokens: int = 0
    microdollars: int = 0
    requests: int = 1


@dataclass(frozen=True, slots=True)
class Reservation:
    day: str
    token_id: str
    amount: Amount


class Ledger:
    def __init__(self, driver: Driver, clock: Clock, caps: DayCaps) -> None:
        self.driver, self.caps = driver, caps
        self._clock = clock
        driver.execute(_TABLE)

    @atomic
    def reserve(self, amount: Amount, token_id: str = SPACE, own: Caps | None = None) -> Reservation:
        """Take `amount` from the space's day and from the token's. `own` are the token's caps where
        they aren't those of every token. Raises Exhausted where either has too little.
        """
        now = self._clock.now()
        day = now[:10]
        for row in _rows(token_id):
            used = self.used(row, day)
            caps = self.caps.space if row == SPACE else own or self.caps.token
            if cap := _broken(caps, used, amount):
                raise Exhausted(_sentence(row, cap, caps, used, amount), cap, _seconds_left(now))
        if not self.used(SPACE, day).requests:
            oldest = iso(datetime.fromisoformat(now) - timedelta(days=DAYS_KEPT))[:10]
            self.driver.execute("DELETE FROM relay_usage WHERE day < ?", [oldest])
        reservation = Reservation(day, token_id, amount)
        self._add(reservation, amount.requests, amount.tokens, amount.microdollars)
        return reservation

    @atomic
    def settle(self, reservation: Reservation, real: Amount) -> None:
        """Give back what a call did not use, or take what it used beyond its reservation."""
        reserved = reservation.amount
        self._add(reservation, 0, real.tokens - reserved.tokens, real.microdollars - reserved.microdollars)

    def today(self) -> str:
        return self._clock.now()[:10]

    def used(self, token_id: str = SPACE, day: str | None = None) -> Amount:
        rows = self.driver.execute(
            "SELECT requests, tokens, microdollars FROM relay_usage WHERE day = ? AND token_id = ?",
            [day or self.today(), token_id],
        )
        return (
            Amount(rows[0]["tokens"], rows[0]["microdollars"], rows[0]["requests"])
            if rows
            else Amount(requests=0)
        )

    def told(self, day: str, token_id: str, caps: Caps) -> dict[str, Any]:
        """What was used of some caps, as JSON."""
        used = self.used(token_id, day)
        shown = {"requests": used.requests, "tokens": used.tokens, "dollars": used.microdollars / _MILLION}
        return {"used": shown, "caps": caps.model_dump()}

    def _add(self, reservation: Reservation, requests: int, tokens: int, microdollars: int) -> None:
        for token_id in _rows(reservation.token_id):
            self.driver.execute(
                "INSERT INTO relay_usage (day, token_id, requests, tokens, microdollars) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (day, token_id) DO UPDATE SET requests = requests + excluded.requests,"
                " tokens = tokens + excluded.tokens, microdollars = microdollars + excluded.microdollars",
                [reservation.day, token_id, requests, tokens, microdollars],
            )


def _rows(token_id: str) -> Iterator[str]:
    yield SPACE
    if token_id != SPACE:
        yield token_id


def _broken(caps: Caps, used: Amount, more: Amount) -> str | None:
    """The name of the first cap that `more` would break."""
    dollars = None if caps.dollars is None else caps.dollars * _MILLION
    for name, cap, total in (
        ("requests", caps.requests, used.requests + more.requests),
        ("tokens", caps.tokens, used.tokens + more.tokens),
        ("dollars", dollars, used.microdollars + more.microdollars),
    ):
        if cap is not None and total > cap:
            return name
    return None


def _sentence(token_id: str, cap: str, caps: Caps, used: Amount, more: Amount) -> str:
    owner = "space" if token_id == SPACE else "access token"
    have, ask, most = {
        "requests": (f"{used.requests:,}", f"{more.requests:,}", f"{caps.requests or 0:,} requests"),
        "tokens": (f"{used.tokens:,}", f"{more.tokens:,}", f"{caps.tokens or 0:,} tokens"),
        "dollars": (
            f"{used.microdollars / _MILLION:,.4f}",
            f"{more.microdollars / _MILLION:,.4f}",
            f"{caps.dollars or 0:,.2f} dollars",
        ),
    }[cap]
    return (
        f"This {owner} has used {have} of its {most} for today (UTC), and this request could take {ask}."
        " Ask for a shorter reply, or try again tomorrow."
    )


def _seconds_left(now: str) -> int:
    moment = datetime.fromisoformat(now)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return ceil((midnight - moment).total_seconds())
