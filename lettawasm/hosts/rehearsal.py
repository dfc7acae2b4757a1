"""One conversation with an agent that nobody will remember, over a database in memory.

Much is built when it is first used: validators, templates, routes, statements. After a rehearsal all of it
is there, for a memory snapshot to keep and for no person to wait for.
"""

import asyncio
import json
from typing import Any

from starlette.types import ASGIApp, Message

_AGENT = {
    "name": "rehearsal",
    "model": "lettawasm/offline",
    "memory_blocks": [{"label": "human", "value": ""}, {"label": "persona", "value": "I rehearse."}],
    "tools": ["archival_memory_insert", "archival_memory_search"],
}
_MESSAGE = {
    "messages": [{"role": "user", "content": "My name is Ada.", "otid": "rehearsal"}],
    "streaming": True,
    "stream_tokens": True,
}


async def rehearse(app: ASGIApp) -> None:
    """Raises RuntimeError when a request of the rehearsal is refused."""
    agent = json.loads(await _ask(app, "POST", "/v1/agents/", _AGENT))
    path = f"/v1/agents/{agent['id']}"
    await _ask(app, "POST", f"{path}/messages", _MESSAGE)
    for read in ("/messages", "/core-memory/blocks", "/core-memory/history", "/export"):
        await _ask(app, "GET", path + read)
    for read in ("/v1/agents/", "/v1/runs/", "/v1/models/", "/v1/providers/"):
        await _ask(app, "GET", read)


async def _ask(app: ASGIApp, method: str, path: str, body: Any = None) -> bytes:
    question = b"" if body is None else json.dumps(body).encode()
    events: list[Message] = [{"type": "http.request", "body": question}]
    status = 0
    chunks: list[bytes] = []

    async def receive() -> Message:
        if not events:
            await asyncio.Event().wait()  # nobody hangs up before the answer has ended
        return events.pop()

    async def send(event: Message) -> None:
        nonlocal status
        status = event.get("status", status)
        chunks.append(event.get("body", b""))

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    await app(scope, receive, send)
    if status != 200:
        raise RuntimeError(f"{method} {path} was answered with {status}: {b''.join(chunks)!r}")
    return b"".join(chunks)
