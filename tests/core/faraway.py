"""An agent that lives on another server, and a space from which it is used: two of our own apps, over HTTP."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import uvicorn

from lettawasm.api import create_app
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.runtime import Runtime
from lettawasm.testing import ScriptedProvider, host


@dataclass
class There:
    """A server whose only agent reads `model`'s script."""

    url: str
    model: ScriptedProvider
    agent_id: str

    def history(self) -> list[str]:
        told = httpx.get(f"{self.url}/agents/{self.agent_id}/messages?order=asc").json()
        return [
            each["content"] for each in told if each["message_type"] in ("user_message", "assistant_message")
        ]

    def human(self) -> str:
        block = httpx.get(f"{self.url}/agents/{self.agent_id}/core-memory/blocks/human").json()
        return str(block["value"])

    def runs(self) -> list[str]:
        """How its runs are, the newest first."""
        told = httpx.get(f"{self.url}/runs/?agent_id={self.agent_id}").json()
        return [each["status"] for each in told]

    def leave(self) -> None:
        httpx.delete(f"{self.url}/agents/{self.agent_id}")


@contextmanager
def living_there() -> Iterator[There]:
    model = ScriptedProvider()
    config = uvicorn.Config(create_app(host(provider=model)), port=0, log_level="error", lifespan="off")
    server, socket = uvicorn.Server(config), config.bind_socket()
    socket.listen()  # so that who comes before the server has begun is let in by and by
    thread = threading.Thread(target=server.run, args=([socket],), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{socket.getsockname()[1]}/v1"
    body = {"name": "Faraway", "model": "scripted/model", "memory_blocks": [{"label": "human", "value": ""}],
            "tools": ["core_memory_append"]}  # fmt: skip
    agent = httpx.post(f"{url}/agents/", json=body, timeout=30).json()
    yield There(url, model, agent["id"])
    server.should_exit = True
    thread.join()


class Here:
    """A space of our own, with the other server as a provider. `model` is one of its own."""

    def __init__(self, http: httpx.AsyncClient, runtime: Runtime, model: ScriptedProvider) -> None:
        self.http, self.runtime, self.model, self.agent_id = http, runtime, model, ""

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.http.request(method, f"/v1{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def settle(self, there: There, **fields: Any) -> None:
        """Let an agent of this space be the one that lives there."""
        wanted = {"name": "home", "provider_type": "letta", "base_url": there.url}
        await self.ask("POST", "/providers/", wanted)
        blocks = [{"label": "persona", "value": "I am here."}]
        agent = await self.ask("POST", "/agents/", {
            "model": f"home/{there.agent_id}", "memory_blocks": blocks, "tools": ["send_message"], **fields,
        })  # fmt: skip
        self.agent_id = agent["id"]

    async def quiet(self) -> None:
        """Until nothing goes on here any more."""
        while tasks := self.runtime._tasks:
            await asyncio.gather(*tasks)

    async def say(self, text: str) -> list[Any]:
        told: dict[str, Any] = await self.ask("POST", f"/agents/{self.agent_id}/messages", {"input": text})
        return list(told["messages"])


@asynccontextmanager
async def living_here() -> AsyncIterator[Here]:
    model = ScriptedProvider()
    app = create_app(replace(host(provider=model), transport=HttpxTransport()))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://here", timeout=30
    ) as http:
        yield Here(http, app.state.runtime, model)
