"""A space that is reached as people reach it: over its API."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.testing import host

from .bags import BAGS

MODEL = "scripted/model"


class Home:
    """A space, asked over HTTP without a network."""

    def __init__(self, path: str = ":memory:") -> None:
        self.app = create_app(host(path=path))
        self.store: Any = self.app.state.runtime.store
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://home")

    async def ask(self, method: str, path: str, **rest: Any) -> Any:
        answer = await self.http.request(method, path, **rest)
        assert answer.is_success, answer.text
        return answer.json()

    async def bring(self, name: str, **fields: Any) -> Any:
        return await self.bring_bytes(BAGS[name][1], **fields)

    async def bring_bytes(self, data: bytes, **fields: Any) -> Any:
        told = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
        return await self.ask("POST", "/v1/memory/import", files={"file": ("upload.bin", data)}, data=told)

    async def agent(self, **fields: Any) -> str:
        blocks = [{"label": "human", "value": "Name: Ada"}]
        body = {"name": "Sam", "model": MODEL, "memory_blocks": blocks, **fields}
        return str((await self.ask("POST", "/v1/agents", json=body))["id"])

    async def everything(self) -> dict[str, Any]:
        """All that there is, but for the records of imports."""
        agents = await self.ask("GET", "/v1/agents")
        paths = ["/v1/agents", "/v1/blocks", "/v1/tools", "/v1/conversations", "/v1/messages?limit=1000"]
        for agent in agents:
            paths.append(f"/v1/agents/{agent['id']}/archival-memory?limit=1000")
        return {path: await self.ask("GET", path) for path in paths}


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    space = Home()
    async with space.http:
        yield space
