"""The tokens of one space, in its own database. It holds no secret: a token is known by its hash."""

import hmac
import json
from collections.abc import Callable

from .. import clock as times
from ..bearer import NOBODY, digest, id_of, new_secret, text_of
from ..errors import NotFound
from ..ports import Clock, Driver, Row
from .tokens import DEFAULTS, Token, TokenCreate

_TABLE = """CREATE TABLE IF NOT EXISTS access_tokens (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, space TEXT NOT NULL,
    name TEXT NOT NULL, scope TEXT NOT NULL, agent_id TEXT, origins TEXT NOT NULL,
    requests_per_minute INTEGER NOT NULL, max_body_bytes INTEGER NOT NULL, relay INTEGER NOT NULL,
    limits TEXT NOT NULL, created_at TEXT NOT NULL, expires_at TEXT, revoked INTEGER NOT NULL DEFAULT 0)"""


class Tokens:
    """Nothing is written before the first token is made, so asking for a space that isn't there leaves no trace.

    `draw` gives the secret part of a new token.
    """

    def __init__(self, driver: Driver, clock: Clock, draw: Callable[[], str] = new_secret) -> None:
        self.driver, self.clock, self._draw = driver, clock, draw
        self._is_there = bool(
            driver.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'access_tokens'")
        )

    def create(self, space: str, new: TokenCreate) -> tuple[Token, str]:
        """A new token and its text, which can't be told again."""
        if not self._is_there:
            self.driver.execute(_TABLE)
            self._is_there = True
        token_id = self.clock.new_id("token").removeprefix("token-").replace("-", "")
        text = text_of(space, token_id, self._draw())
        per_minute, most_bytes = DEFAULTS[new.scope]
        self.driver.execute(
            "INSERT INTO access_tokens (id, digest, space, name, scope, agent_id, origins, requests_per_minute,"
            " max_body_bytes, relay, limits, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(token_id, digest(text), space, new.name, new.scope, new.agent_id, json.dumps(new.origins)),
                *(new.requests_per_minute or per_minute, new.max_body_bytes or most_bytes),
                *(int(new.relay), json.dumps(new.limits), self.clock.now()),
                times.parse(new.expires_at) if new.expires_at else None,
            ],
        )
        return self.get(token_id), text

    def verify(self, text: str) -> Token | None:
        """The token that `text` is, unless it is unknown, revoked or expired.

        Whatever is wrong, the same work is done: one look-up, one hash, one comparison in constant time.
        """
        row = self._row(id_of(text) or "")
        is_known = hmac.compare_digest(digest(text), str(row["digest"]) if row else NOBODY)
        now = self.clock.now()
        return token if is_known and row and (token := _token(row)).is_good(now) else None

    def get(self, token_id: str) -> Token:
        if (row := self._row(token_id)) is None:
            raise NotFound(f"Token with id {token_id} not found")
        return _token(row)

    def all(self) -> list[Token]:
        """Every token of the space, the newest first, those that are revoked too."""
        if not self._is_there:
            return []
        return [_token(row) for row in self.driver.execute("SELECT * FROM access_tokens ORDER BY seq DESC")]

    def revoke(self, token_id: str) -> Token:
        """Make a token worthless from now on. It stays listed: what it did may be on record elsewhere."""
        self.get(token_id)
        self.driver.execute("UPDATE access_tokens SET revoked = 1 WHERE id = ?", [token_id])
        return self.get(token_id)

    def _row(self, token_id: str) -> Row | None:
        table = "access_tokens" if self._is_there else "(SELECT NULL AS id)"
        rows = self.driver.execute(f"SELECT * FROM {table} WHERE id = ?", [token_id])
        return rows[0] if rows else None


def _token(row: Row) -> Token:
    return Token(
        id=row["id"],
        space=row["space"],
        name=row["name"],
        scope=row["scope"],
        agent_id=row["agent_id"],
        origins=tuple(json.loads(row["origins"])),
        requests_per_minute=int(row["requests_per_minute"]),
        max_body_bytes=int(row["max_body_bytes"]),
        relay=bool(row["relay"]),
        limits=json.loads(row["limits"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked=bool(row["revoked"]),
    )
