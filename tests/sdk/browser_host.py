"""The browser as a host for clients outside of it: a small HTTP server that forwards to a page.

Each request becomes a `fetch` of a page of the built site in a real Chromium, so it goes through the service
worker to Pyodide and OPFS. What the page reads goes out chunk by chunk, and a client that leaves aborts the
`fetch`. Browser and server share one event loop, in a thread of their own.
"""

import asyncio
import itertools
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from socket import create_server, socket
from typing import Any

import uvicorn
from playwright.async_api import BrowserContext, async_playwright

from build import chromium
from tests.chromium import FLAGS

SCRIPT = (Path(__file__).parent / "relay.js").read_text()
BOOT = 120_000  # ms until the page is ready and the service worker controls it


@contextmanager
def serve(site_url: str, profile: Path) -> Iterator[str]:
    """The address that answers as `/v1` of the site does, as long as the block runs."""
    started: Future[uvicorn.Server] = Future()
    with create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=asyncio.run, args=[_run(site_url, profile, listener, started)])
        thread.start()
        server = started.result()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


async def _run(site_url: str, profile: Path, listener: socket, started: Future[uvicorn.Server]) -> None:
    try:
        async with async_playwright() as playwright:
            start = playwright.chromium.launch_persistent_context
            async with await start(profile, executable_path=chromium(), args=FLAGS) as context:
                relay = await _open(context, site_url)
                config = uvicorn.Config(
                    relay, lifespan="off", log_level="warning", timeout_graceful_shutdown=1
                )
                started.set_result(uvicorn.Server(config))
                await started.result().serve(sockets=[listener])
    except BaseException as failure:
        if started.done():
            raise
        started.set_exception(failure)


async def _open(context: BrowserContext, site_url: str) -> "Relay":
    page = context.pages[0]
    relay = Relay(page)
    await page.expose_function("told", relay.told)
    await page.add_init_script(SCRIPT)
    await page.goto(site_url)
    await page.wait_for_selector("body.ready", timeout=BOOT)
    await page.wait_for_function("() => navigator.serviceWorker.controller", timeout=BOOT)
    return relay


class Relay:
    """An ASGI app that lets a page answer."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._numbers = itertools.count()
        self._news: dict[int, asyncio.Queue[dict[str, Any]]] = {}

    def told(self, number: int, news: dict[str, Any]) -> None:
        """The page calls this with the head, each chunk and the end of an answer."""
        if number in self._news:
            self._news[number].put_nowait(news)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        number = next(self._numbers)
        news = self._news[number] = asyncio.Queue()
        await self._page.evaluate("request => relay.ask(request)", await _request(number, scope, receive))
        answer, gone = asyncio.create_task(_answer(news, send)), asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                answer.result()
            else:
                await self._page.evaluate("number => relay.leave(number)", number)
        finally:
            answer.cancel()
            gone.cancel()
            del self._news[number]


async def _request(number: int, scope: Any, receive: Any) -> dict[str, Any]:
    body, more = b"", True
    while more:
        event = await receive()
        body, more = body + event.get("body", b""), event.get("more_body", False)
    query = "?" + scope["query_string"].decode() if scope["query_string"] else ""
    return {
        "number": number,
        "method": scope["method"],
        "path": scope["raw_path"].decode() + query,
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]],
        "body": b64encode(body).decode(),
    }


async def _answer(news: asyncio.Queue[dict[str, Any]], send: Any) -> None:
    while True:
        match await news.get():
            case {"status": status, "headers": headers}:
                raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
                await send({"type": "http.response.start", "status": status, "headers": raw})
            case {"chunk": chunk}:
                await send({"type": "http.response.body", "body": b64decode(chunk), "more_body": True})
            case {"end": failure}:
                assert not failure, failure  # the server breaks the connection, as the page saw it break
                await send({"type": "http.response.body"})
                return


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
