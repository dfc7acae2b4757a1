"""A web server that serves folders and remembers what pages tell it: a test's ears inside a browser.

A page says something with `POST /said/{topic}` and a JSON body, and hands over a file with `POST
/kept/{name}`. The answer means that it was heard, so what the page did before it is done, whatever happens to
the browser afterwards.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Said = dict[str, list[Any]]


class Witness:
    def __init__(self, *folders: Path) -> None:
        """Serve `folders`, each laid over the next, on a free port."""
        self.said: Said = defaultdict(list)
        self.kept: dict[str, bytes] = {}
        self._heard = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), lambda *args: _Handler(self, folders, *args))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://localhost:{self._server.server_address[1]}"

    def hear(self, topic: str, value: Any) -> None:
        with self._heard:
            self.said[topic].append(value)
            self._heard.notify_all()

    def wait_for(self, look: Callable[[Said], T], patience: float = 60) -> T:
        """The first truthy thing `look` finds in what was said; an error after `patience` seconds."""
        with self._heard:
            found = self._heard.wait_for(lambda: look(self.said), patience)
            assert found, f"Not said within {patience} s; heard so far: {dict(self.said)}"
            return found

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that was killed hangs up; that is no news. A page that waits in vain is told by the test."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, witness: Witness, folders: tuple[Path, ...], *args: Any) -> None:
        self._witness, self._folders = witness, folders
        super().__init__(*args)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        _, kind, name = self.path.split("/")
        if kind == "kept":
            self._witness.kept[name] = body
        else:
            self._witness.hear(name, json.loads(body))
        self.send_response(204)
        self.end_headers()

    def translate_path(self, path: str) -> str:
        candidates = []
        for folder in self._folders:
            self.directory = str(folder)
            candidates.append(super().translate_path(path))
        return next((found for found in candidates if Path(found).exists()), candidates[0])

    def log_message(self, format: str, *args: Any) -> None:
        pass
