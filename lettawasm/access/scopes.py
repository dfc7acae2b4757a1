"""What a token's scope lets it do.

A request is judged on the route that the API's router will take for it, found by the router's own matching,
so no spelling of a path can mean one thing here and another there.
"""

from collections.abc import Mapping
from typing import Any

from starlette.routing import Match
from starlette.types import Scope

from ..api.route import ApiRoute
from ..api.routes import ROUTES
from ..migrations import migrate
from ..ports import Driver
from .tables import READS, RELAY, WIDGET
from .tokens import Token


def route_of(scope: Scope) -> tuple[str, Mapping[str, Any]]:
    """The route a request takes, like `GET /v1/runs/{run_id}`, and its parameters. Empty when there is none."""
    for route in _ROUTES:
        match, taken = route.matches(scope)
        if match is Match.FULL:
            method = "GET" if scope["method"] == "HEAD" else scope["method"]
            return f"{method} {route.name}", taken["path_params"]
    return "", {}


def allows(token: Token, route: str, params: Mapping[str, Any], driver: Driver) -> bool:
    """Whether the token's scope covers a request."""
    if route in RELAY:
        return token.relay or token.scope == "full"
    match token.scope:
        case "full":
            return True
        case "read-only":
            return route in READS
        case "widget":
            return route in WIDGET and token.agent_id == _agent_of(params, driver)


def _agent_of(params: Mapping[str, Any], driver: Driver) -> str | None:
    """Whose a request's one id is. A system prompt is no agent's to tell, for memory stands in it; nor is what
    belongs to a conversation beside its own: that is other people's.
    """
    match dict(params):
        case {"agent_id": str(agent_id)}:
            return agent_id
        case {"run_id": str(run_id)}:
            return _owner(
                driver, "SELECT agent_id FROM runs WHERE id = ? AND conversation_id = 'default'", run_id
            )
        case {"message_id": str(message_id)}:
            sql = "SELECT agent_id FROM messages WHERE id = ? AND role <> 'system' AND conversation_id = 'default'"
            return _owner(driver, sql, message_id)
    return None


def _owner(driver: Driver, sql: str, id: str) -> str | None:
    if not id.isascii():
        return None
    migrate(driver)  # the first request that a space ever sees may be this one
    rows = driver.execute(sql, [id])
    return str(rows[0]["agent_id"]) if rows else None


def _routes() -> list[ApiRoute]:
    """The API's routes in its order: by path, in both forms, with all methods of the path. They are only matched."""
    by_path: dict[str, list[str]] = {}
    for method, path in [*((method, path) for method, path, _ in ROUTES), *map(str.split, sorted(RELAY))]:
        by_path.setdefault(path, []).append(method)
    return [
        ApiRoute(form, route_of, methods=methods, name=path)
        for path, methods in by_path.items()
        for form in (path, path + "/")
    ]


_ROUTES = _routes()
