"""Files become memory: once, undoably, and told beforehand."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.homecoming import unpacking
from lettawasm.homecoming.luggage import Luggage
from lettawasm.homecoming.place import Wish
from lettawasm.store.table import Page
from lettawasm.testing import host

from .bags import BAGS, sample, zipped
from .conftest import MODEL, Home

WISH = Wish(model=MODEL)


@pytest.mark.parametrize("name", BAGS)
async def test_a_dry_run_changes_nothing_and_foretells_what_comes(home: Home, name: str) -> None:
    before = await home.everything()
    foretold = await home.bring(name, dry_run=True)
    assert await home.everything() == before
    assert (foretold["dry_run"], await home.ask("GET", "/v1/memory/imports")) == (True, [])
    came = await home.bring(name)
    came["added"].pop("lines", None)
    for key in ("format", "found", "added", "skipped", "remarks"):
        assert came[key] == foretold[key]


@pytest.mark.parametrize("name", BAGS)
async def test_the_same_file_again_adds_nothing(home: Home, name: str) -> None:
    first = await home.bring(name)
    before = await home.everything()
    again = await home.bring(name)
    assert await home.everything() == before
    assert (again["added"], again["agent_ids"]) == ({**dict.fromkeys(again["added"], 0)}, first["agent_ids"])
    foretold = await home.bring(name, dry_run=True)
    assert set(foretold["added"].values()) <= {0}
    assert (
        [one["id"] for one in await home.ask("GET", "/v1/memory/imports")] == [first["id"]] == [again["id"]]
    )


async def test_talks_are_conversations_with_their_titles_and_times(home: Home) -> None:
    agent_id = await home.agent()
    came = await home.bring("chatgpt", agent_id=agent_id)
    assert came["added"] == {"passages": 5, "lines": 5, "conversations": 2, "messages": 6}
    talks = await home.ask("GET", "/v1/conversations", params={"agent_id": agent_id, "order": "asc"})
    assert [(one["summary"], one["last_message_at"]) for one in talks] == [
        ("Tea before bed", "2025-03-03T11:07:46.000000Z"),
        ("Lund to Bergen", "2025-04-01T09:33:29.000000Z"),
    ]
    said = await home.ask("GET", f"/v1/conversations/{talks[1]['id']}/messages", params={"order": "asc"})
    assert [(one["message_type"], one["date"][:19]) for one in said] == [
        ("user_message", "2025-04-01T09:33:20"),
        ("assistant_message", "2025-04-01T09:33:29"),
    ]
    found = await home.ask(
        "POST", "/v1/messages/search", json={"query": "rooibos caffeine", "agent_id": agent_id}
    )
    assert found[0]["content"] == "Rooibos: it has no caffeine at all."


async def test_the_agents_own_context_stays_as_it_was(home: Home) -> None:
    agent_id = await home.agent()
    before = (await home.ask("GET", f"/v1/agents/{agent_id}"))["message_ids"]
    await home.bring("chatgpt", agent_id=agent_id)
    assert (await home.ask("GET", f"/v1/agents/{agent_id}"))["message_ids"] == before


async def test_a_talk_that_was_brought_along_can_be_gone_on_with(home: Home) -> None:
    agent_id = await home.agent()
    await home.bring("chatgpt", agent_id=agent_id)
    [talk] = await home.ask(
        "GET", "/v1/conversations", params={"summary_search": "Bergen", "agent_id": agent_id}
    )
    path = f"/v1/conversations/{talk['id']}"
    forked = await home.ask("POST", f"{path}/fork")
    assert len(forked["in_context_message_ids"]) == 3
    body = {"messages": [{"role": "user", "content": "Book it"}], "streaming": False}
    answer = await home.ask("POST", f"{path}/messages", json=body)
    assert answer["messages"][0]["content"] == "ok"
    context = (await home.ask("GET", path))["in_context_message_ids"]
    assert len(context) == 5


async def test_short_things_about_the_person_are_lines_of_the_human_block(home: Home) -> None:
    agent_id = await home.agent()
    await home.bring("claude zip", agent_id=agent_id)
    block = await home.ask("GET", f"/v1/agents/{agent_id}/core-memory/blocks/human")
    assert block["value"].splitlines() == [
        "Name: Ada",
        "**Personal context**",
        "Ivo rents plot 14 of an allotment and keeps hens.",
        "He reads German and Polish.",
    ]


async def test_the_human_block_takes_only_what_fits(home: Home) -> None:
    agent_id = await home.agent(memory_blocks=[{"label": "human", "value": "x" * 90, "limit": 120}])
    came = await home.bring("mem0", agent_id=agent_id)
    block = await home.ask("GET", f"/v1/agents/{agent_id}/core-memory/blocks/human")
    assert block["value"] == "x" * 90 + "\nIs allergic to hazelnuts"
    assert came["added"] == {"passages": 3, "lines": 1}


async def test_what_the_agent_has_already_is_not_brought_twice(home: Home) -> None:
    agent_id = await home.agent()
    passage = {"text": "is allergic  to Hazelnuts"}
    await home.ask("POST", f"/v1/agents/{agent_id}/archival-memory", json=passage)
    came = await home.bring("mem0", agent_id=agent_id)
    assert (came["added"]["passages"], came["skipped"]) == (2, {"passages": 1})


async def test_duplicates_come_when_they_are_wanted(home: Home) -> None:
    agent_id = await home.agent()
    passage = {"text": "Is allergic to hazelnuts"}
    await home.ask("POST", f"/v1/agents/{agent_id}/archival-memory", json=passage)
    came = await home.bring("mem0", agent_id=agent_id, skip_duplicates=False)
    assert came["added"]["passages"] == 3


async def test_a_newer_export_adds_what_is_new_and_renews_what_has_changed(home: Home) -> None:
    agent_id = await home.agent()
    await home.bring("mem0", agent_id=agent_id)
    newer = (
        sample("mem0.json").replace(b"on Tuesdays", b"on Mondays").replace(b"000000000003", b"000000000004")
    )
    came = await home.bring_bytes(newer, agent_id=agent_id, skip_duplicates=False)
    assert (came["added"]["passages"], came["skipped"]) == (2, {"passages": 1})
    passages = await home.ask("GET", f"/v1/agents/{agent_id}/archival-memory")
    texts = [passage["text"] for passage in passages]
    assert sorted(texts) == sorted(
        [
            "Is allergic to hazelnuts",
            "Plays the oboe in an amateur orchestra on Mondays",
            *["The assistant promised to look up reeds"] * 2,
        ]
    )


async def test_a_talk_that_went_on_elsewhere_goes_on_here(home: Home) -> None:
    agent_id = await home.agent()
    whole = sample("claude/conversations.json")
    earlier = whole.replace(b'"sender": "assistant"', b'"sender": "nobody"', 1)
    await home.bring_bytes(earlier, agent_id=agent_id)
    came = await home.bring_bytes(whole, agent_id=agent_id)
    assert came["added"] == {"messages": 1}
    assert came["skipped"] == {"passages": 1, "conversations": 1, "messages": 3}


async def test_a_long_note_becomes_several_passages(home: Home) -> None:
    agent_id = await home.agent()
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 80 for number in range(30))
    data = zipped({"notes/long.md": f"---\npermalink: long\n---\n{text}".encode()})
    came = await home.bring_bytes(data, agent_id=agent_id)
    passages = await home.ask("GET", f"/v1/agents/{agent_id}/archival-memory", params={"ascending": True})
    assert came["added"] == {"passages": 1}
    assert "".join(one["text"] for one in passages) == f"# long\n\n{text.strip()}"
    assert [one["metadata"]["part"] for one in passages] == list(range(1, len(passages) + 1))
    assert max(len(one["text"]) for one in passages) <= 2_000
    assert (await home.bring_bytes(data, agent_id=agent_id))["added"] == {}


async def test_a_cut_off_import_goes_on_where_it_stopped(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off after each of its slices in turn, until it gets through."""
    monkeypatch.setattr(unpacking, "SLICE", 1)
    luggage, slices, cuts = Luggage("c.zip", BAGS["claude zip"][1]), 0, 0
    note = home.store.homecomings.note

    def cut(homecoming_id: str, state: str, report: dict[str, object]) -> object:
        nonlocal slices
        slices += 1
        if slices == cuts + 1 and state == "running":
            raise ConnectionError
        return note(homecoming_id, state, report)

    monkeypatch.setattr(home.store.homecomings, "note", cut)
    while True:
        slices = 0
        try:
            await unpacking.unpack(home.store, home.app.state.runtime.catalog, luggage, WISH)
            break
        except ConnectionError:
            cuts += 1
            assert cuts < 50
    assert cuts > 5
    whole = Home()
    await whole.bring("claude zip", model=MODEL)
    assert await texts(home) == await texts(whole)


