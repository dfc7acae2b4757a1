"""An OpenAI-compatible server that says what it is told to, and misbehaves on demand.

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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, create_server
from typing import Any, Self

Json = dict[str, Any]
MODELS = [{"id": "tiny", "object": "model", "owned_by": "tests", "max_model_len": 8192}]


@dataclass(frozen=True)
class Say:
    """A good reply, token by token. Arguments given as text go out as they are, JSON or not.

    With a `gate`, each token waits until it is set. `whole` answers in one JSON document.
    """

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any] | str]] = ()
    reasoning: str = ""
    finish_reason: str | None = None
    gate: threading.Event | None = None
    whole: bool = False
    usage: Mapping[str, int] | None = None


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
            return self._replies.popleft() if self._replies else Say(f"You said: {_last_words(request.json)}")

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


def chunks(say: Say) -> Iterator[Json]:
    """A reply as the chunks of a stream, without usage."""
    yield _chunk({"role": "assistant", "content": ""})
    for word in _words(say.reasoning):
        yield _chunk({"reasoning_content": word})
    for word in _words(say.text):
        yield _chunk({"content": word})
    for index, (name, arguments) in enumerate(say.calls):
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        function = {"name": name, "arguments": ""}
        yield _chunk(
            {
                "tool_calls": [
                    {"index": index, "id": f"call_{index}", "type": "function", "function": function}
                ]
            }
        )
        for at in range(0, len(text), 7):
            yield _chunk({"tool_calls": [{"index": index, "function": {"arguments": text[at : at + 7]}}]})
    yield _chunk({}, say.finish_reason or ("tool_calls" if say.calls else "stop"))


def whole(say: Say) -> Json:
    """The same reply as one document."""
    message: Json = {"role": "assistant", "content": say.text or None}
    if say.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{index}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            for index, (name, arguments) in enumerate(say.calls)
        ]
    reason = say.finish_reason or ("tool_calls" if say.calls else "stop")
    return {
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": say.usage or USAGE,
    }


USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


def _chunk(delta: Json, finish_reason: str | None = None) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "tiny", "choices": [choice]}


def _words(text: str) -> list[str]:
    return [word + " " for word in text.split(" ")[:-1]] + [text.split(" ")[-1]] if text else []


def _last_words(body: Any) -> str:
    messages = body.get("messages", []) if isinstance(body, dict) else []
    spoken = [message["content"] for message in messages if message.get("role") == "user"]
    return str(spoken[-1]) if spoken else "nothing"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
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
        if self.path.endswith("/models"):
            self._document(200, {"object": "list", "data": self.server.model_server.models})
        else:
            self._document(404, {"error": {"message": "Not found"}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        received = Received("POST", self.path, dict(self.headers.items()), json.loads(body or b"null"))
        self._answer(self.server.model_server.next_reply(received), received.json)

    def _answer(self, reply: Reply, body: Any) -> None:
        match reply:
            case Say(whole=True):
                self._document(200, whole(reply))
            case Say():
                self._stream(reply, body)
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
                self._begin(say, after)
                self._write(_event({"choices": [{"delta": {"content": "half a"}}]})[:-9])
                self._vanish()

    def _stream(self, say: Say, body: Any) -> None:
        self._head(200, "text/event-stream")
        for chunk in chunks(say):
            if say.gate:
                say.gate.wait()
            self._write(_event(chunk))
        if isinstance(body, dict) and (body.get("stream_options") or {}).get("include_usage"):
            self._write(_event({"choices": [], "usage": say.usage or USAGE}))
        self._write(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _begin(self, say: Say, after: int) -> None:
        self._head(200, "text/event-stream")
        for chunk in list(chunks(say))[:after]:
            self._write(_event(chunk))

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


def _event(data: Json) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


if __name__ == "__main__":
    with ModelServer(port=8080) as server:
        print(server.url, flush=True)
        server.closing.wait()
