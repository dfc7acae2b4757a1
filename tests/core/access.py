"""A guarded space in memory, and people with tokens at its door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from lettawasm.access.guard import Guard
from lettawasm.access.store import Tokens
from lettawasm.access.tokens import TokenCreate
from lettawasm.api import create_app
from lettawasm.ports import Driver
from lettawasm.testing import host

SPACE = "home"
URL = "http://letta.example"


class Watch:
    """A monotonic clock that goes only when it is told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Door:
    """The space `home` behind its guard. `ids` are of two agents (`one`, `two`) and what each said and ran."""

    def __init__(self, app: Guard, client: httpx.AsyncClient, tokens: Tokens, watch: Watch) -> None:
        self.app, self.client, self.tokens, self.watch = app, client, tokens, watch
        self.ids: dict[str, str] = {}
        self.full = self.token()

    def token(self, **fields: Any) -> str:
        """The text of a new token; `agent` names whose widget it is for."""
        if agent := fields.pop("agent", None):
            fields |= {"scope": "widget", "agent_id": self.ids[agent]}
        return self.tokens.create(SPACE, TokenCreate.model_validate(fields))[1]

    async def ask(
        self,
        method: str,
        path: str,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        **rest: Any,
    ) -> httpx.Response:
        named = {"authorization": f"Bearer {token or self.full}", **(headers or {})}
        return await self.client.request(method, path.format_map(self.ids), headers=named, **rest)

    async def people(self) -> None:
        for name in ("one", "two"):
            new = {
                "name": name,
                "model": "scripted/model",
                "memory_blocks": [{"label": "human", "value": "Ada"}],
            }
            self.ids[name] = (await self.ask("POST", "/v1/agents/", json=new)).json()["id"]
            said = await self.ask("POST", f"/v1/agents/{{{name}}}/messages", json={"input": f"I am {name}"})
            message = said.json()["messages"][0]
            self.ids |= {f"message_{name}": message["id"], f"run_{name}": message["run_id"]}
            history = await self.ask("GET", f"/v1/agents/{{{name}}}/messages")
            system = next(m for m in history.json() if m["message_type"] == "system_message")
            self.ids[f"system_{name}"] = system["id"]


@asynccontextmanager
async def door() -> AsyncIterator[Door]:
    surroundings, watch = host("Hello.", "Hello."), Watch()
    tokens = Tokens(surroundings.driver, surroundings.clock)
    guard = Guard(create_app(surroundings), tokens, monotonic=watch)
    transport = httpx.ASGITransport(guard, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        opened = Door(guard, client, tokens, watch)
        await opened.people()
        yield opened


def rows(driver: Driver) -> dict[str, list[Any]]:
    """Everything that is stored."""
    tables = driver.execute("SELECT name FROM sqlite_master WHERE sql GLOB 'CREATE TABLE*'")
    return {table["name"]: driver.execute(f"SELECT * FROM {table['name']}") for table in tables}
