"""Requests as an operator sees them: a record in the log, and a number in the metrics.

A record names the route and never the path, the query, a header or a body: whatever a person wrote or knows
may stand in those.
"""

from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .. import clock as times
from ..api.routes import ROUTES
from ..ports import Clock
from .log import Log
from .metrics import Metrics
from .templates import OTHER, Templates

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """Tells `log` and `metrics` of every request that `app` answers.

    `space` names whose requests these are, `routes` what is served here besides the API. The token is the one
    that a guard leaves in the scope as `lettawasm.token`, the run is what a handler leaves as `lettawasm.run`.
    """

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        log: Log,
        clock: Clock,
        *,
        space: str | None = None,
        routes: Iterable[str] = ("/v1/chat/completions", "/metrics"),
    ) -> None:
        self._app, self._metrics, self._log, self._clock, self._space = app, metrics, log, clock, space
        self._templates = Templates([*(path for _, path, _ in ROUTES), *routes])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        answer = _Answer(send, self._metrics)
        began = self._clock.now()
        try:
            await self._app(scope, receive, answer.send)
        finally:
            answer.end()
            self._tell(scope, answer.status, began)

    def _tell(self, scope: Scope, status: int, began: str) -> None:
        method = scope["method"] if scope["method"] in METHODS else OTHER
        route = self._templates.of(_path(scope))
        seconds = (times.nanoseconds(self._clock.now()) - times.nanoseconds(began)) / 1_000_000_000
        self._metrics.requests.observe(seconds, method, route, f"{status // 100}xx")
        self._log(
            {
                "event": "request",
                "time": began,
                "space": self._space,
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1_000, 1),
                "token": getattr(scope.get("lettawasm.token"), "id", None),
                "run": scope.get("lettawasm.run"),
            }
        )


class _Answer:
    """What went out: its status, and whether it is a stream that somebody listens to."""

    status = 500  # of an answer that never began

    def __init__(self, send: Send, metrics: Metrics) -> None:
        self._send, self._metrics, self._is_stream = send, metrics, False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if _is_event_stream(message):
                self._is_stream = True
                self._metrics.listeners.add()
        await self._send(message)

    def end(self) -> None:
        if self._is_stream:
            self._metrics.listeners.add(by=-1)


def _is_event_stream(message: Message) -> bool:
    headers: Any = message.get("headers", ())
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/event-stream") for name, value in headers
    )


def _path(scope: Scope) -> str:
    """The path below where the app is mounted."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))
