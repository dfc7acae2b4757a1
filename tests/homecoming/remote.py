"""A Letta server to move away from: a space of our own, which speaks the same API, behind a line that can fail."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx

from lettawasm.api import create_app
from lettawasm.model import Image, Text, ToolCall
from lettawasm.ports import Host, HttpRequest, HttpResponse, TransportError
from lettawasm.schemas.messages import ToolReturn
from lettawasm.testing import TickingClock, host

from .conftest import MODEL, Home

Fault = Callable[[HttpRequest], HttpResponse]


class Remote:
    """Implements `ports.Transport`: every request reaches the space `home`, unless a fault is due.

    `faults` are what happens to requests, by their number from 1; `asked` is what was asked for, and `pauses` are the
    seconds that were waited.
    """

    def __init__(self, home: Home) -> None:
        self.home = home
        self.faults: dict[int, Fault] = {}
        self.asked: list[HttpRequest] = []
        self.pauses: list[float] = []

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        assert request.method == "GET"
        if fault := self.faults.get(len(self.asked)):
            return fault(request)
        answer = await self.home.http.get(request.url, headers=dict(request.headers))
        return HttpResponse(answer.status_code, dict(answer.headers), _chunks(answer.content), _nothing)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


class OwnClock(TickingClock):
    """Its ids are nobody else's."""

    def new_id(self, kind: str) -> str:
        return super().new_id(kind).replace("00000000-0000-4000", "aaaaaaaa-0000-4000")


def answering(status: int, body: bytes = b"no", **headers: str) -> Fault:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: HttpResponse(status, told, _chunks(body), _nothing)


def unreachable(request: HttpRequest) -> HttpResponse:
    raise TransportError("unreachable", "no route")


def cut_off(request: HttpRequest) -> HttpResponse:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'[{"id": "'
        raise TransportError("cut_off")

    return HttpResponse(200, {}, chunks(), _nothing)


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _nothing() -> None:
    return


def new_home(remote: Remote, path: str = ":memory:") -> Home:
    """A space whose network is the line to a server."""
    space = Home(path)
    plain: Host = host(path=path)
    space.app = create_app(replace(plain, transport=remote, clock=OwnClock()))
    space.store = space.app.state.runtime.store
    space.http = httpx.AsyncClient(transport=httpx.ASGITransport(space.app), base_url="http://home")
    return space


async def settled(home: Home) -> dict[str, str]:
    """Two agents that share a block and an archive, with everything else that agents have. Returns ids by name."""
    shared = await home.ask("POST", "/v1/blocks", json={"label": "team", "value": "We bake.", "limit": 9_000})
    source = 'def bake(what: str) -> str:\n    """Bake.\n\n    Args:\n        what: What.\n    """\n    return what\n'
    tool = await home.ask("POST", "/v1/tools", json={"source_code": source})
    common: dict[str, Any] = {"block_ids": [shared["id"]], "model": MODEL}
    rule = {"type": "max_count_per_step", "tool_name": "bake", "max_count_limit": 2}
    first = await home.agent(
        name="Astrid",
        tags=["baker"],
        tool_ids=[tool["id"]],
        tool_rules=[rule],
        timezone="Europe/Oslo",
        **common,
    )
    second = await home.agent(name="Bo", system="You sweep.", **common)
    archive = await home.ask("POST", "/v1/archives", json={"name": "Recipes"})
    for agent_id in (first, second):
        await home.ask("PATCH", f"/v1/agents/{agent_id}/archives/attach/{archive['id']}")
    passages = [{"text": f"Recipe {number}", "tags": ["bread"]} for number in range(130)]
    await home.ask("POST", f"/v1/archives/{archive['id']}/passages/batch", json={"passages": passages})
    home.store.driver.transact(lambda: _talk(home, first))
    talk = await home.ask("POST", f"/v1/conversations?agent_id={first}", json={"summary": "Rye"})
    turn = {"messages": [{"role": "user", "content": "Rye or wheat?"}], "streaming": False}
    await home.ask("POST", f"/v1/conversations/{talk['id']}/messages", json=turn)
    await home.ask("POST", f"/v1/agents/{second}/messages", json={"input": "Sweep, please"})
    return {"Astrid": first, "Bo": second, "team": shared["id"], "Recipes": archive["id"], "Rye": talk["id"]}


def _talk(home: Home, agent_id: str) -> None:
    """More than one page of messages, and a picture and a tool among them."""
    recall = home.store.recall
    for number in range(130):
        role = "assistant" if number % 2 else "user"
        recall.append(recall.draft(agent_id, role, content=(Text(f"message {number}"),)))
    recall.append(recall.draft(agent_id, "user", content=(Text("Look"), Image("data:image/png;base64,AAAA"))))
    call = ToolCall("call-1", "bake", '{"what": "rye"}')
    recall.append(recall.draft(agent_id, "assistant", reasoning="It is for bread.", tool_calls=(call,)))
    recall.append(
        recall.draft(agent_id, "tool", tool_returns=(ToolReturn("call-1", "bake", "rye", is_error=True),))
    )


async def memory(home: Home) -> dict[str, Any]:
    """What the agents of a space are and know, without ids that are made anew."""
    told: dict[str, Any] = {}
    for listed in await home.ask("GET", "/v1/agents", params={"order": "asc"}):
        path = f"/v1/agents/{listed['id']}"
        include = ["agent.blocks", "agent.tools", "agent.tags"]
        agent = await home.ask("GET", path, params={"include": include})
        passages = await home.ask("GET", f"{path}/archival-memory?limit=1000&ascending=true")
        talks = await home.ask("GET", f"/v1/conversations?agent_id={agent['id']}")
        told[agent["name"]] = {
            **{
                key: agent[key]
                for key in ("system", "tags", "tool_rules", "timezone", "model", "description")
            },
            "blocks": [(one["label"], one["value"], one["limit"]) for one in agent["blocks"]],
            "tools": sorted((one["name"], one["source_code"]) for one in agent["tools"]),
            "passages": [(one["text"], one["tags"], one["created_at"]) for one in passages],
            "said": sorted(await _said(home, f"{path}/messages")),
            "context": len(agent["message_ids"]),
            "talks": [
                (one["summary"], await _said(home, f"/v1/conversations/{one['id']}/messages"))
                for one in talks
            ],
        }
    return told


_TELLING = ("date", "content", "reasoning", "tool_call", "tool_return", "status")


async def _said(home: Home, path: str) -> list[tuple[str, str, str]]:
    found: list[dict[str, Any]] = []
    while page := await home.ask("GET", path, params={"order": "asc", "limit": 1000, **_after(found)}):
        found += page
    return [
        (one["id"], one["message_type"], str([one.get(name) for name in _TELLING]))
        for one in found
        if one["message_type"] != "system_message"
    ]


def _after(found: list[dict[str, Any]]) -> dict[str, str]:
    return {"after": found[-1]["id"]} if found else {}