async def texts(home: Home) -> list[list[str]]:
    """What all agents have: passages, human blocks, and what was said."""
    told = []
    for agent in await home.ask("GET", "/v1/agents"):
        passages = await home.ask("GET", f"/v1/agents/{agent['id']}/archival-memory?limit=1000")
        told.append(sorted(one["text"] for one in passages))
        told.append([block["value"] for block in agent["memory"]["blocks"]])
    said = await home.ask("GET", "/v1/messages?limit=1000")
    told.append(sorted(str(one.get("content")) for one in said if one["message_type"] != "system_message"))
    return told


async def test_every_change_names_the_file_it_came_from(home: Home) -> None:
    agent_id = await home.agent()
    came = await home.bring("mem0", agent_id=agent_id)
    [passage, *_] = await home.ask("GET", f"/v1/agents/{agent_id}/archival-memory")
    [version] = home.store.timeline.find(Page(), object_id=passage["id"])
    assert (version.actor, version.origin, version.source) == ("import", "import", came["source"])
    assert came["source"].startswith("import:mem0:")


@pytest.mark.parametrize(
    ("data", "fields", "status", "told"),
    [
        (b"hello", {}, 415, "could not be told"),
        (sample("mem0.json"), {"agent_id": "agent-00000000-0000-4000-8000-00000000dead"}, 404, "not found"),
        (sample("mem0.json"), {"model": "nobody/nothing"}, 404, "nobody/nothing"),
        (sample("agent.af").replace(b'"block-0"]', b'"block-9"]'), {}, 400, "block-9"),
        (sample("mem0.json")[:400], {}, 415, "breaks off"),
        (sample("mem0.json"), {"name": "x" * 257}, 422, "at most 256"),
    ],
)
async def test_what_can_not_be_done_is_said_and_changes_nothing(
    home: Home, data: bytes, fields: dict[str, str], status: int, told: str
) -> None:
    before = await home.everything()
    answer = await home.http.post("/v1/memory/import", files={"file": ("x", data)}, data=fields)
    assert (answer.status_code, told in answer.text) == (status, True), answer.text
    assert await home.everything() == before


