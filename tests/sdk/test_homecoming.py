"""People come home to every host: with the files of other memories, and from a running Letta server."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import (
    APIStatusError,
    BadRequestError,
    Letta,
    NotFoundError,
    UnprocessableEntityError,
)

from tests.homecoming.bags import BAGS, zipped
from tests.letta_server import LettaServer

from .conftest import SCRIPTED, valid
from .hosts import until

TOKEN = "sk-let-secret"
OTHERS = [name for name in BAGS if BAGS[name][0] != "agent-file"]


@pytest.fixture(scope="module")
def astrid(letta_server: LettaServer) -> str:
    return letta_server.agent("Astrid", passages=120, turns=3)


@pytest.fixture(autouse=True)
def only_these(letta: Letta) -> Iterator[None]:
    """What a test brings home goes with it."""
    before = {agent.id for agent in letta.agents.list(limit=1000)}
    yield
    for agent_id in {agent.id for agent in letta.agents.list(limit=1000)} - before:
        letta.agents.delete(agent_id)


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def bring(letta: Letta, data: bytes, **fields: str) -> Any:
    form = {"headers": {"Content-Type": "multipart/form-data"}}
    files = {"file": ("upload.bin", data)}
    path = "/v1/memory/import"
    return letta.post(path, cast_to=object, body=fields or {"name": "x"}, files=files, options=form)


# Files


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_memory_becomes_an_agents_memory_once(letta: Letta, name: str) -> None:
    foretold = bring(letta, BAGS[name][1], dry_run="true", model=SCRIPTED)
    assert (foretold["format"], foretold["agent_ids"]) == (BAGS[name][0], [])
    came = bring(letta, BAGS[name][1], model=SCRIPTED, name="Newcomer")
    assert (came["state"], came["added"]["passages"]) == ("completed", foretold["added"]["passages"])
    [agent_id] = came["agent_ids"]
    assert letta.agents.retrieve(agent_id).name == "Newcomer"
    passages = letta.agents.passages.list(agent_id, limit=100)
    assert len(passages) == came["added"]["passages"] > 0
    again = bring(letta, BAGS[name][1], model=SCRIPTED)
    assert (again["agent_ids"], again["added"].get("passages", 0)) == ([agent_id], 0)
    assert letta.agents.passages.list(agent_id, limit=100) == passages
    assert get(letta, f"/v1/memory/imports/{came['id']}")["agent_ids"] == [agent_id]
    assert came["id"] in [one["id"] for one in get(letta, "/v1/memory/imports")]


def test_a_talk_with_another_assistant_is_a_conversation_here(letta: Letta) -> None:
    [agent_id] = bring(letta, BAGS["chatgpt zip"][1], model=SCRIPTED)["agent_ids"]
    titles = [talk.summary for talk in letta.conversations.list(agent_id=agent_id, order="asc")]
    assert titles == ["Tea before bed", "Lund to Bergen"]
    talk = letta.conversations.list(agent_id=agent_id, summary_search="Bergen")[0]
    said = valid(letta.conversations.messages.list(talk.id, order="asc"))
    assert [message.content for message in said] == [
        "Plane or train from Lund to Bergen? 🚂",
        "The train, by way of Oslo: about eleven hours.\nIt leaves at 07:08.",
    ]
    found = letta.messages.search(query="rooibos caffeine", search_mode="fts")
    assert "Rooibos: it has no caffeine at all." in [getattr(hit, "content", None) for hit in found]


def test_an_import_is_undone_by_forgetting_its_source(letta: Letta) -> None:
    agent = letta.agents.create(model=SCRIPTED, memory_blocks=[{"label": "human", "value": "Name: Ada"}])
    came = bring(letta, BAGS["chatgpt"][1], agent_id=agent.id)
    assert "Signe Holm" in letta.agents.blocks.retrieve("human", agent_id=agent.id).value
    letta.post("/v1/memory/forget", body={"source": came["source"], "dry_run": False}, cast_to=object)
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Name: Ada"
    assert letta.agents.passages.list(agent.id) == []
    assert "rooibos" not in str(letta.agents.messages.list(agent.id, limit=100).items)
    assert letta.conversations.list(agent_id=agent.id) == []
    again = bring(letta, BAGS["chatgpt"][1], agent_id=agent.id)
    assert again["added"]["passages"] == came["added"]["passages"]


@pytest.mark.parametrize(
    ("data", "fields", "error"),
    [
        (b"no memory at all", {}, APIStatusError),
        (zipped({"../conversations.json": BAGS["chatgpt"][1]}), {}, APIStatusError),
        (BAGS["mem0"][1], {"agent_id": "agent-00000000-0000-4000-8000-00000000dead"}, NotFoundError),
        (BAGS["agent file"][1].replace(b'"block-0"]', b'"block-9"]'), {}, BadRequestError),
    ],
)
def test_what_can_not_be_brought_is_refused_and_changes_nothing(
    letta: Letta, data: bytes, fields: dict[str, str], error: type[APIStatusError]
) -> None:
    before = [agent.id for agent in letta.agents.list(limit=1000)]
    with pytest.raises(error):
        bring(letta, data, **fields)
    assert [agent.id for agent in letta.agents.list(limit=1000)] == before


# Letta servers


def migrate(letta: Letta, server: LettaServer, **wish: Any) -> Any:
    body = {"base_url": server.url, "token": TOKEN, **wish}
    return letta.post("/v1/memory/migrations", body=body, cast_to=object)


def ended(letta: Letta, migration_id: str) -> Any:
    """The migration when it doesn't go on any more."""
    path = f"/v1/memory/migrations/{migration_id}"
    return until(lambda: (told := get(letta, path))["state"] != "running" and told)


