"""The public web, for a worker under test: every address leads to one server on this machine. At each of them the web
can be searched, which finds tea.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType

PAGES = {
    "http://tea.example/": b"<title>Tea</title><p>Green or black",
    "http://far.example/": "http://tea.example/",
    "http://sly.example/": "http://169.254.169.254/latest/meta-data",
}
HIT = {"title": "Tea", "url": "http://tea.example/", "text": "Green or black", "content": "Green or black"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = f"http://{self.headers['host']}{self.path}"
        self.server.asked.append(asked)  # type: ignore[attr-defined]
        is_search = self.path.startswith("/search")
        self._answer(json.dumps({"results": [HIT]}).encode() if is_search else PAGES.get(asked, b""))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.keys.append(self.headers["x-api-key"])  # type: ignore[attr-defined]
        self.do_GET()

    def _answer(self, found: bytes | str) -> None:
        self.send_response(302 if isinstance(found, str) else 200 if found else 404)
        if isinstance(found, str):
            self.send_header("location", found)
        body = found if isinstance(found, bytes) else b""
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Web:
    """`asked` are the addresses, in the order in which they were asked for, and `keys` those of searches."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.asked = self.asked = []  # type: ignore[attr-defined]
        self._server.keys = self.keys = []  # type: ignore[attr-defined]
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Web":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