async def test_an_import_that_fails_midway_is_recorded_with_its_reason(home: Home) -> None:
    agent_id = await home.agent()
    broken = sample("chatgpt.json").replace(b'"title": "Lund to Bergen"', b'"title": NaN')
    answer = await home.http.post(
        "/v1/memory/import", files={"file": ("x", broken)}, data={"agent_id": agent_id}
    )
    assert (answer.status_code, "NaN is not JSON" in answer.text) == (400, True)
    [record] = await home.ask("GET", "/v1/memory/imports")
    assert (record["state"], record["added"]["conversations"]) == ("failed", 1)
    assert "NaN" in record["error"]
    assert await home.ask("GET", f"/v1/memory/imports/{record['id']}") == record


async def test_a_file_larger_than_the_host_has_room_for_is_refused() -> None:
    small = Home()
    small.app = create_app(replace(host(), largest_upload=1_000))
    http = httpx.AsyncClient(transport=httpx.ASGITransport(small.app), base_url="http://home")
    answer = await http.post("/v1/memory/import", files={"file": ("x", b" " * 200_000)})
    assert (answer.status_code, "over the limit of 101,000 bytes" in answer.text) == (413, True)


async def test_the_server_answers_others_during_an_import(home: Home) -> None:
    agent_id = await home.agent()
    lines = [b'{"type":"entity","name":"e%d","observations":["o"]}' % number for number in range(400)]
    importing = asyncio.ensure_future(home.bring_bytes(b"\n".join(lines), agent_id=agent_id))
    seen = set()
    while not importing.done():
        path = f"/v1/agents/{agent_id}/archival-memory"
        await asyncio.sleep(0)
        seen.add(len(await home.ask("GET", path, params={"limit": 1000})))
    assert len(seen) > 5
    assert (await importing)["added"] == {"passages": 400}


async def test_agents_that_came_whole_come_again_if_asked_to(home: Home) -> None:
    first = await home.bring("agent file")
    again = await home.bring("agent file", again=True)
    assert (again["added"]["agents"], len(again["made"])) == (1, 2)
    assert again["made"][0] == first["made"][0]


async def test_files_of_letta_are_not_multipart_by_accident(home: Home) -> None:
    answer: httpx.Response = await home.http.post("/v1/memory/import", json={"file": "x"})
    assert answer.status_code == 422
