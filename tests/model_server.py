"""A model server that says what it is told to, and misbehaves on demand. At each path it speaks that path's API.

    with ModelServer() as server:
        server.script(Say("Hello there"), Say(calls=[("memory_insert", {"label": "human"})]), Status(429))
        ... # talk to server.url
        assert server.requests[0].json["model"] == "tiny"

Each POST takes the next reply of the script; an empty script echoes the last user message. Embeddings have a script of
their own, and tell of a text how often it has which letter. Runs in threads, so any test, subprocess or page can reach
it.
"""

import json
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, create_server
from typing import Any, Self

from tests.model_replies import USAGE, Json, Say, last_words, spoken_at

__all__ = ["USAGE", "Say"]

MODELS = [{"id": "tiny", "object": "model", "owned_by": "tests", "max_model_len": 12_288}]


@dataclass(frozen=True)
class Status:
    """An HTTP error."""

    status: int
    body: Json | str = field(default_factory=lambda: {"error": {"message": "no such luck", "type": "test"}})
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """These bytes with status 200."""

    body: bytes
    content_type: str = "text/event-stream"


@dataclass(frozen=True)
class Drop:
    """The connection closes without a word."""


@dataclass(frozen=True)
class Hang:
    """Nothing more comes: before the head, or after some events of `say`. Ends with the server."""

    say: Say | None = None
    after: int = 2


@dataclass(frozen=True)
class Cut:
    """The connection breaks inside the event number `after` of `say`."""

    say: Say = field(default_factory=lambda: Say("Hello from a server that is about to vanish"))
    after: int = 2


Reply = Say | Status | Raw | Drop | Hang | Cut


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: Mapping[str, str]
    json: Any


class ModelServer:
    """`url` is the base URL to configure. `requests` are the POSTs so far."""

    def __init__(self, port: int = 0) -> None:
        self._http = _Server(("127.0.0.1", port), _Handler)
        self._http.model_server = self
        self._replies: deque[Reply] = deque()
        self._vectors: deque[Reply] = deque()
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self.requests: list[Received] = []
        self.models: list[Json] = MODELS

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def script(self, *replies: Reply) -> None:
        """What to answer next, in order, after what is still waiting."""
        with self._lock:
            self._replies.extend(replies)

    def script_embeddings(self, *replies: Reply) -> None:
        with self._lock:
            self._vectors.extend(replies)

    def next_reply(self, request: Received) -> Reply:
        with self._lock:
            self.requests.append(request)
            if request.path.endswith("/embeddings"):
                return self._vectors.popleft() if self._vectors else embedded(request.json["input"])
            return self._replies.popleft() if self._replies else Say(f"You said: {last_words(request.json)}")

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()


def embedded(texts: Sequence[str]) -> Raw:
    """The letters of each text, counted."""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    vectors = [[text.lower().count(letter) + 0.01 for letter in alphabet] for text in texts]
    data = [{"object": "embedding", "index": n, "embedding": each} for n, each in enumerate(vectors)]
    return Raw(json.dumps({"object": "list", "data": data}).encode(), "application/json")


def refusing_url() -> str:
    """A base URL at which nobody listens."""
    with create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512  # or some of two hundred that come at once try again a minute later
    model_server: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # the other side may leave whenever it likes
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_OPTIONS(self) -> None:
        self._head(204, "text/plain", length=0)

    def do_GET(self) -> None:
        if self.path.partition("?")[0].endswith("/models"):
            self._document(200, {"object": "list", "data": self.server.model_server.models})
        else:
            self._document(404, {"error": {"message": "Not found"}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        received = Received("POST", self.path, dict(self.headers.items()), json.loads(body or b"null"))
        self._answer(self.server.model_server.next_reply(received), received)

    def _answer(self, reply: Reply, request: Received) -> None:
        match reply:
            case Say(whole=True):
                self._document(200, spoken_at(request.path).whole(reply))
            case Say():
                self._stream(reply, request)
            case Status(status, said, headers):
                self._document(status, said, headers)
            case Raw(data, content_type):
                self._head(200, content_type, length=len(data))
                self.wfile.write(data)
            case Drop():
                self._vanish()
            case Hang(None):
                self.server.model_server.closing.wait()
                self._vanish()
            case Hang(Say() as say, after):
                self._begin(say, after)
                self.server.model_server.closing.wait()
                self._vanish()
            case Cut(say, after):
                self._write(self._begin(say, after)[:-9])
                self._vanish()

    def _stream(self, say: Say, request: Received) -> None:
        self._head(200, "text/event-stream")
        api = spoken_at(request.path)
        for event in api.events(say):
            if say.gate:
                say.gate.wait()
            self._write(event)
        for event in api.ending(say, request.json):
            self._write(event)
        self.wfile.write(b"0\r\n\r\n")

    def _begin(self, say: Say, after: int) -> bytes:
        """Send so many events. Returns the next one."""
        self._head(200, "text/event-stream")
        events = list(spoken_at(self.path).events(say))
        for event in events[:after]:
            self._write(event)
        return events[min(after, len(events) - 1)]

    def _vanish(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(SHUT_RDWR)

    def _document(self, status: int, body: Json | str, headers: Mapping[str, str] | None = None) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        content_type = "text/html" if isinstance(body, str) else "application/json"
        self._head(status, content_type, length=len(data), headers=headers)
        self.wfile.write(data)

    def _head(
        self,
        status: int,
        content_type: str,
        length: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Without a length the body is chunked. Any page may read the answer."""
        framing = {"transfer-encoding": "chunked"} if length is None else {"content-length": str(length)}
        cors = {
            "access-control-allow-origin": "*",
            "access-control-allow-headers": "*, authorization",
            "access-control-allow-methods": "*",
            "access-control-allow-private-network": "true",
            "access-control-expose-headers": "*",
        }
        self.send_response(status)
        for name, value in {"content-type": content_type, **framing, **cors, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def _write(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Tests have their own log."""


if __name__ == "__main__":
    with ModelServer(port=8080) as server:
        print(server.url, flush=True)
        server.closing.wait()
