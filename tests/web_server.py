"""A Worker that reads any page of the web and keeps backups, and a search service, over HTTP. What both know is tea."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

TOKEN = "t0ken"  # of whoever may keep backups
PAGE = "<title>Tea</title><main><p>Tea is <b>hot</b>.</main>"


class WebServer:
    """`with WebServer() as server`: a server at `server.url`, which every page may ask."""

    def __init__(self) -> None:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    _kept: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        if self.path.startswith("/v1/backups/"):
            return self._keeping(lambda: self._kept[self.path.rpartition("/")[2]])
        asked = parse_qs(urlsplit(self.path).query)
        if self.path.startswith("/v1/fetch"):
            found: Any = {"url": asked["url"][0], "status": 200, "content_type": "text/html", "body": PAGE}
        else:
            found = {"results": [{"title": asked["q"][0], "url": "https://a.test/", "content": "About it"}]}
        return self._answer(200, json.dumps(found).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        file = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
        self._keeping(lambda: self._keep(file))

    def do_DELETE(self) -> None:
        self._keeping(lambda: self._kept.pop(self.path.rpartition("/")[2]) and b"null")

    def _keep(self, file: bytes) -> bytes:
        new_id = f"backup-{uuid4()}"
        self._kept[new_id] = file
        made = {"id": new_id, "name": "", "size": len(file), "created_at": "2026-01-01T00:00:00.000000Z"}
        return json.dumps(made).encode()

    def _keeping(self, work: Callable[[], bytes]) -> None:
        """Backups are kept for those who have the token."""
        is_known = self.headers["authorization"] == f"Bearer {TOKEN}"
        self._answer(*((200, work()) if is_known else (401, b"{}")))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "*")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        self.send_response(204)
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "*, authorization")
        self.send_header("access-control-allow-methods", "*")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass
