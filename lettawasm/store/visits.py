"""Visitors: people at a page with a widget. Each has a conversation with its agent, and a token for that alone."""

from collections.abc import Callable
from dataclasses import dataclass

from ..bearer import digest, id_of, new_secret, text_of
from ..ports import Clock, Driver
from ..schemas.widgets import WidgetToken
from . import pace
from .table import Table
from .widgets import is_good, widget_token

# A visit as a row of its widget's token, with the digest of its own.
_COLUMNS = """SELECT t.id, t.agent_id, t.settings, t.created_at, v.digest, v.id AS visit_id, v.conversation_id
    FROM widget_visits v JOIN widget_tokens t ON t.id = v.token_id WHERE v.id = ?"""


@dataclass(frozen=True, slots=True)
class Visit:
    id: str
    conversation_id: str
    token: WidgetToken


class Visits(Table):
    def __init__(self, driver: Driver, clock: Clock, draw: Callable[[], str] = new_secret) -> None:
        super().__init__(driver, clock)
        self._draw = draw

    def begin(self, space: str, token: WidgetToken, conversation_id: str) -> str:
        """Let a conversation be a visitor's. The text of its token, which can't be told again."""
        visit_id = self.clock.new_id("visit").removeprefix("visit-").replace("-", "")
        text = text_of(space, visit_id, self._draw(), "lws")
        self.driver.execute(
            "INSERT INTO widget_visits (id, digest, token_id, conversation_id, created_at)"
            " VALUES (?, ?, ?, ?, ?)",
            [visit_id, digest(text), token.id, conversation_id, self.clock.now()],
        )
        return text

    def verify(self, text: str) -> Visit | None:
        """The visit that `text` is of, as long as the widget's own token is good."""
        rows = self.driver.execute(_COLUMNS, [id_of(text, "lws") or ""])
        if not is_good(text, rows, self.clock.now()):
            return None
        return Visit(rows[0]["visit_id"], rows[0]["conversation_id"], widget_token(rows[0]))

    def sent(self, visit: Visit) -> float:
        """Count a message: 0, or the seconds to wait, when it isn't counted."""
        per_hour = visit.token.visitor_messages_per_hour
        return pace.take(self.driver, ("widget_visits", "sent_until"), visit.id, per_hour, self.clock)

    def conversations(self, token_id: str) -> list[str]:
        rows = self.driver.execute(
            "SELECT conversation_id FROM widget_visits WHERE token_id = ? ORDER BY seq", [token_id]
        )
        return [row["conversation_id"] for row in rows]
