"""Agents move here from a running Letta server: whole, once, and whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from lettawasm.homecoming.migrations import Migrations
from lettawasm.ports import HttpRequest, HttpResponse

from .conftest import Home
from .remote import Remote, answering, cut_off, memory, new_home, settled, unreachable

URL = "http://home"
TOKEN = "sk-let-secret"


@pytest.fixture
async def remote() -> AsyncIterator[Remote]:
    there = Home()
    async with there.http:
        await settled(there)
        yield Remote(there)


@pytest.fixture
async def here(remote: Remote) -> AsyncIterator[Home]:
    space = new_home(remote)
    runtime = space.app.state.runtime
    space.app.state.migrations = Migrations(
        runtime.host, runtime.store, runtime.catalog, runtime.keep, remote.pause
    )
    async with space.http:
        yield space


async def migrated(here: Home, **wish: Any) -> dict[str, Any]:
    """A migration when it has ended."""
    begun = await here.ask("POST", "/v1/memory/migrations", json={"base_url": URL, "token": TOKEN, **wish})
    return await ended(here, begun["id"])


async def ended(here: Home, migration_id: str) -> dict[str, Any]:
    while (record := await here.ask("GET", f"/v1/memory/migrations/{migration_id}"))["state"] == "running":
        await asyncio.sleep(0)
    return dict(record)


async def test_everything_comes_along(remote: Remote, here: Home) -> None:
    record = await migrated(here)
    assert (record["state"], record["remarks"]) == ("completed", [])
    assert await memory(here) == await memory(remote.home)
    astrid, bo = record["agents"]
    counts = ("blocks", "tools", "conversations", "messages", "passages")
    assert "bake" in str((await memory(here))["Astrid"]["tools"])
    assert {name: astrid[name] for name in counts} == {
        "blocks": 2,
        "tools": len((await memory(here))["Astrid"]["tools"]),
        "conversations": 1,
        "messages": 135,
        "passages": 130,
    }
    assert (bo["passages"], bo["messages"]) == (0, 2)


async def test_what_agents_share_there_they_share_here(remote: Remote, here: Home) -> None:
    record = await migrated(here)
    paths = [f"/v1/agents/{one['id']}/core-memory/blocks/team" for one in record["agents"]]
    team, also_team = [await here.ask("GET", path) for path in paths]
    assert team == also_team
    first, second = record["agents"]
    archives = [
        await here.ask("GET", "/v1/archives", params={"agent_id": one["id"]}) for one in (first, second)
    ]
    assert archives[0] == archives[1]
    assert archives[0][0]["name"] == "Recipes"


async def test_a_second_migration_brings_only_what_is_new(remote: Remote, here: Home) -> None:
    await migrated(here)
    [bo] = await remote.home.ask("GET", "/v1/agents", params={"name": "Bo"})
    await remote.home.ask("POST", f"/v1/agents/{bo['id']}/messages", json={"input": "And mop"})
    record = await migrated(here)
    assert [agent["messages"] for agent in record["agents"]] == [0, 2]
    assert await memory(here) | {"Bo": 0} == await memory(remote.home) | {"Bo": 0}
    assert (await memory(here))["Bo"]["said"] == (await memory(remote.home))["Bo"]["said"]


async def test_only_the_agents_that_are_named_come(remote: Remote, here: Home) -> None:
    [bo] = await remote.home.ask("GET", "/v1/agents", params={"name": "Bo"})
    record = await migrated(here, agent_ids=[bo["id"]])
    assert [agent["name"] for agent in record["agents"]] == ["Bo"] == list(await memory(here))


async def test_a_dry_run_tells_who_would_come(remote: Remote, here: Home) -> None:
    told = await here.ask("POST", "/v1/memory/migrations", json={"base_url": URL, "dry_run": True})
    assert [(agent["name"], agent["blocks"]) for agent in told["agents"]] == [("Astrid", 2), ("Bo", 2)]
    assert (await memory(here), await here.ask("GET", "/v1/memory/migrations")) == ({}, [])


async def test_the_token_is_used_and_never_kept(remote: Remote, here: Home) -> None:
    record = await migrated(here)
    assert {request.headers["authorization"] for request in remote.asked} == {f"Bearer {TOKEN}"}
    tables = here.store.driver.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE TABLE%'")
    told = [str(here.store.driver.execute(f"SELECT * FROM {table['name']}")) for table in tables]
    assert TOKEN not in str(told) + str(record)


# A line that fails


async def test_a_busy_server_is_given_the_time_it_asks_for(remote: Remote, here: Home) -> None:
    remote.faults = {2: answering(429, retry_after="7"), 3: answering(429, retry_after="0.5")}
    record = await migrated(here)
    assert (record["state"], remote.pauses) == ("completed", [7.0, 1.0])
    assert await memory(here) == await memory(remote.home)


@pytest.mark.parametrize("fault", [answering(500), answering(503), cut_off, unreachable])
async def test_a_fault_of_the_moment_is_tried_again(remote: Remote, here: Home, fault: Any) -> None:
    remote.faults = {1: fault, 4: fault, 5: fault, 9: fault}
    record = await migrated(here)
    assert (record["state"], remote.pauses) == ("completed", [0.5, 0.5, 1.0, 0.5])
    assert await memory(here) == await memory(remote.home)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (answering(401), "doesn't accept the token"),
        (answering(403), "doesn't allow this"),
        (answering(200, b"<html>"), "not as a Letta server does"),
        (answering(200, b"[" * 5_000), "not as a Letta server does"),
        (answering(418, b"teapot"), "answers with 418: teapot"),
        (answering(429, retry_after="3600"), "answers with 429"),
        (answering(302, location="http://elsewhere/v1/agents/"), "answers with 302"),
    ],
)
async def test_what_can_not_go_on_ends_with_its_reason(
    remote: Remote, here: Home, fault: Any, told: str
) -> None:
    remote.faults = {1: fault}
    record = await migrated(here)
    assert (record["state"], told in record["error"]) == ("failed", True), record
    assert {request.url.split("/v1")[0] for request in remote.asked} == {URL}


async def test_a_server_that_stays_away_is_given_up(remote: Remote, here: Home) -> None:
    remote.faults = dict.fromkeys(range(1, 100), unreachable)
    record = await migrated(here)
    assert (record["state"], remote.pauses) == ("failed", [0.5, 1.0, 2.0, 4.0, 8.0])
    assert "can't be reached" in record["error"]


async def test_a_migration_goes_on_from_wherever_it_stopped(remote: Remote, here: Home) -> None:
    """The server gives out at its first request, then at the second of what is left, and so on."""
    remote.faults = {1: answering(401)}
    record, number = await migrated(here), 1
    while record["state"] == "failed":
        number += 1
        remote.asked, remote.faults = [], {number: answering(401)}
        path = f"/v1/memory/migrations/{record['id']}"
        await here.ask("POST", f"{path}/resume", json={"token": TOKEN})
        record = await ended(here, record["id"])
        assert number < 50
    assert number > 5
    assert await memory(here) == await memory(remote.home)


async def test_pages_that_came_are_not_asked_for_again(remote: Remote, here: Home) -> None:
    ids = [agent["id"] for agent in await remote.home.ask("GET", "/v1/agents", params={"name": "Astrid"})]
    whole = f"{URL}/v1/agents/{ids[0]}/messages?limit=100&order=asc&ascending=true"
    record = await migrated(here, agent_ids=ids)
    asked = [
        request.url
        for request in remote.asked
        if request.url.startswith(f"{URL}/v1/agents/{ids[0]}/messages")
    ]
    assert asked[0] == whole
    stored = here.store.homecomings.get(record["id"])
    progress = {**stored.report["agents"][0], "state": "running"}
    here.store.homecomings.note(record["id"], "failed", {**stored.report, "agents": [progress]})
    remote.asked = []
    await here.ask("POST", f"/v1/memory/migrations/{record['id']}/resume", json={})
    await ended(here, record["id"])
    [again] = [
        request.url for request in remote.asked if "/messages" in request.url and ids[0] in request.url
    ]
    assert again == f"{whole}&after={progress['after']['messages']}"


async def test_only_one_may_go_on_at_a_time(remote: Remote, here: Home) -> None:
    begun = await here.ask("POST", "/v1/memory/migrations", json={"base_url": URL})
    path = f"/v1/memory/migrations/{begun['id']}"
    answer = await here.http.post(f"{path}/resume", json={})
    assert answer.status_code == 409
    assert (await ended(here, begun["id"]))["state"] == "completed"


async def test_a_migration_that_is_deleted_stops(remote: Remote, here: Home) -> None:
    begun = await here.ask("POST", "/v1/memory/migrations", json={"base_url": URL})
    await here.ask("DELETE", f"/v1/memory/migrations/{begun['id']}")
    asked = len(remote.asked)
    assert await here.ask("GET", "/v1/memory/migrations") == []
    await asyncio.sleep(0)
    assert len(remote.asked) == asked


async def test_one_that_a_crash_cut_off_is_told_as_interrupted_and_goes_on(
    remote: Remote, here: Home
) -> None:
    remote.faults = {6: answering(401)}
    record = await migrated(here)
    stored = here.store.homecomings.get(record["id"])
    here.store.homecomings.note(record["id"], "running", stored.report)  # as a crash leaves it
    path = f"/v1/memory/migrations/{record['id']}"
    assert (await here.ask("GET", path))["state"] == "interrupted"
    await here.ask("POST", f"{path}/resume", json={"token": TOKEN})
    assert (await ended(here, record["id"]))["state"] == "completed"
    assert await memory(here) == await memory(remote.home)


async def test_an_older_server_without_archives_and_conversations_is_moved_from_too(
    remote: Remote, here: Home
) -> None:
    send = remote.send

    async def older(request: HttpRequest) -> HttpResponse:
        known = not any(word in request.url for word in ("/archives/", "/conversations/"))
        return await send(request) if known else answering(404, b'{"detail": "Not Found"}')(request)

    remote.send = older  # type: ignore[method-assign]
    record = await migrated(here)
    assert record["state"] == "completed"
    told, there = await memory(here), await memory(remote.home)
    assert told["Astrid"]["passages"] == there["Astrid"]["passages"]
    assert told["Astrid"]["said"] == there["Astrid"]["said"]


async def test_messages_whose_ids_are_of_another_form_come_once_as_well(remote: Remote, here: Home) -> None:
    send = remote.send

    async def odd(request: HttpRequest) -> HttpResponse:
        answer = await send(replace(request, url=request.url.replace("odd_", "message-")))
        body = b"".join([chunk async for chunk in answer.chunks])
        return answering(answer.status, body.replace(b"message-", b"odd_"))(request)

    remote.send = odd  # type: ignore[method-assign]
    for new in ([135, 2], [0, 0]):
        record = await migrated(here)
        assert [agent["messages"] for agent in record["agents"]] == new
    [one, *_] = await here.ask("GET", "/v1/messages")
    assert one["id"].startswith("message-")


async def test_what_does_not_come_along_is_told(remote: Remote, here: Home) -> None:
    folder = await remote.home.ask("POST", "/v1/folders", json={"name": "papers"})
    [bo] = await remote.home.ask("GET", "/v1/agents", params={"name": "Bo"})
    await remote.home.ask("PATCH", f"/v1/agents/{bo['id']}/folders/attach/{folder['id']}")
    await remote.home.ask("PATCH", f"/v1/agents/{bo['id']}", json={"secrets": {"KEY": "value"}})
    record = await migrated(here)
    assert [remark["message"] for remark in record["remarks"]] == [
        "does not come along: 1 folders with their files",
        "does not come along: 1 secrets, whose values no server tells",
    ]


@pytest.mark.parametrize(
    "body",
    [{}, {"base_url": "ftp://x"}, {"base_url": "home"}, {"base_url": "http://home?x=1"}, {"base_url": 1}],
)
async def test_an_address_that_is_none_is_refused(here: Home, body: dict[str, Any]) -> None:
    answer = await here.http.post("/v1/memory/migrations", json=body)
    assert answer.status_code == 422
    assert await here.ask("GET", "/v1/memory/migrations") == []
