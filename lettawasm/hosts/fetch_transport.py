"""The transport of a browser or worker: JavaScript's `fetch`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar

import js
from pyodide.ffi import JsException, to_js

from ..address import Address
from ..ports import HttpRequest, HttpResponse, TransportError
from ..silence import Silence
from .inflow import Inflow

T = TypeVar("T")

# A model server learns nothing of the page or of the person, and the browser keeps nothing of the exchange.
_PRIVATELY = {"credentials": "omit", "cache": "no-store", "referrerPolicy": "no-referrer"}


def from_page(url: str) -> Mapping[str, str | None]:
    """What `fetch` has to be told of a page's request."""
    return {**_PRIVATELY, "targetAddressSpace": address_space(url)}


def address_space(url: str) -> str | None:
    """What a page that came by https has to say before a browser with Local Network Access lets it ask a server
    around it by http: that the name is one of there, which is known only once it is resolved.
    """
    at = Address.of(url)
    is_around = at is not None and at.scheme == "http" and at.is_local and not at.is_loopback
    return "local" if is_around and js.location.protocol == "https:" else None


class FetchTransport:
    """Implements `ports.Transport`. `options` tells what else `fetch` has to be told of a request to a URL; `service`
    is what has another `fetch` than the one for all.
    """

    def __init__(
        self, options: Callable[[str], Mapping[str, str | None]] = lambda url: {}, service: Any = js
    ) -> None:
        self._options, self._service = options, service

    async def send(self, request: HttpRequest) -> HttpResponse:
        controller = js.AbortController.new()
        exchange = _Exchange(controller, request.timeout)
        options = {
            "method": request.method,
            "headers": dict(request.headers),
            "body": request.body,
            "signal": controller.signal,
            "redirect": request.redirect,
            **self._options(request.url),
        }
        present = {name: value for name, value in options.items() if value is not None}
        fetching = self._service.fetch(request.url, to_js(present, dict_converter=js.Object.fromEntries))
        response = await exchange.wait(fetching, "unreachable")
        headers = {pair[0].lower(): pair[1] for pair in js.Array.from_(response.headers)}
        return HttpResponse(response.status, headers, exchange.chunks(response), exchange.aclose)


class _Exchange:
    """One fetch: aborting its controller ends it, wherever it stands."""

    def __init__(self, controller: Any, timeout: float) -> None:
        self._controller = controller
        self._inflow: Inflow | None = None
        self._waits = self._is_late = False
        self._silence = Silence(timeout, self._give_up)

    async def wait(self, promise: Awaitable[T], kind: str) -> T:
        """What the promise gives, in time; the exchange is over otherwise."""
        self._silence.heard()
        self._waits = True
        try:
            return await promise
        except JsException as error:
            self._end()
            late = TransportError("timeout") if self._is_late else None
            raise late or TransportError(kind, f"{error.name}: {error.message}") from None
        except asyncio.CancelledError:
            self._end()
            raise
        finally:
            self._waits = False

    async def chunks(self, response: Any) -> AsyncIterator[bytes]:
        if response.body:
            self._inflow = inflow = Inflow(response.body, self._controller.signal)
            while chunk := await self.wait(inflow.next(), "cut_off"):
                yield chunk
        self._silence.stop()

    async def aclose(self) -> None:
        self._end()

    def _give_up(self) -> None:
        """Too long nothing has come: that ends a wait for it, which fails."""
        if self._waits:
            self._is_late = True
            self._controller.abort()

    def _end(self) -> None:
        self._silence.stop()
        self._controller.abort()
        if self._inflow:
            self._inflow.abandon()
