"""A Letta server to move away from, over HTTP: our own app, which speaks the same API, and fails when told to."""

import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import httpx
import uvicorn
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lettawasm.api import create_app
from lettawasm.ports import Host
from lettawasm.testing import ScriptedProvider, host

MODEL = "elsewhere/model"


def _host() -> Host:
    return replace(host(), providers={"elsewhere": ScriptedProvider(name="elsewhere")})


class LettaServer:
    """`with LettaServer() as server`: a server at `server.url`. `failures` are statuses that it answers with next;
    `asked` are the paths of the requests that came with a token, and `on_asked` is called with each.
    """

    def __init__(self) -> None:
        self.failures: list[int] = []
        self.asked: list[str] = []
        self.tokens: set[str] = set()
        self.on_asked: Callable[[], None] = lambda: None
        app = CORSMiddleware(
            self._watched(create_app(_host())),
            allow_origins=["*"],
            allow_headers=["*"],
            allow_methods=["*"],
        )
        config = uvicorn.Config(app, port=0, log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._socket = config.bind_socket()
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()

    def _watched(self, app: ASGIApp) -> ASGIApp:
        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            headers = dict(scope["headers"])
            if scope["method"] == "GET" and b"authorization" in headers:
                self.asked.append(scope["path"])
                self.on_asked()
                self.tokens.add(headers[b"authorization"].decode())
                if self.failures:
                    await JSONResponse({}, self.failures.pop(0), {"retry-after": "0"})(scope, receive, send)
                    return
            await app(scope, receive, send)

        return watched

    def make(self, path: str, **body: Any) -> Any:
        answer = httpx.post(self.url + path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def agent(self, name: str, passages: int, turns: int) -> str:
        """The id of an agent that knows something and has said something."""
        blocks = [{"label": "human", "value": f"Knows {name}", "limit": 3_000}]
        agent_id = str(
            self.make("/v1/agents", name=name, model=MODEL, memory_blocks=blocks, tags=[name])["id"]
        )
        archive = self.make("/v1/archives", name=f"{name}'s papers")["id"]
        httpx.patch(f"{self.url}/v1/agents/{agent_id}/archives/attach/{archive}").raise_for_status()
        texts = [{"text": f"{name} knows {number}"} for number in range(passages)]
        self.make(f"/v1/archives/{archive}/passages/batch", passages=texts)
        for number in range(turns):
            self.make(f"/v1/agents/{agent_id}/messages", input=f"{name} asks {number}")
        return agent_id
