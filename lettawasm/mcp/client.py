"""One MCP server over streamable HTTP (https://modelcontextprotocol.io/specification/2025-06-18/basic/transports).

A session is opened with the first request and opened anew when the server has forgotten it. Everything a server
sends is bounded, in bytes and in time, and none of it is trusted.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from typing import Any

from .. import sse
from ..errors import LettaError
from ..ports import HttpRequest, HttpResponse, Transport, TransportError
from ..providers.failures import shown
from . import failures, jsonrpc

VERSION = "2025-06-18"
VERSIONS = (VERSION, "2025-03-26", "2025-11-25")
MOST_BYTES = 4_000_000
MOST_PAGES = 50
SECONDS = 60.0


class McpFailed(LettaError):
    """The server gave no usable answer; the message says why."""

    status = 502


class _SessionGone(Exception):
    pass


class McpClient:
    def __init__(self, url: str, transport: Transport, headers: Mapping[str, str] | None = None) -> None:
        self.url, self._transport, self._own_headers = url, transport, dict(headers or {})
        self._session: dict[str, str] | None = None  # the headers of the session that is open
        self._opening = asyncio.Lock()
        self._numbers = itertools.count(1)

    async def tools(self) -> list[dict[str, Any]]:
        """What the server offers, as it describes it. Raises McpFailed."""
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._ask("tools/list", {"cursor": cursor} if cursor else {})
            listed = page.get("tools")
            found += [tool for tool in listed if isinstance(tool, dict)] if isinstance(listed, list) else []
            if not isinstance(cursor := page.get("nextCursor"), str):
                return found
        raise McpFailed(self._not_mcp(f"Its list of tools has more than {MOST_PAGES} pages."))

    async def call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Call a tool; its result as it came. Raises McpFailed."""
        return await self._ask("tools/call", {"name": name, "arguments": arguments})

    async def _ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        try:
            async with asyncio.timeout(SECONDS):
                return await self._ask_in_session(method, params)
        except TransportError as error:
            raise McpFailed(failures.from_transport(error, self.url)) from None
        except TimeoutError:
            raise McpFailed(failures.from_transport(TransportError("timeout"), self.url)) from None
        except jsonrpc.BadAnswer as error:
            raise McpFailed(self._not_mcp(str(error))) from None
        except jsonrpc.Refusal as error:
            raise McpFailed(failures.REFUSED.format(detail=error)) from None

    async def _ask_in_session(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """One request. A session that the server has forgotten is opened again, once: it did nothing in it."""
        for _ in range(2):
            session = None
            try:
                session = await self._open()
                return await self._exchange(method, params, session)
            except _SessionGone:
                if self._session is session:
                    self._session = None
        raise McpFailed(failures.from_status(404, self.url))

    async def _open(self) -> dict[str, str]:
        async with self._opening:
            if self._session is None:
                self._session = await self._initialize()
            return self._session

    async def _initialize(self) -> dict[str, str]:
        client = {"name": "lettawasm", "version": "1"}
        number = next(self._numbers)
        wish = {"protocolVersion": VERSION, "capabilities": {}, "clientInfo": client}
        response = await self._post(jsonrpc.request(number, "initialize", wish), {})
        result = await self._result(response, number)
        version = str(result.get("protocolVersion"))
        if version not in VERSIONS:
            raise McpFailed(failures.VERSION.format(address=shown(self.url), detail=version[:50]))
        session = {"mcp-protocol-version": version}
        if session_id := response.headers.get("mcp-session-id"):
            session["mcp-session-id"] = session_id
        done = await self._post(jsonrpc.notification("notifications/initialized"), session)
        await done.aclose()
        return session

    async def _exchange(
        self, method: str, params: dict[str, Any], session: Mapping[str, str]
    ) -> dict[str, Any]:
        number = next(self._numbers)
        return await self._result(await self._post(jsonrpc.request(number, method, params), session), number)

    async def _post(self, body: bytes, session: Mapping[str, str]) -> HttpResponse:
        headers = {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            **self._own_headers,
            **session,
        }
        request = HttpRequest("POST", self.url, headers, body, timeout=SECONDS, redirect="manual")
        response = await self._transport.send(request)
        if 200 <= response.status < 300:
            return response
        await response.aclose()
        if response.status == 404 and "mcp-session-id" in session:
            raise _SessionGone
        if response.status == 400 and session and "mcp-session-id" not in session:
            raise McpFailed(failures.NO_SESSION.format(address=shown(self.url)))
        raise McpFailed(failures.from_status(response.status, self.url))

    async def _result(self, response: HttpResponse, number: int) -> dict[str, Any]:
        """The answer to request `number`, in one piece or among the events of a stream."""
        try:
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind == "text/event-stream":
                return await self._in_stream(response, number)
            if kind != "application/json":
                raise jsonrpc.BadAnswer(f"It sends {kind[:100] or 'something without a type'}.")
            body = b"".join([chunk async for chunk in self._bounded(response)])
            result = jsonrpc.result_in(body, number)
        finally:
            await response.aclose()
        if result is None:
            raise jsonrpc.BadAnswer("It answers another request.")
        return result

    async def _in_stream(self, response: HttpResponse, number: int) -> dict[str, Any]:
        decoder = sse.Decoder()
        async for chunk in self._bounded(response):
            for event in decoder.feed(chunk):
                if (result := jsonrpc.result_in(event.data, number)) is not None:
                    return result
        raise jsonrpc.BadAnswer("Its stream ends without an answer.")

    async def _bounded(self, response: HttpResponse) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in response.chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise McpFailed(failures.TOO_LARGE.format(address=shown(self.url), most=MOST_BYTES))
            yield chunk

    def _not_mcp(self, detail: str) -> str:
        return failures.NOT_MCP.format(address=shown(self.url), detail=detail)
