"""A server on this machine that answers plain questions as it is told to: by path, whatever is asked."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

LIST = {"object": "list", "data": [{"id": "tiny-chat", "object": "model", "max_model_len": 8192}]}


@dataclass(frozen=True)
class Page:
    """An answer. With a `key` it is given to whoever shows that, and 401 to all others."""

    body: Any = field(default_factory=lambda: LIST)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


class OddServer:
    """`with OddServer({"/v1/models": Page()}) as server`: any other path is 404."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = pages.get(self.path.partition("?")[0], Page("Not found", 404))
                shown = self.headers.get("authorization", "")
                if page.key and shown != f"Bearer {page.key}":
                    page = Page({"error": {"message": f"Incorrect API key provided: {shown}"}}, 401)
                self._answer(page)

            def do_POST(self) -> None:
                self.do_GET()

            def _answer(self, page: Page) -> None:
                text = page.body if isinstance(page.body, str) else json.dumps(page.body)
                kind = "text/html" if isinstance(page.body, str) else "application/json"
                self.send_response(page.status)
                sizes = {"content-length": str(len(text.encode()))}
                for name, value in {"content-type": kind, **sizes, **page.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Tests have their own log."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._http.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
