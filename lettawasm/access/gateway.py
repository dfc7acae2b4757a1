"""Where a request goes. Pure: a worker asks `route`, then does what the destination says.

Nothing is served before an admin secret is set, and nothing here serves without it by way of an exception.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from .. import __version__
from ..bearer import SPACE_PATTERN, bearer, digest, space_of
from . import cors
from .answer import UNAUTHORIZED, Answer, refused, told

SECRET = "LETTAWASM_ADMIN_SECRET"
LEAST_SECRET = 32

UNCONFIGURED = refused(
    503,
    f"This server has no admin secret yet, so it serves nothing. Set {SECRET} to at least {LEAST_SECRET} random"
    f" characters: with `npx wrangler secret put {SECRET}` on Cloudflare, or in the environment when you host it"
    " yourself.",
)

_SPACE = re.compile(rf"/admin/spaces/(?P<space>{SPACE_PATTERN})/tokens(/.*)?")


@dataclass(frozen=True, slots=True)
class ToSpace:
    """The object of the space `name`, provided that the directory knows it: an object would be made for any name.

    Ask the directory (GET /admin/spaces/{name}, with the admin secret); when it doesn't know the space, `stranger`
    is the answer, or without one the directory's own. With a `stranger` a space that was known once need not be
    asked for again, as one that was deleted since knows no token.
    """

    name: str
    stranger: Answer | None = None


@dataclass(frozen=True, slots=True)
class ToDirectory:
    pass


@dataclass(frozen=True, slots=True)
class ToMetrics:
    pass


@dataclass(frozen=True, slots=True)
class ToAssets:
    pass


Destination = Answer | ToSpace | ToDirectory | ToMetrics | ToAssets


def route(method: str, path: str, headers: Mapping[str, str], admin_secret: str | None) -> Destination:
    """`path` as it stands in the URL, still percent-encoded; `headers` with names in lower case."""
    path = unquote(path)  # once, as the apps behind will see it
    area = path.split("/", 2)[1] if path.startswith("/") else ""
    if area not in ("v1", "admin", "metrics"):
        return ToAssets()
    if not is_configured(admin_secret):
        return UNCONFIGURED
    if area == "v1":
        return _to_space(method, path, headers)
    if not is_admin(headers, admin_secret):
        return UNAUTHORIZED
    if area == "metrics":
        return ToMetrics()
    found = _SPACE.fullmatch(path)
    return ToSpace(found["space"]) if found else ToDirectory()


def is_configured(admin_secret: str | None) -> bool:
    return admin_secret is not None and len(admin_secret) >= LEAST_SECRET


def is_admin(headers: Mapping[str, str], admin_secret: str | None) -> bool:
    """Whether a request bears the admin secret. Compared as hashes, so neither content nor length takes time."""
    given = bearer([headers.get("authorization", "")])
    is_same = hmac.compare_digest(digest(given), digest(admin_secret or ""))
    return is_same and is_configured(admin_secret)


def _to_space(method: str, path: str, headers: Mapping[str, str]) -> Destination:
    if cors.is_preflight(method, headers):
        return cors.preflight(headers)
    readable = cors.readable(headers["origin"]) if "origin" in headers else {}
    unauthorized = UNAUTHORIZED.with_headers(readable)
    if path in ("/v1/health", "/v1/health/") and method in ("GET", "HEAD"):
        return told(200, {"version": __version__, "status": "ok"}, readable)
    space = space_of(bearer([headers.get("authorization", "")]))
    return ToSpace(space, unauthorized) if space else unauthorized
