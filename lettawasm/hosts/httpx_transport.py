"""The transport of CPython: httpx."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from ..ports import HttpRequest, HttpResponse, TransportError

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 10.0


class HttpxTransport:
    """Implements `ports.Transport`. It belongs to the event loop of its first request."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None

    async def send(self, request: HttpRequest, at: str | None = None) -> HttpResponse:
        """With `at`, the machine of that number is asked for what the URL names."""
        client = self._open()
        try:
            async with asyncio.timeout(request.timeout):
                response = await client.send(_outgoing(client, request, at), stream=True)
        except Exception as error:  # httpx refuses bad URLs and headers with many classes
            raise _translated(error, "unreachable") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return HttpResponse(response.status_code, headers, _chunks(response), response.aclose)

    async def aclose(self) -> None:
        if self._client:
            await self._client.aclose()

    def _open(self) -> "httpx.AsyncClient":
        if self._client is None:
            import httpx

            self._client = httpx.AsyncClient()
        return self._client


def _outgoing(client: "httpx.AsyncClient", request: HttpRequest, at: str | None) -> "httpx.Request":
    import httpx

    timeout = httpx.Timeout(request.timeout, connect=min(CONNECT_TIMEOUT, request.timeout))
    built = client.build_request(
        request.method, request.url, headers=dict(request.headers), content=request.body, timeout=timeout
    )
    if at is not None:
        built.extensions["sni_hostname"] = built.url.host  # and so the certificate must be of that name
        built.url = built.url.copy_with(host=at)
    return built


async def _chunks(response: "httpx.Response") -> AsyncIterator[bytes]:
    try:
        async for chunk in response.aiter_bytes():
            yield chunk
    except Exception as error:  # broken compression and framing have classes of their own
        raise _translated(error, "cut_off") from None


def _translated(error: Exception, otherwise: str) -> TransportError:
    import httpx

    match error:
        case httpx.TimeoutException() | TimeoutError():
            kind = "timeout"
        case httpx.RemoteProtocolError() | httpx.ReadError():
            kind = "cut_off"
        case _:
            kind = otherwise
    return TransportError(kind, f"{type(error).__name__}: {error}")
