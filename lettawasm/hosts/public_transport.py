"""A transport of CPython that reaches the public web alone: a name is looked up first, and asked for where it led.

So no name, and no second answer to the same question, leads to this machine or into its network.
"""

import asyncio
import ipaddress
import socket
from dataclasses import replace
from urllib.parse import urlsplit

from ..ports import HttpRequest, HttpResponse, TransportError
from ..webpages.public import is_public_number
from .httpx_transport import HttpxTransport

_REFUSED = "{host} leads into a private network, and only the public web is asked."


class PublicTransport:
    """Implements `ports.Transport`. A redirect is never followed, for it may lead elsewhere."""

    def __init__(self, transport: HttpxTransport) -> None:
        self._transport = transport

    async def send(self, request: HttpRequest) -> HttpResponse:
        host, port = _place(request.url)
        number = await _number(host, port)
        return await self._transport.send(replace(request, redirect="manual"), at=number)


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


async def _number(host: str, port: int) -> str:
    """Where a name leads. Raises TransportError for one that leads nowhere, or anywhere private at all."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TransportError("unreachable", str(error)) from None
    numbers = [str(address[0]) for *_, address in found]
    if not all(is_public_number(ipaddress.ip_address(number.partition("%")[0])) for number in numbers):
        raise TransportError("refused", _REFUSED.format(host=host))
    return numbers[0]
