"""A relay over a database in memory, with model servers behind it, and a client that can hang up."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message

from lettawasm import sse
from lettawasm.access.tokens import Token
from lettawasm.db import SqliteDriver
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.ports import Transport
from lettawasm.providers.workers_ai import AiBinding
from lettawasm.relay.outside import Outside, open_outside
from lettawasm.relay.relay import Relay
from lettawasm.testing import TickingClock

KEY = "sk-very/secret+key"
EXACTLY = (1, 18, (11 * 1 + 7 * 2) / 1_000_000)  # one call, in what the model server counts and `tiny` costs
MODELS: list[Any] = [{"name": "tiny", "input_price": 1.0, "output_price": 2.0}, "small"]


def token(scope: Any = "full", id: str = "t1", *, relay: bool = False, **limits: Any) -> Token:
    agent_id = "agent-1" if scope == "widget" else None
    return Token(
        id, "home", "token", scope, agent_id, (), 600, 1_000_000, "2026-01-01", relay=relay, limits=limits
    )


def env(url: str, caps: Mapping[str, Any] | None = None, **more: str) -> dict[str, str]:
    provider = {"name": "mine", "base_url": url, "key": "MINE_KEY", "models": MODELS}
    return {
        "LETTAWASM_PROVIDERS": json.dumps([provider]),
        "MINE_KEY": KEY,
        **({"LETTAWASM_CAPS": json.dumps(caps)} if caps else {}),
        **more,
    }


async def nothing_else(scope: Any, receive: Any, send: Any) -> None:
    """The app behind the relay."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str]:
        return self.status, self.json["error"]["code"]

    @property
    def events(self) -> list[str]:
        return [event.data for event in sse.Decoder().feed(self.body)]

    @property
    def text(self) -> str:
        chunks = [json.loads(data) for data in self.events if data != "[DONE]"]
        return "".join(c["choices"][0]["delta"].get("content") or "" for c in chunks if c.get("choices"))


@dataclass
class Bed:
    settings: Mapping[str, str]
    driver: SqliteDriver = field(default_factory=SqliteDriver)
    transport: Transport = field(default_factory=HttpxTransport)
    ai: AiBinding | None = None
    ping_seconds: float = 10.0
    public: Transport | None = None
    outside: Outside = field(init=False)
    app: ASGIApp = field(init=False)
    sent: list[bytes] = field(default_factory=list)  # all bodies that ever left

    def __post_init__(self) -> None:
        self.outside = open_outside(
            self.settings, self.driver, TickingClock(), self.transport, self.ai, self.public
        )
        self.app = Relay(
            nothing_else, self.outside.upstreams, self.outside.ledger, ping_seconds=self.ping_seconds
        )

    async def ask(
        self,
        body: Any = None,
        *,
        who: Token | None = None,
        path: str = "/v1/chat/completions",
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        gone: asyncio.Event | None = None,
        seen: asyncio.Event | None = None,
    ) -> Reply:
        """`gone` hangs up once it is set; `seen` is set when the first piece of the body has come."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        requests: list[Message] = [{"type": "http.request", "body": data, "more_body": False}]
        reply = Reply(0, {}, b"")

        async def receive() -> Message:
            if requests:
                return requests.pop()
            await (gone or asyncio.Event()).wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                reply.status = message["status"]
                reply.headers = {name.decode(): value.decode() for name, value in message["headers"]}
                return
            reply.body += message["body"]
            self.sent.append(message["body"])
            if seen and message["body"]:
                seen.set()

        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": raw,
            "query_string": b"",
            "lettawasm.token": token() if who is None else who,
        }
        await self.app(scope, receive, send)
        return reply

    async def used(self, who: str = "space") -> tuple[int, int, float]:
        """Requests, tokens and dollars of today."""
        told = (await self.ask(path="/v1/chat/usage", method="GET")).json[who]["used"]
        return told["requests"], told["tokens"], told["dollars"]


def hello(**fields: Any) -> dict[str, Any]:
    return {"model": "mine/tiny", "messages": [{"role": "user", "content": "hello"}], **fields}
