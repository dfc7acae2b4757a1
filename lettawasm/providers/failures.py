"""What can go wrong with a model server, as sentences that say what happened and what to do."""

import json
import re
from urllib.parse import urlsplit

from .. import strict_json
from ..model import Failed, FailureKind
from ..ports import TransportError

DETAIL_LIMIT = 600

NOT_THE_API = (
    "{address} answers, but not as {api} does. Check the base URL under Models; it usually ends in /v1."
)
_TRANSPORT = {
    "timeout": "{address} took too long to answer. It may be busy or loading the model; please try again.",
    "cut_off": "The connection to {address} broke in the middle of the answer. Please try again.",
    "unreachable": (
        "{address} can't be reached. Check that the server is running, that you are online, "
        "and that it allows this page (CORS)."
    ),
}
_REFUSED = "This server sends nothing to {address}. {detail}"
_SENTENCES: dict[FailureKind, str] = {
    "auth": "{address} doesn't accept the API key. Check the key under Models.",
    "quota": "The account at {address} has no credit left. Check its plan and billing.",
    "rate_limited": "{address} is getting too many requests. Wait {wait}, then try again.",
    "context_overflow": (
        "This conversation has grown too long for {model}. "
        "Choose a model with a larger context window, or a smaller context limit for this agent."
    ),
    "server_error": "{address} had an error of its own. Please try again in a moment.",
    "bad_request": "{address} refused the request: {said}",
}
# What servers call their errors where there is no status to tell them by.
_STATUSES = {
    "invalid_request_error": 400,
    "invalid_prompt": 400,
    "context_length_exceeded": 400,
    "authentication_error": 401,
    "invalid_api_key": 401,
    "billing_error": 402,
    "insufficient_quota": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "model_not_found": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
_REDIRECTS = (
    "{address} redirects to another address, which gets no key. Give the address that it redirects to."
)
_NO_MODEL = "{address} has no model named {model}. Choose another model under Models."
_NO_PAGE = "{address} has nothing of the kind. Check the base URL under Models; it usually ends in /v1."

_OVERFLOW = re.compile(
    r"context.?(length|window|size|limit)|maximum (context|number of tokens)|too many tokens|prompt is too long"
    r"|exceed_context",
    re.IGNORECASE,
)
_QUOTA = re.compile(
    r"insufficient_quota|billing|credit balance|insufficient (?:credits|balance)", re.IGNORECASE
)
_RETRY_DELAY = re.compile(r'"retryDelay":\s*"([0-9]{1,6}(?:\.[0-9]{1,9})?)s"')
_PER_DAY = re.compile(r"per.?day", re.IGNORECASE)
_KEY = re.compile(r"invalid[_ ]api[_ ]?key|incorrect api key|api key not valid", re.IGNORECASE)


def shown(base_url: str) -> str:
    """The address as it may be shown: without user, password, query and fragment."""
    try:
        parts = urlsplit(base_url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
    except ValueError:
        return "The model server"


def from_transport(error: TransportError, address: str) -> Failed:
    if error.kind == "refused":
        return Failed("bad_request", _REFUSED.format(address=address, detail=error.detail))
    if error.kind == "locked":
        return Failed("locked", error.detail)
    kinds: dict[str, FailureKind] = {"timeout": "timeout", "cut_off": "cut_off"}
    kind = kinds.get(error.kind, "unreachable")
    return Failed(kind, _TRANSPORT[kind].format(address=address), detail=error.detail[:DETAIL_LIMIT])


def too_long(address: str, model: str) -> Failed:
    """The model's window is full."""
    return Failed("context_overflow", _SENTENCES["context_overflow"].format(address=address, model=model))


def not_the_api(address: str, body: str, api: str) -> Failed:
    """`api` says what the server was taken for."""
    return Failed("garbage", NOT_THE_API.format(address=address, api=api), detail=body[:DETAIL_LIMIT])


def told(error: object, address: str, model: str) -> Failed:
    """The failure that a server tells of in the middle of a reply."""
    body = error if isinstance(error, str) else json.dumps(error)
    return from_status(_status(error), body, address=address, model=model)


def _status(error: object) -> int:
    """The HTTP status that the server would have answered with, had it known before."""
    given = [error.get(name) for name in ("code", "status", "type")] if isinstance(error, dict) else []
    numbers = (code for code in given if isinstance(code, int) and code >= 400)
    words = (_STATUSES[word] for word in given if isinstance(word, str) and word in _STATUSES)
    return next(numbers, next(words, 500))


def from_status(status: int, body: str, *, address: str, model: str, wait: float | None = None) -> Failed:
    """The failure behind an HTTP status that is not 200. `wait` is the server's own retry-after, in seconds."""
    if 300 <= status < 400 or status == 0:  # where a browser doesn't tell more
        return Failed("not_found", _REDIRECTS.format(address=address), status=status)
    kind = _kind(status, body)
    sentence = (
        (_NO_MODEL if "model" in body.lower() else _NO_PAGE) if kind == "not_found" else _SENTENCES[kind]
    )
    message = sentence.format(
        address=address,
        model=model,
        said=said(body) or f"status {status}",
        wait=f"{wait:.0f} seconds" if wait and wait >= 2 else "a moment",
    )
    return Failed(kind, message, detail=body[:DETAIL_LIMIT], status=status)


def asked_wait(body: str) -> float:
    """The seconds that a server asks for in its body, as Google's do; 0 where it says nothing."""
    found = _RETRY_DELAY.search(body)
    return float(found[1]) if found else 0.0


def _kind(status: int, body: str) -> FailureKind:
    if status == 413 or (status in (400, 422, 500) and _OVERFLOW.search(body)):
        return "context_overflow"
    if status == 429 and _RETRY_DELAY.search(body) and not _PER_DAY.search(body):
        return "rate_limited"
    if status == 402 or (status in (400, 403, 429) and _QUOTA.search(body)):
        return "quota"
    if status in (401, 403) or (status == 400 and _KEY.search(body)):
        return "auth"
    if status in (404, 405):
        return "not_found"
    if status == 429:
        return "rate_limited"
    return "server_error" if status >= 500 else "bad_request"


def said(body: str) -> str:
    """The server's own words, from the places where servers put them; nothing where it is a web page."""
    try:
        error = strict_json.parse(body)
    except (ValueError, RecursionError):
        return "" if body.lstrip().startswith("<") else body.strip()[:300]
    while isinstance(error, dict):
        error = error.get("error") or error.get("message") or error.get("detail")
    return error.strip()[:300] if isinstance(error, str) else ""
