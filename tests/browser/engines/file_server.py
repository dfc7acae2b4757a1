"""A server of one large file, with the whims that such servers have."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileServer(ThreadingHTTPServer):
    """Serves `data` at any path, but for those of `files`; `asked` holds where each request began, `paths` what it
    was for.
    """

    daemon_threads = True

    def __init__(self, data: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.data, self.status, self.etag = data, 200, '"1"'
        self.knows_ranges = self.tells_length = True
        self.promises = 0  # bytes that it announces beyond those that it has
        self.held_at: int | None = None  # how many bytes come before it waits for `release` or `cut`
        self.sends_rest = True
        self.asked: list[int] = []
        self.paths: list[str] = []
        self.files: dict[str, bytes] = {}
        self.holding, self.released = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def release(self) -> None:
        """Send the rest of what is held, and hold nothing any more."""
        self.held_at = None
        self.released.set()

    def cut(self) -> None:
        """Close the connection that is held, and hold no other."""
        self.sends_rest = False
        self.release()

    def cut_when_held(self) -> None:
        """As soon as there is one whose body hasn't come whole."""
        assert self.holding.wait(30), "nobody asked for a file that is so large"
        self.cut()


@contextmanager
def serving(data: bytes) -> Iterator[FileServer]:
    with FileServer(data) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.release()
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FileServer

    def do_HEAD(self) -> None:
        """Tells what a GET would bring, be it much."""
        self._answer(self.server.status, self._data(), {}, has_body=False)

    def do_GET(self) -> None:
        server = self.server
        found = re.match(r"bytes=(\d+)-", self.headers.get("range", ""))
        begins = int(found[1]) if found else 0
        server.asked.append(begins)
        server.paths.append(self.path)
        data = self._data()
        total = len(data) + server.promises
        if server.status != 200:
            self._answer(server.status, b"no", {})
        elif not (found and server.knows_ranges):
            self._answer(200, data, {})
        elif begins >= total:
            self._answer(416, b"", {})
        else:
            shown = f"bytes {begins}-{total - 1}/{total}"
            self._answer(206, data[begins:], {"Content-Range": shown})

    def _data(self) -> bytes:
        return self.server.files.get(self.path, self.server.data)

    def _answer(self, status: int, body: bytes, headers: dict[str, str], has_body: bool = True) -> None:
        server = self.server
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Expose-Headers", "ETag, Content-Range")
        self.send_header("ETag", server.etag)
        self.send_header("Connection", "close")
        if server.tells_length:
            self.send_header("Content-Length", str(len(body) + server.promises))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        if has_body:
            self._send(body)

    def _send(self, body: bytes) -> None:
        at = self.server.held_at
        try:
            self.wfile.write(body[:at])
            self.wfile.flush()
            if at is not None:
                if at < len(body):
                    self.server.holding.set()
                self.server.released.wait()
                self.wfile.write(body[at:] if self.server.sends_rest else b"")
        except OSError:
            pass  # whoever asked has gone

    def log_message(self, *args: Any) -> None:
        pass
