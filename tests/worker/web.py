"""The public web, for a worker under test: every address leads to one server on this machine."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType

PAGES = {
    "http://tea.example/": b"<title>Tea</title><p>Green or black",
    "http://far.example/": "http://tea.example/",
    "http://sly.example/": "http://169.254.169.254/latest/meta-data",
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = f"http://{self.headers['host']}{self.path}"
        self.server.asked.append(asked)  # type: ignore[attr-defined]
        found = PAGES.get(asked, b"")
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
    """`asked` are the addresses, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.asked = self.asked = []  # type: ignore[attr-defined]
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
