"""A Worker that reads any page of the web, and a search service, over HTTP: what both know is tea."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

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
    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if self.path.startswith("/v1/fetch"):
            found: Any = {"url": asked["url"][0], "status": 200, "content_type": "text/html", "body": PAGE}
        else:
            found = {"results": [{"title": asked["q"][0], "url": "https://a.test/", "content": "About it"}]}
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "*")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        self.send_response(204)
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "*")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass
