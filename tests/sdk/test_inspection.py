"""What somebody brings is looked at before anything of it is stored, and comes as a person wants it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from letta_client import APIStatusError, BadRequestError, Letta, UnprocessableEntityError
from letta_client.types import AgentState

from tests.homecoming.bags import BAGS

from . import bare
from .conftest import SCRIPTED
from .hostile import hostile, hostile_bytes

FORM: Any = {"headers": {"Content-Type": "multipart/form-data"}}


@pytest.fixture(autouse=True)
def only_these(letta: Letta) -> Iterator[None]:
    """What a test brings home goes with it."""
    before = {agent.id for agent in letta.agents.list(limit=1000)}
    yield
    for agent_id in {agent.id for agent in letta.agents.list(limit=1000)} - before:
        letta.agents.delete(agent_id)
    for tool in letta.tools.list(name="weather").items:
        letta.tools.delete(tool.id)


def send(letta: Letta, path: str, data: bytes, **fields: str) -> Any:
    files = {"file": ("upload.bin", data)}
    return letta.post(path, cast_to=object, body=fields or {"x": "y"}, files=files, options=FORM)


def inspect(letta: Letta, data: bytes, **fields: str) -> Any:
    return send(letta, "/v1/agents/import/inspect", data, **fields)


@pytest.fixture(autouse=True)
def no_server_stays(letta: Letta) -> Iterator[None]:
    yield
    for server in letta.mcp_servers.list():
        if server.server_name == "far" and server.id:
            letta.mcp_servers.delete(server.id)


def everything(letta: Letta) -> tuple[Any, ...]:
    paths = ("agents", "blocks", "tools", "mcp-servers", "archives")
    return tuple(
        bare.get(letta, f"/v1/{path}/count" if path[0] in "b" else f"/v1/{path}/?limit=1000")
        for path in paths
    )


def test_an_agent_file_is_told_with_its_dangers_and_nothing_changes(letta: Letta) -> None:
    before = everything(letta)
    seen = inspect(letta, hostile_bytes())
    assert (seen["format"], seen["locked"], seen["tally"]["added"]["agents"]) == ("agent-file", False, 1)
    [agent] = seen["agents"]
    assert (agent["name"], agent["secrets"], agent["messages"]["count"]) == (
        "Helpful friend",
        ["BANK_KEY"],
        3,
    )
    assert [block["label"] for block in seen["blocks"]] == ["persona", "human", "notes"]
    weather, search = seen["tools"]
    assert (weather["here"], weather["powers"]) == ("new", ["code", "network", "programs", "secrets"])
    assert (search["here"], search["reaches_out"]) == ("built_in", False)
    assert [(one["name"], one["url"]) for one in seen["servers"]] == [("far", "https://evil.example/mcp")]
    found = {(one["level"], one["kind"], one["part"]) for one in seen["findings"]}
    assert found >= {
        ("danger", "order", "agent-0"),
        ("danger", "invisible", "block-1"),
        ("warning", "order", "block-1"),
        ("danger", "hidden", "block-2"),
        ("danger", "link", "agent-0"),
        ("warning", "power", "tool-0"),
        ("warning", "server", "mcp-0"),
        ("note", "secret", "agent-0"),
        ("note", "always", "agent-0"),
    }
    levels = [one["level"] for one in seen["findings"]]
    assert levels == sorted(levels, key=["danger", "warning", "note"].index)
    assert not any(secret in json.dumps(seen) for secret in ("hunter2", "key=1"))
    assert everything(letta) == before


def test_what_is_imported_is_what_a_person_wants_of_it(letta: Letta) -> None:
    wishes = {
        "leave_out": json.dumps(["block-2", "mcp-0"]),
        "ask_first": "true",
        "strip_invisible": "true",
        "strip_messages": "true",
        "model": SCRIPTED,
    }
    came = send(letta, "/v1/memory/import", hostile_bytes(), **wishes)
    agent = letta.agents.retrieve(
        came["agent_ids"][0], include=["agent.blocks", "agent.tools", "agent.secrets"]
    )
    assert sorted(block.label or "" for block in agent.blocks) == ["human", "persona"]
    assert "\U000e0046" not in next(block.value for block in agent.blocks if block.label == "human")
    gates = [rule.tool_name for rule in agent.tool_rules or [] if rule.type == "requires_approval"]
    assert gates == ["weather"]
    assert [secret.value for secret in agent.secrets or []] == [""]
    assert letta.agents.messages.list(agent.id).items[1:] == []
    [tool] = letta.tools.list(name="weather").items
    assert tool.default_requires_approval is True
    assert bare.get(letta, f"/v1/tools/{tool.id}/grants")["hosts"] == []
    assert "far" not in {server.server_name for server in letta.mcp_servers.list()}


def test_lettas_import_knows_the_same_wishes(letta: Letta) -> None:
    wishes = {"leave_out": '["tool-0"]', "ask_first": "true", "append_copy_suffix": "false"}
    [agent_id] = send(letta, "/v1/agents/import", hostile_bytes(), **wishes)["agent_ids"]
    assert [tool.name for tool in letta.agents.tools.list(agent_id).items] == ["archival_memory_search"]
    assert letta.tools.list(name="weather").items == []


def test_a_tool_whose_name_is_taken_is_told(letta: Letta) -> None:
    mine = letta.tools.create(source_code='def weather() -> str:\n    """Mine."""\n    return "sun"\n')
    seen = inspect(letta, hostile_bytes())
    assert [tool["here"] for tool in seen["tools"]] == ["other", "built_in"]
    assert "taken" in {one["kind"] for one in seen["findings"]}
    send(letta, "/v1/memory/import", hostile_bytes(), model=SCRIPTED, ask_first="true")
    assert letta.tools.retrieve(mine.id).source_code == mine.source_code


@pytest.mark.parametrize("name", sorted(name for name in BAGS if BAGS[name][0] != "agent-file"))
def test_the_files_of_other_memories_can_be_looked_at(letta: Letta, name: str) -> None:
    before = everything(letta)
    seen = inspect(letta, BAGS[name][1])
    assert seen["format"] == BAGS[name][0]
    assert seen["notes"] or seen["talks"] or seen["agents"]
    assert everything(letta) == before


def test_a_locked_backup_is_looked_at_with_its_passphrase(letta: Letta, agent: AgentState) -> None:
    wish = {"format": "html", "passphrase": "open sesame"}
    page = letta.post(f"/v1/agents/{agent.id}/backup", cast_to=httpx.Response, body=wish).content
    assert inspect(letta, page) == {"name": "upload.bin", "locked": True}
    with pytest.raises(BadRequestError):
        inspect(letta, page, passphrase="wrong")
    assert [one["name"] for one in inspect(letta, page, passphrase="open sesame")["agents"]] == [agent.name]


def test_the_tools_of_a_backup_ask_first_and_its_past_stays_provable(letta: Letta) -> None:
    [agent_id] = send(letta, "/v1/memory/import", hostile_bytes(), model=SCRIPTED)["agent_ids"]
    letta.agents.blocks.update("human", agent_id=agent_id, value="Likes coffee")
    kept = letta.post(f"/v1/agents/{agent_id}/backup", cast_to=httpx.Response, body={}).content
    seen = inspect(letta, kept)
    assert (seen["format"], seen["tally"]["added"]["agents"]) == ("backup", 1)
    came = send(letta, "/v1/memory/import", kept, ask_first="true", leave_out='["block-0"]')
    copy = letta.agents.retrieve(came["agent_ids"][0], include=["agent.blocks"])
    assert [rule.tool_name for rule in copy.tool_rules or [] if rule.type == "requires_approval"] == [
        "weather"
    ]
    assert len(copy.blocks) == 2
    assert bare.get(letta, "/v1/memory/verify")["faults"] == []


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"no json", b'{"agents": 3}', hostile_bytes()[:200], b"PK\x03\x04rest"]
)
def test_what_can_not_be_read_is_refused(letta: Letta, data: bytes) -> None:
    before = everything(letta)
    with pytest.raises(APIStatusError) as refusal:
        inspect(letta, data)
    assert refusal.value.status_code in (400, 415, 422)
    assert everything(letta) == before


@pytest.mark.parametrize("wish", ["tool-0", '{"a": 1}', "[1]"])
def test_wishes_that_make_no_sense_are_refused(letta: Letta, wish: str) -> None:
    before = everything(letta)
    with pytest.raises(UnprocessableEntityError, match="leave_out must be a JSON list"):
        send(letta, "/v1/memory/import", hostile_bytes(), leave_out=wish, model=SCRIPTED)
    assert everything(letta) == before


def test_a_file_without_its_blocks_is_still_whole(letta: Letta) -> None:
    file = hostile()
    everything_in_it = [one["id"] for kind in ("blocks", "tools", "mcp_servers") for one in file[kind]]
    wishes = {"leave_out": json.dumps(everything_in_it), "model": SCRIPTED}
    came = send(letta, "/v1/memory/import", hostile_bytes(), **wishes)
    assert letta.agents.retrieve(came["agent_ids"][0], include=["agent.blocks"]).blocks == []


def test_there_are_agents_to_begin_with_in_two_languages(letta: Letta) -> None:
    english = bare.get(letta, "/v1/agents/templates")
    german = bare.get(letta, "/v1/agents/templates?language=de-AT")
    assert [one["key"] for one in german] == [one["key"] for one in english]
    assert german[0]["title"] == "Begleiter"
    assert bare.get(letta, "/v1/agents/templates?language=tlh") == english
    for starter in english:
        made = letta.agents.create(**starter["agent"], model=SCRIPTED, include_base_tools=True)
        assert made.name == starter["agent"]["name"]
        assert len(made.blocks) == len(starter["agent"]["memory_blocks"])
