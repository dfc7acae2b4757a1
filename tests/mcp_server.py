"""A small real MCP server over streamable HTTP, which can be told to misbehave."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

WEATHER = {
    "name": "weather",
    "description": "The weather in a place.",
    "inputSchema": {
        "type": "object",
        "properties": {"place": {"type": "string", "description": "Where"}},
        "required": ["place"],
    },
}
SUM = {
    "name": "math.sum",
    "title": "Adds numbers",
    "inputSchema": {"type": "object", "properties": {"of": {"type": "array"}}},
}


class McpServer:
    """`with McpServer() as server`: tools at `server.url`, what was asked in `server.asked`.

    `answers` maps a method to the bytes, the status or the function that answers it in place of the real one.
    """

    def __init__(self) -> None:
        self.tools: list[dict[str, Any]] = [WEATHER, SUM]
        self.page = 100  # tools in a page
        self.streams = False  # whether it answers with a stream of events
        self.token: str | None = None
        self.version = "2025-06-18"
        self.exposes_session = True
        self.sessions: set[str] = set()
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []  # method, parameters, headers
        self.answers: dict[str, Any] = {}
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/mcp"
        self.released = threading.Event()  # what hangs, hangs until then

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def methods(self) -> list[str]:
        return [method for method, _, _ in self.asked]

    def result(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "initialize":
                info = {"name": "test", "version": "1"}
                return {"protocolVersion": self.version, "capabilities": {"tools": {}}, "serverInfo": info}
            case "tools/list":
                start = int(params.get("cursor") or 0)
                end = start + self.page
                more = {"nextCursor": str(end)} if end < len(self.tools) else {}
                return {"tools": self.tools[start:end], **more}
            case _:
                return self.call(params["name"], params["arguments"])

    def call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name == "weather" and "place" not in arguments:
            return {"content": [{"type": "text", "text": "Where?"}], "isError": True}
        text = f"Rain in {arguments['place']}" if name == "weather" else str(sum(arguments["of"]))
        return {"content": [{"type": "text", "text": text}]}


def hang(server: McpServer) -> bytes:
    """Answers when everything is over."""
    server.released.wait()
    return b""


def _handler_of(server: McpServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            pass

        def do_OPTIONS(self) -> None:
            self._send(204, b"")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append((body["method"], body.get("params", {}), headers))
            if server.token and headers.get("authorization") != f"Bearer {server.token}":
                self._send(401, b"{}")
            elif body["method"] in server.answers:
                self._misbehave(server.answers[body["method"]])
            elif "id" not in body:
                self._send(202, b"")
            elif body["method"] != "initialize" and headers.get("mcp-session-id") not in server.sessions:
                self._send(404 if "mcp-session-id" in headers else 400, b"{}")
            else:
                self._answer(body)

        def _answer(self, body: dict[str, Any]) -> None:
            extra = {}
            if body["method"] == "initialize":
                extra["mcp-session-id"] = f"session-{len(server.asked)}"
                server.sessions.add(extra["mcp-session-id"])
            result = server.result(body["method"], body.get("params", {}))
            text = json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": result})
            if server.streams:
                note = '{"jsonrpc": "2.0", "method": "notifications/progress", "params": {}}'
                frames = f": hello\n\nevent: message\ndata: {note}\n\nevent: message\ndata: {text}\n\n"
                self._send(200, frames.encode(), "text/event-stream", extra)
            else:
                self._send(200, text.encode(), "application/json; charset=utf-8", extra)

        def _misbehave(self, answer: Any) -> None:
            if callable(answer):
                answer = answer(server)
            if isinstance(answer, int):
                self._send(answer, b"{}")
            elif isinstance(answer, tuple):
                self._send(200, answer[1], answer[0])
            else:
                self._send(200, answer)

        def _send(
            self,
            status: int,
            body: bytes,
            type_: str = "application/json",
            extra: dict[str, str] | None = None,
        ) -> None:
            exposed = {"access-control-expose-headers": "mcp-session-id"} if server.exposes_session else {}
            allowed = {
                "access-control-allow-origin": "*",
                "access-control-allow-headers": "*, authorization",
                "access-control-allow-methods": "*",
            }
            try:
                self.send_response(status)
                for name, value in {**allowed, **exposed, **(extra or {}), "content-type": type_}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:  # the client has had enough
                self.close_connection = True

    return Handler
