"""One request of JavaScript's as an ASGI exchange: the body read as it comes, the response streamed as it is made.

Nothing here waits for the client to read. After one has gone, a write to it would never return; so chunks
are only ever put into the response's stream, and a client that has gone is a disconnect to the app.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

import js
from pyodide.ffi import JsException, create_once_callable, create_proxy, jsnull, to_js
from starlette.types import ASGIApp

from ..asgi import Event, header_pairs, http_scope

WITHOUT_BODY = frozenset({101, 204, 205, 304})


async def answer(app: ASGIApp, request: Any, keep: Callable[[Awaitable[None]], object]) -> Any:
    """The app's Response to a request, the SDK's or JavaScript's own. `keep` is told of the work that goes on after
    the response's head.
    """
    request = getattr(request, "js_object", request)
    reply = _Reply(has_body=request.method != "HEAD")
    loop = asyncio.get_running_loop()
    # Begun here and now: most requests wait for nothing, and each turn of the event loop costs as much as a query.
    running = asyncio.Task(_run(app, request, reply), loop=loop, eager_start=True)  # type: ignore[call-arg]
    if not running.done():
        keep(running)
    return await reply.response


async def _run(app: ASGIApp, request: Any, reply: "_Reply") -> None:
    leave = create_proxy(lambda _event: reply.gone.set())
    request.signal.addEventListener("abort", leave)
    try:
        await app(_scope(request), _Body(request, reply.gone).receive, reply.send)
    except Exception:  # the app has answered its own errors; what else there is must not be lost
        if not reply.gone.is_set():
            logging.getLogger("lettawasm").exception("A request failed")
    finally:
        request.signal.removeEventListener("abort", leave)
        leave.destroy()
        reply.end()


def _scope(request: Any) -> Event:
    url = js.URL.new(request.url)
    path = url.pathname
    return http_scope(
        method=request.method,
        scheme=url.protocol.removesuffix(":"),
        path=unquote(path),
        raw_path=path.encode(),
        query=url.search.removeprefix("?"),
        headers=js.Array.from_(request.headers).to_py(),
    )


class _Body:
    """What the client sends, then that it has gone."""

    def __init__(self, request: Any, gone: asyncio.Event) -> None:
        self._reader = None if request.body is jsnull else request.body.getReader()
        self._gone = gone
        self._is_over = False

    async def receive(self) -> Event:
        if self._is_over:
            await self._gone.wait()
            return {"type": "http.disconnect"}
        chunk = b""
        try:
            read = await self._reader.read() if self._reader else None
        except JsException:  # the client left while it was sending
            self._gone.set()
            self._is_over = True
            return {"type": "http.disconnect"}
        if read is None or read.done:
            self._is_over = True
        else:
            chunk = read.value.to_bytes()
        return {"type": "http.request", "body": chunk, "more_body": not self._is_over}


class _Reply:
    """What the app sends: `response` once there is a body, or a first piece of one."""

    def __init__(self, has_body: bool) -> None:
        self.response: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()
        self._has_body = has_body
        self._start: Event = {"status": 500, "headers": []}
        self._controller: Any = None

    async def send(self, event: Event) -> None:
        """Raises OSError when nobody listens any more."""
        if event["type"] == "http.response.start":
            self._start = event
            return
        chunk, more = event.get("body", b""), event.get("more_body", False)
        if not self.response.done():
            self._respond(self._stream() if more else to_js(chunk))
            if not more:
                return
        self._put(chunk)
        if not more:
            self.end()

    def end(self) -> None:
        """The response is over, whether the app has said so or not."""
        if not self.response.done():
            self._respond(None)
        controller, self._controller = self._controller, None
        if controller is not None and not self.gone.is_set():
            controller.close()

    def _put(self, chunk: bytes) -> None:
        if self.gone.is_set():
            raise OSError("The client has gone")
        if chunk and self._controller is not None:
            try:
                self._controller.enqueue(to_js(chunk))
            except JsException as error:  # its reader has cancelled the stream
                self.gone.set()
                raise OSError("The client has gone") from error

    def _respond(self, body: Any) -> None:
        status, headers = self._start["status"], header_pairs(self._start)
        if status in WITHOUT_BODY or not self._has_body:
            body = None
        options = to_js({"status": status, "headers": headers}, dict_converter=js.Object.fromEntries)
        self.response.set_result(js.Response.new(body, options))

    def _stream(self) -> Any:
        """A stream that is fed through its controller, which it hands out as it is made."""

        def started(controller: Any) -> None:
            self._controller = controller

        source = {"start": create_once_callable(started)}
        return js.ReadableStream.new(to_js(source, dict_converter=js.Object.fromEntries))
