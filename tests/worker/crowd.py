"""People who talk to their agents at once, over raw HTTP, and what each of them was told is done.

Everything a server has answered is acknowledged: a whole message in a stream is, before its stream has ended.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

Event = dict[str, Any]


def client_of(url: str, token: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=120, limits=limits)


async def new_agent(client: httpx.AsyncClient, model: str) -> str:
    ledger = {"label": "ledger", "value": "edit 0", "read_only": True}  # for its owner alone to edit
    blocks = [{"label": "human", "value": "My person."}, ledger]
    made = await client.post("/v1/agents/", json={"model": model, "memory_blocks": blocks})
    return str(made.raise_for_status().json()["id"])


async def events(client: httpx.AsyncClient, agent_id: str, said: str, otid: str) -> AsyncIterator[Event]:
    """The events of a streamed turn. Raises httpx.TransportError when the stream breaks off."""
    message = {"role": "user", "content": said, "otid": otid}
    path, body = f"/v1/agents/{agent_id}/messages/stream", {"messages": [message], "stream_tokens": False}
    async with client.stream("POST", path, json=body) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            data = line.removeprefix("data: ")
            if data == "[DONE]":
                return
            if data.startswith("{"):
                yield json.loads(data)
    raise httpx.RemoteProtocolError("the stream ended early")


@dataclass
class Person:
    """Talks to one agent, edits its memory and adds to its archive, one after another."""

    client: httpx.AsyncClient
    agent_id: str
    turns: int = 0  # that ended well
    edits: int = 0
    shown: set[str] = field(default_factory=set)  # messages by id
    stored: set[str] = field(default_factory=set)  # passages by id

    async def go_on(self) -> None:
        """Until the server is gone."""
        try:
            while True:
                await self.turn()
                await self.edit()
                await self.archive()
        except httpx.TransportError:
            pass

    async def turn(self) -> None:
        """Say the next thing, again if an earlier life of the server left it unanswered."""
        number = self.turns + 1
        reason = last = None
        async for event in events(self.client, self.agent_id, f"My number is {number}.", f"thing-{number}"):
            last = event
            match event["message_type"]:
                case "stop_reason":
                    reason = event["stop_reason"]
                case "assistant_message" | "tool_call_message" | "tool_return_message":
                    self.shown.add(event["id"])
        assert reason == "end_turn", last
        self.turns = number

    async def edit(self) -> None:
        path = f"/v1/agents/{self.agent_id}/core-memory/blocks/ledger"
        (await self.client.patch(path, json={"value": f"edit {self.edits + 1}"})).raise_for_status()
        self.edits += 1

    async def archive(self) -> None:
        path = f"/v1/agents/{self.agent_id}/archival-memory"
        made = (await self.client.post(path, json={"text": f"Fact {len(self.stored)}."})).raise_for_status()
        self.stored |= {passage["id"] for passage in made.json()}

    async def faults(self) -> list[str]:
        """What the server has forgotten, or remembers twice."""
        messages = await self._all(f"/v1/agents/{self.agent_id}/messages")
        passages = await self._all(f"/v1/agents/{self.agent_id}/archival-memory")
        block = await self._get(f"/v1/agents/{self.agent_id}/core-memory/blocks/ledger")
        said = [m["content"] for m in messages if m["message_type"] == "user_message"]
        sent = [f"My number is {number}." for number in range(1, self.turns + 2)]
        lost = self.shown - {m["id"] for m in messages} | self.stored - {p["id"] for p in passages}
        faults = [f"{one} is lost" for one in sorted(lost)]
        if said not in (sent, sent[:-1]):  # the last one may have arrived before the server could say so
            faults.append(f"it was told {self.turns} things, and remembers {said}")
        if block["value"] not in (f"edit {self.edits}", f"edit {self.edits + 1}"):
            faults.append(f"after {self.edits} edits the block says {block['value']}")
        return faults

    async def _get(self, path: str, **query: Any) -> Any:
        return (await self.client.get(path, params=query)).raise_for_status().json()

    async def _all(self, path: str) -> list[Any]:
        """Every entry of a list, oldest first, page by page."""
        found: list[Any] = []
        oldest_first = {
            "order": "asc",
            "ascending": True,
            "limit": 100,
        }  # each list has a word of its own for it
        while page := await self._get(path, **oldest_first, **({"after": found[-1]["id"]} if found else {})):
            found += page
        return found


async def until_the_end(people: Iterable[Person]) -> None:
    """All of them at once, as long as the server lives."""
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(person.go_on())