def test_agents_move_here_from_a_letta_server(letta: Letta, letta_server: LettaServer, astrid: str) -> None:
    letta_server.asked.clear()
    foretold = migrate(letta, letta_server, dry_run=True, agent_ids=[astrid])
    assert [(agent["name"], agent["blocks"]) for agent in foretold["agents"]] == [("Astrid", 1)]
    record = ended(letta, migrate(letta, letta_server, agent_ids=[astrid])["id"])
    assert record["state"] == "completed"
    assert "no provider named 'elsewhere'" in record["remarks"][0]["message"]
    [told] = record["agents"]
    assert (told["remote_id"], told["messages"], told["passages"]) == (astrid, 6, 120)
    here = letta.agents.retrieve(told["id"], include=["agent.blocks", "agent.tags"])
    assert (here.name, here.tags, here.blocks[0].value) == ("Astrid", ["Astrid"], "Knows Astrid")
    said = valid(letta.agents.messages.list(told["id"], order="asc"))
    assert [getattr(one, "content", None) for one in said][1:3] == ["Astrid asks 0", "ok"]
    assert len(letta.agents.passages.list(told["id"], limit=1000)) == 120
    assert letta_server.tokens == {f"Bearer {TOKEN}"}

    again = ended(letta, migrate(letta, letta_server, agent_ids=[astrid])["id"])
    assert (again["agents"][0]["messages"], again["agents"][0]["passages"]) == (0, 0)
    assert {record["id"], again["id"]} <= {one["id"] for one in get(letta, "/v1/memory/migrations")}
    letta.delete(f"/v1/memory/migrations/{again['id']}", cast_to=object)
    with pytest.raises(NotFoundError):
        get(letta, f"/v1/memory/migrations/{again['id']}")


def test_a_migration_that_failed_goes_on_when_the_token_is_right(
    letta: Letta, letta_server: LettaServer, astrid: str
) -> None:
    letta_server.failures = [429, 500, 401]
    record = ended(letta, migrate(letta, letta_server, agent_ids=[astrid])["id"])
    assert (record["state"], "doesn't accept the token" in record["error"]) == ("failed", True)
    path = f"/v1/memory/migrations/{record['id']}/resume"
    letta_server.failures = [503]
    letta.post(path, body={"token": TOKEN}, cast_to=object)
    whole = ended(letta, record["id"])
    assert (whole["state"], whole["agents"][0]["messages"]) == ("completed", 6)


def test_a_migration_is_not_begun_from_nowhere(letta: Letta) -> None:
    with pytest.raises(UnprocessableEntityError):
        letta.post("/v1/memory/migrations", body={"base_url": "nowhere"}, cast_to=object)
