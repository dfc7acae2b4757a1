"""Agent files through the official SDK: what an agent is goes with it, and a broken file changes nothing."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from letta_client import BadRequestError, Letta
from letta_client.types import AgentState

from tests.mcp_server import McpServer
from tests.model_server import ModelServer, Say

from .conftest import SCRIPTED

_TOLD = os.environ.get("LETTAWASM_GROUND_TRUTH")
FOLDER = Path(_TOLD or Path(__file__).resolve().parents[3] / "shared" / "letta")
SAMPLES = sorted((FOLDER / "af").glob("*.af"))


def exported(letta: Letta, agent_id: str, **options: Any) -> dict[str, Any]:
    file = letta.agents.export_file(agent_id, **options)
    value: dict[str, Any] = json.loads(file) if isinstance(file, str) else file
    return value


def imported(letta: Letta, file: dict[str, Any], **options: Any) -> str:
    fields = {"append_copy_suffix": False, **options}
    [agent_id] = letta.agents.import_file(file=json.dumps(file).encode(), **fields).agent_ids
    return agent_id


def test_a_copy_makes_the_same_file_as_its_original(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})]), Say("Noted."))
    letta.agents.messages.create(agent.id, input="I like tea")
    letta.agents.passages.create(agent.id, text="A long story", tags=["story"])
    folder = letta.folders.create(name="travel notes")
    letta.folders.files.upload(folder.id, file=("a.txt", b"one\ntwo"))
    letta.agents.folders.attach(folder.id, agent_id=agent.id)
    first = exported(letta, agent.id)

    letta.folders.delete(folder.id)  # so that its name is free
    copy = imported(letta, first)
    assert json.dumps(exported(letta, copy)) == json.dumps(first)
    [carried] = letta.agents.folders.list(copy).items
    assert [file.content for file in letta.folders.files.list(carried.id, include_content=True)] == [
        "one\ntwo"
    ]
    letta.agents.delete(copy)
    letta.folders.delete(carried.id)


def test_an_agent_travels_with_its_group_its_owner_and_its_servers(
    letta: Letta, agent: AgentState, mcp_server: McpServer
) -> None:
    config = {"mcp_server_type": "streamable_http", "server_url": mcp_server.url}
    server = letta.mcp_servers.create(server_name="travelling", config=config)  # type: ignore[arg-type]
    [weather] = [t for t in letta.mcp_servers.tools.list(str(server.id)) if t.name == "weather"]
    other = letta.agents.create(name="Ott", model=SCRIPTED)
    letta.agents.tools.attach(weather.id, agent_id=other.id)
    lead = {"manager_type": "supervisor", "manager_agent_id": agent.id}
    whom: Any = {"identifier_key": "whom", "name": "Ada", "identity_type": "user", "agent_ids": [other.id]}
    owner: Any = letta.post("/v1/identities/", body=whom, cast_to=object)
    group: Any = {"agent_ids": [other.id], "description": "A team", "manager_config": lead}
    letta.post("/v1/groups/", body=group, cast_to=object)
    first = exported(letta, agent.id)

    letta.mcp_servers.delete(str(server.id))
    letta.delete(f"/v1/identities/{owner['id']}", cast_to=object)
    upload = json.dumps(first).encode()
    boss, member = letta.agents.import_file(file=upload, append_copy_suffix=False).agent_ids
    assert json.dumps(exported(letta, boss)) == json.dumps(first)
    [again] = [one for one in letta.mcp_servers.list() if one.server_name == "travelling"]
    [carried] = [t for t in letta.agents.tools.list(member).items if t.tool_type == "external_mcp"]
    done = letta.mcp_servers.tools.run(carried.id, mcp_server_id=str(again.id), args={"place": "Rome"})
    assert done.func_return == "Rain in Rome"
    twin = letta.agents.retrieve(member, include=["agent.identities"])
    assert [one.identifier_key for one in twin.identities or []] == ["whom"]
    letta.mcp_servers.delete(str(again.id))
    for one in (boss, member, other.id):
        letta.agents.delete(one)


def test_calls_that_wait_for_a_word_go_on_waiting_elsewhere(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    letta.agents.tools.update_approval("memory_insert", agent_id=agent.id, body_requires_approval=True)
    model.script(Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})]))
    asked = letta.agents.messages.create(agent.id, input="I like tea").messages[-1]
    copy = imported(letta, exported(letta, agent.id))
    with pytest.raises(Exception, match="waiting for approval"):
        letta.agents.messages.create(copy, input="Hello?")
    model.script(Say("Done."))
    call_id = asked.tool_call.tool_call_id  # type: ignore[union-attr]
    word = {"type": "approval", "approvals": [{"type": "approval", "tool_call_id": call_id, "approve": True}]}
    answer = letta.agents.messages.create(copy, messages=[word])  # type: ignore[list-item]
    assert answer.stop_reason.stop_reason == "end_turn"
    assert letta.agents.blocks.retrieve("human", agent_id=copy).value == "Name: Ada\nLikes tea"
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Name: Ada"
    letta.agents.delete(copy)


def test_an_import_can_change_what_the_file_says(letta: Letta, agent: AgentState) -> None:
    letta.agents.messages.create(agent.id, input="hi")
    letta.agents.update(agent.id, secrets={"KEY": "top secret"})
    file = exported(letta, agent.id)
    assert "top secret" not in json.dumps(file)
    copy = imported(
        letta,
        file,
        name="Zoe",
        model=SCRIPTED,
        embedding="openai/small",
        project_id="project-1",
        strip_messages=True,
        env_vars_json='{"KEY": "given", "OTHER": "not in the file"}',
    )
    twin = letta.agents.retrieve(copy, include=["agent.secrets"])
    assert (twin.name, twin.model, twin.embedding, twin.project_id) == (
        *("Zoe", SCRIPTED, "openai/small", "project-1"),
    )
    assert [(one.key, one.value) for one in twin.secrets or []] == [("KEY", "given")]
    assert [m.message_type for m in letta.agents.messages.list(copy)] == ["system_message"]
    letta.agents.delete(copy)


def test_a_file_without_messages_keeps_them_and_passages_to_itself(letta: Letta, agent: AgentState) -> None:
    letta.agents.messages.create(agent.id, input="my private words")
    letta.agents.passages.create(agent.id, text="a private note")
    file = exported(letta, agent.id, scrub_messages=True)
    assert "private" not in json.dumps(file)
    more = exported(letta, agent.id, scrub_messages=True, extra_query={"include_passages": True})
    assert "a private note" in json.dumps(more)
    copy = imported(letta, file)
    assert letta.agents.messages.create(copy, input="still there?").stop_reason.stop_reason == "end_turn"
    letta.agents.delete(copy)


def test_one_of_several_conversations_travels(letta: Letta, agent: AgentState) -> None:
    letta.agents.messages.create(agent.id, input="said to the agent")
    conversation = letta.conversations.create(agent_id=agent.id)
    list(letta.conversations.messages.create(conversation.id, input="said elsewhere"))
    text = json.dumps(exported(letta, agent.id, conversation_id=conversation.id)["agents"][0]["messages"])
    assert "said elsewhere" in text
    assert "said to the agent" not in text


def test_a_tool_that_is_there_is_replaced_only_if_wished(letta: Letta, agent: AgentState) -> None:
    source = 'def greet(name: str) -> str:\n    """Greet.\n\n    Args:\n        name: Whom\n    """\n    return name\n'
    tool = letta.tools.create(source_code=source)
    letta.agents.tools.attach(tool.id, agent_id=agent.id)
    file = exported(letta, agent.id)
    letta.tools.update(tool.id, source_code=source.replace("return name", "return 'changed'"))
    kept = imported(letta, file, override_existing_tools=False)
    assert "changed" in (letta.tools.retrieve(tool.id).source_code or "")
    replaced = imported(letta, file)
    assert letta.tools.retrieve(tool.id).source_code == source
    for agent_id in (kept, replaced):
        letta.agents.delete(agent_id)
    letta.tools.delete(tool.id)


def test_everything_that_is_wrong_with_a_file_is_told_at_once(letta: Letta) -> None:
    before = [one.id for one in letta.agents.list(limit=1000)]
    with pytest.raises(BadRequestError) as refused:
        imported(letta, {"agents": [{"id": "agent-0", "block_ids": 3}], "tools": [{"id": "tool-0"}]})
    body = refused.value.response.json()
    assert [problem["path"] for problem in body["problems"]] == [
        *("agents.0.name", "agents.0.block_ids", "tools.0.name"),
    ]
    assert all(problem["path"] in body["detail"] for problem in body["problems"])
    assert [one.id for one in letta.agents.list(limit=1000)] == before


@pytest.mark.skipif(not SAMPLES, reason=f"no sample agent files at {FOLDER}")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_an_agent_of_lettas_own_files_lives_here(letta: Letta, path: Path) -> None:
    value = json.loads(path.read_text())
    copy = imported(letta, value, model=SCRIPTED)
    original = value["agents"][0] if "agents" in value else value
    assert letta.agents.retrieve(copy).name == original["name"]
    listed = letta.agents.messages.list(copy, limit=1000, order="asc").items
    assert {m.message_type for m in listed} >= {"system_message", "user_message", "tool_return_message"}
    letta.agents.delete(copy)
