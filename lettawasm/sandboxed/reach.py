"""How a request of a tool's code leaves: to the hosts that a person granted, by the methods granted, and no further.

The sandbox only carries requests here; what it believes to be granted counts for nothing.
"""

import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from urllib.parse import quote, urljoin

from ..address import Address
from ..errors import Invalid
from ..ports import Host, HttpRequest, HttpResponse, TransportError
from ..schemas.grants import HostGrant
from .variables import Variables

MOST_SENT = 5_000_000  # bytes of a request's body
MOST_RECEIVED = 20_000_000  # bytes of a response's
MOST_REDIRECTS = 5
MOST_SECONDS = 60.0
_REDIRECTS = (301, 302, 303, 307, 308)
_OURS = ("host", "content-length", "connection", "transfer-encoding", "upgrade", "te", "trailer", "expect")
_TO_ANYONE = ("accept", "content-type", "user-agent")  # the headers that may follow to another host
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Reached:
    """Sends the requests of one call. Raises TransportError, `refused` for what isn't granted."""

    def __init__(self, host: Host, grants: list[HostGrant], variables: Variables) -> None:
        self._host, self._variables = host, variables
        self._methods = {grant.host: grant.methods for grant in grants}

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        request = replace(request, headers=_clean(request.headers), redirect="manual")
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._host.transport.send(self._allowed(request))
            target = response.headers.get("location")
            if not response.status:  # a browser tells nothing of a redirect that it doesn't follow
                raise TransportError(
                    "refused", "it redirects, and where to can't be known here; ask there directly"
                )
            if response.status not in _REDIRECTS or target is None:
                return _limited(response)
            await response.aclose()
            request = _redirected(request, response.status, target)
        raise TransportError("refused", f"it redirects more than {MOST_REDIRECTS} times")

    def _allowed(self, request: HttpRequest) -> HttpRequest:
        """The request as it leaves, with secrets in their places."""
        address = Address.of(request.url) if "://" in request.url[:8] else None
        if address is None or str(address) not in self._methods:
            raise TransportError(
                "refused", f"this tool was not granted the host {address or 'in that address'}"
            )
        methods = self._methods[str(address)]
        if methods is not None and request.method not in methods:
            raise TransportError("refused", f"this tool was not granted {request.method} at {address}")
        if request.body is not None and len(request.body) > MOST_SENT:
            raise TransportError("refused", f"a request's body may have {MOST_SENT:,} bytes")
        try:
            self._host.admit(request.url)
        except Invalid as error:
            raise TransportError("refused", str(error)) from None
        return self._filled(request, address)

    def _filled(self, request: HttpRequest, address: Address) -> HttpRequest:
        fill, timeout = self._variables.filled, min(request.timeout, MOST_SECONDS)
        headers = {name: fill(value, address) for name, value in request.headers.items()}
        body = request.body
        if body is not None and (written := _WRITTEN.get(headers.get("content-type", "").partition(";")[0])):
            body = fill(body.decode("utf-8", "surrogateescape"), address, written).encode(
                "utf-8", "surrogateescape"
            )
        return replace(
            request, url=fill(request.url, address, _in_url), headers=headers, body=body, timeout=timeout
        )


def _in_url(value: str) -> str:
    return quote(value, safe="")


def _in_json(value: str) -> str:
    return json.dumps(value)[1:-1]


_WRITTEN = {"application/json": _in_json, "application/x-www-form-urlencoded": _in_url}


def _clean(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that are the caller's to set. Raises TransportError for what is none."""
    names = {name.lower(): value for name, value in headers.items()}
    for name, value in names.items():
        if not _NAME.fullmatch(name) or re.search(r"[\r\n\0]", value):
            raise TransportError("refused", f"{name!r} is no header that can be sent")
    return {name: value for name, value in names.items() if name not in _OURS}


def _redirected(request: HttpRequest, status: int, target: str) -> HttpRequest:
    """The next request, by the rules of `fetch`; what could be a credential stays with the host it is for."""
    try:
        url = urljoin(request.url, target)
    except ValueError:
        url = ""
    headers = dict(request.headers)
    if Address.of(url) != Address.of(request.url):
        headers = {name: value for name, value in headers.items() if name in _TO_ANYONE}
    becomes_get = status == 303 or (status in (301, 302) and request.method == "POST")
    if becomes_get and request.method not in ("GET", "HEAD"):
        headers.pop("content-type", None)
        return replace(request, method="GET", url=url, headers=headers, body=None)
    return replace(request, url=url, headers=headers)


def _limited(response: HttpResponse) -> HttpResponse:
    return replace(response, chunks=_at_most(response, MOST_RECEIVED))


async def _at_most(response: HttpResponse, most: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in response.chunks:
        size += len(chunk)
        if size > most:
            await response.aclose()
            raise TransportError("refused", f"the response is over the limit of {most:,} bytes")
        yield chunk
