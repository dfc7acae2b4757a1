"""The only door to the network: every request and every redirect is compared with the list of hosts."""

from dataclasses import replace
from urllib.parse import urljoin

from ..address import Address
from ..ports import HttpRequest, HttpResponse, Transport, TransportError
from .hosts import Hosts

MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_TO_ANYONE = ("accept", "content-type")  # the headers that may follow to another host


class GuardedTransport:
    """Implements `ports.Transport`. Whatever leaves a server goes through one of these."""

    def __init__(self, transport: Transport, hosts: Hosts) -> None:
        self._transport, self._hosts = transport, hosts

    async def send(self, request: HttpRequest) -> HttpResponse:
        for _ in range(MOST_REDIRECTS + 1):
            if reason := self._hosts.refusal(request.url):
                raise TransportError("refused", reason)
            response = await self._transport.send(replace(request, redirect="manual"))
            target = response.headers.get("location")
            if response.status not in _REDIRECTS or target is None or request.redirect == "manual":
                return response
            await response.aclose()
            request = _redirected(request, response.status, _joined(request.url, target))
        raise TransportError("refused", f"It redirects more than {MOST_REDIRECTS} times.")


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        return ""


def _redirected(request: HttpRequest, status: int, url: str) -> HttpRequest:
    """The next request, by the rules of `fetch`; what could be a credential stays with the host it is for."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    if Address.of(url) != Address.of(request.url):
        headers = {name: value for name, value in headers.items() if name in _TO_ANYONE}
    becomes_get = (status in (301, 302) and request.method == "POST") or (
        status == 303 and request.method not in ("GET", "HEAD")
    )
    if not becomes_get:
        return replace(request, url=url, headers=headers)
    headers.pop("content-type", None)
    return replace(request, method="GET", url=url, headers=headers, body=None)
