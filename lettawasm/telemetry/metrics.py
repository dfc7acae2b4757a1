"""The metrics of a server, and the page where Prometheus finds them.

Labels have few values each: routes as templates, statuses as classes. No id ever is one.
"""

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .families import CONTENT_TYPE, Histogram, Number, render


class Metrics:
    """All that is counted in one process. With `space`, every sample says whose it is."""

    def __init__(self, space: str | None = None) -> None:
        self._everywhere = {"space": space} if space else {}
        self.requests = Histogram(
            "lettawasm_request_seconds",
            "Time from a request to the end of its answer.",
            ("method", "route", "status"),
        )
        self.listeners = Number("gauge", "lettawasm_listeners", "Event streams that are open.")
        self.live_runs = Number("gauge", "lettawasm_live_runs", "Runs that go on.")
        self.runs = Histogram(
            "lettawasm_run_seconds", "Time from a run's beginning to its end.", ("status", "stop_reason")
        )
        self.steps = Number("counter", "lettawasm_steps_total", "Answers that models gave to agents.")
        self.tokens = Number(
            "counter", "lettawasm_tokens_total", "Tokens that models read and wrote.", ("direction",)
        )

    def render(self) -> str:
        """Prometheus's text format, version 0.0.4."""
        families = (self.requests, self.listeners, self.live_runs, self.runs, self.steps, self.tokens)
        return render(families, self._everywhere)

    def response(self) -> Response:
        return Response(self.render(), headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"})


class MetricsPage:
    """Answers `GET /metrics` and leaves all else to `app`. Who may ask is decided in front of it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = scope["type"] == "http" and (scope["method"], scope["path"]) == ("GET", "/metrics")
        await (self._metrics.response() if is_asked else self._app)(scope, receive, send)
