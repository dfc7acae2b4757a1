"""The transport of a browser or worker: JavaScript's `fetch`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import Any, TypeVar

import js
from pyodide.ffi import JsException, to_js

from ..ports import HttpRequest, HttpResponse, TransportError

T = TypeVar("T")

# For a page: a model server learns nothing of it or of the person, and the browser keeps nothing of the exchange.
PRIVATELY = {"credentials": "omit", "cache": "no-store", "referrerPolicy": "no-referrer"}


class FetchTransport:
    """Implements `ports.Transport`. `options` are what else `fetch` has to be told of every request; `service`
    is what has another `fetch` than the one for all.
    """

    def __init__(self, options: Mapping[str, str] | None = None, service: Any = js) -> None:
        self._options, self._service = dict(options or {}), service

    async def send(self, request: HttpRequest) -> HttpResponse:
        controller = js.AbortController.new()
        exchange = _Exchange(controller, request.timeout)
        options = {
            "method": request.method,
            "headers": dict(request.headers),
            "body": request.body,
            "signal": controller.signal,
            "redirect": request.redirect,
            **self._options,
        }
        present = {name: value for name, value in options.items() if value is not None}
        fetching = self._service.fetch(request.url, to_js(present, dict_converter=js.Object.fromEntries))
        response = await exchange.wait(fetching, "unreachable")
        headers = {pair[0].lower(): pair[1] for pair in js.Array.from_(response.headers)}
        return HttpResponse(response.status, headers, exchange.chunks(response), exchange.aclose)


class _Exchange:
    """One fetch: aborting its controller ends it, wherever it stands."""

    def __init__(self, controller: Any, timeout: float) -> None:
        self._controller, self._timeout = controller, timeout

    async def wait(self, promise: Awaitable[T], kind: str) -> T:
        """What the promise gives, in time; the exchange is over otherwise."""
        try:
            async with asyncio.timeout(self._timeout):
                return await promise
        except TimeoutError:
            self._controller.abort()
            raise TransportError("timeout") from None
        except JsException as error:
            raise TransportError(kind, f"{error.name}: {error.message}") from None
        except asyncio.CancelledError:
            self._controller.abort()
            raise

    async def chunks(self, response: Any) -> AsyncIterator[bytes]:
        if not response.body:
            return
        reader = response.body.getReader()
        while not (result := await self.wait(reader.read(), "cut_off")).done:
            yield result.value.to_bytes()

    async def aclose(self) -> None:
        self._controller.abort()
