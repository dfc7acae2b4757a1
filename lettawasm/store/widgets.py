"""The tokens of widgets. None is stored: a token is known by its hash."""

import hmac
import json
from collections.abc import Callable

from ..bearer import NOBODY, digest, id_of, new_secret, text_of
from ..errors import NotFound
from ..ports import Clock, Driver, Row
from ..schemas.widgets import WidgetRules, WidgetToken, WidgetTokenCreate
from . import pace
from .table import Table

_COLUMNS = """SELECT *, (SELECT count(*) FROM widget_visits WHERE token_id = widget_tokens.id) AS visitors
    FROM widget_tokens"""


class Widgets(Table):
    def __init__(self, driver: Driver, clock: Clock, draw: Callable[[], str] = new_secret) -> None:
        super().__init__(driver, clock)
        self._draw = draw

    def create(self, space: str, new: WidgetTokenCreate) -> tuple[WidgetToken, str]:
        """A new token and its text, which can't be told again."""
        token_id = self.clock.new_id("widget")
        text = text_of(space, token_id.removeprefix("widget-").replace("-", ""), self._draw(), "lwt")
        settings = new.model_dump_json(include=set(WidgetRules.model_fields))
        self.driver.execute(
            "INSERT INTO widget_tokens (id, digest, agent_id, settings, created_at) VALUES (?, ?, ?, ?, ?)",
            [token_id, digest(text), new.agent_id, settings, self.clock.now()],
        )
        return self.get(token_id), text

    def get(self, token_id: str) -> WidgetToken:
        rows = self.driver.execute(f"{_COLUMNS} WHERE id = ?", [token_id])
        if not rows:
            raise NotFound(f"Widget token with id {token_id} not found")
        return widget_token(rows[0])

    def all(self) -> list[WidgetToken]:
        """Every token of the space, the newest first."""
        return [widget_token(row) for row in self.driver.execute(f"{_COLUMNS} ORDER BY seq DESC")]

    def delete(self, token_id: str) -> None:
        """Make a token worthless from now on, with those of all visitors that came with it. What they said stays."""
        self.get(token_id)
        self.driver.execute("DELETE FROM widget_tokens WHERE id = ?", [token_id])

    def verify(self, text: str) -> WidgetToken | None:
        """The token that `text` is, unless it is unknown or expired."""
        rows = self.driver.execute("SELECT * FROM widget_tokens WHERE id = ?", [dashed(id_of(text, "lwt"))])
        return widget_token(rows[0]) if is_good(text, rows, self.clock.now()) else None

    def opened(self, token: WidgetToken) -> float:
        """Count one more visitor: 0, or the seconds to wait, when it isn't counted."""
        return pace.take(
            self.driver, ("widget_tokens", "opened_until"), token.id, token.messages_per_hour, self.clock
        )

    def sent(self, token: WidgetToken) -> float:
        """Count a message, in the same way."""
        return pace.take(
            self.driver, ("widget_tokens", "sent_until"), token.id, token.messages_per_hour, self.clock
        )


def is_good(text: str, rows: list[Row], now: str) -> bool:
    """Whether a row is of this token, which hasn't expired. Whatever is wrong, the same work is done."""
    is_known = hmac.compare_digest(digest(text), str(rows[0]["digest"]) if rows else NOBODY)
    return is_known and bool(rows) and widget_token(rows[0]).is_good(now)


def widget_token(row: Row) -> WidgetToken:
    return WidgetToken.model_validate({**row, **json.loads(row["settings"])})


def dashed(hexed: str | None) -> str:
    """The id whose digits these are."""
    from uuid import UUID

    return f"widget-{UUID(hexed)}" if hexed else ""
