"""Agents through the official SDK: made, listed, changed, exported, deleted."""

import json
from datetime import datetime
from typing import Any

import pytest
from letta_client import APIStatusError, ConflictError, Letta, NotFoundError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say

from .conftest import SCRIPTED, valid


def test_the_server_is_healthy(letta: Letta) -> None:
    assert letta.health().status == "ok"


def test_a_new_agent_is_what_was_asked_for(letta: Letta, agent: AgentState) -> None:
    assert (agent.name, agent.agent_type, agent.model) == ("Sam", "letta_v1_agent", SCRIPTED)
    assert {block.label: block.value for block in agent.memory.blocks} == {
        "human": "Name: Ada",
        "persona": "Kind.",
    }
    assert {tool.name for tool in agent.tools} == {"conversation_search", "memory_insert", "memory_replace"}
    assert isinstance(agent.created_at, datetime)
    assert agent.created_at.tzinfo is not None
    assert agent.llm_config.context_window == 12_288
    assert agent.api_model_settings is not None
    assert agent.api_model_settings.provider_type == "openai"


def test_every_setting_comes_back(letta: Letta, model: ModelServer) -> None:
    settings = {
        "agent_type": "memgpt_v2_agent",
        "description": "Tries everything",
        "metadata": {"team": {"size": 3}},
        "system": "Be brief.",
        "tags": ["one", "two"],
        "timezone": "Europe/Berlin",
        "message_buffer_autoclear": True,
        "embedding": "openai/text-embedding-3-small",
        "response_format": {"type": "json_object"},
        "compaction_settings": {"model": SCRIPTED, "mode": "all"},
    }
    made = letta.agents.create(
        name="All",
        model=SCRIPTED,
        context_window_limit=4_000,
        max_tokens=100,
        model_settings={"provider_type": "openai", "temperature": 0.5, "parallel_tool_calls": True},
        secrets={"KEY": "value"},
        tools=["archival_memory_insert"],
        tool_rules=[{"type": "exit_loop", "tool_name": "archival_memory_insert"}],
        **settings,
    )
    kept = letta.agents.retrieve(
        made.id, include=["agent.tags", "agent.tools", "agent.secrets", "agent.blocks"]
    )
    shown = json.loads(kept.to_json())
    assert {name: shown[name] for name in settings if name != "compaction_settings"} == {
        name: value for name, value in settings.items() if name != "compaction_settings"
    }
    assert shown["compaction_settings"].items() >= settings["compaction_settings"].items()
    assert (kept.llm_config.context_window, kept.llm_config.max_tokens) == (4_000, 100)
    assert (kept.llm_config.temperature, kept.llm_config.parallel_tool_calls) == (0.5, True)
    assert [(secret.key, secret.value) for secret in kept.secrets or []] == [("KEY", "value")]
    assert "archival_memory_insert" in {tool.name for tool in kept.tools}
    assert ("archival_memory_insert", "exit_loop") in {
        (rule.tool_name, rule.type) for rule in kept.tool_rules or []
    }
    letta.agents.delete(made.id)


def test_relations_are_shown_when_asked_for(letta: Letta, agent: AgentState) -> None:
    bare = letta.agents.retrieve(agent.id)
    whole = letta.agents.retrieve(agent.id, include=["agent.blocks", "agent.tools"])
    assert (bare.blocks, bare.tools, bare.tags) == ([], [], [])
    assert (len(whole.blocks), len(whole.tools)) == (2, 3)


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_join_into_the_whole_list(letta: Letta, model: ModelServer, order: str) -> None:
    ids = [
        letta.agents.create(name=f"page {n}", model=SCRIPTED, tags=[f"paged {order}"]).id for n in range(7)
    ]
    pages = letta.agents.list(tags=[f"paged {order}"], order=order, limit=3)
    assert [agent.id for agent in valid(pages)] == (ids if order == "asc" else ids[::-1])
    before = letta.agents.list(tags=[f"paged {order}"], order="asc", limit=2, before=ids[5])
    assert [agent.id for agent in before.items] == ids[3:5]
    for agent_id in ids:
        letta.agents.delete(agent_id)


def test_lists_are_filtered(letta: Letta, model: ModelServer) -> None:
    one = letta.agents.create(name="Filter One", model=SCRIPTED, tags=["f1", "f2"], project_id="p1")
    two = letta.agents.create(name="Filter Two", model=SCRIPTED, tags=["f1"])
    listed = letta.agents.list

    assert {agent.id for agent in listed(tags=["f1"])} == {one.id, two.id}
    assert [agent.id for agent in listed(tags=["f1", "f2"], match_all_tags=True)] == [one.id]
    assert [agent.id for agent in listed(name="Filter Two")] == [two.id]
    assert {agent.id for agent in listed(query_text="filter")} == {one.id, two.id}
    assert [agent.id for agent in listed(project_id="p1")] == [one.id]
    letta.agents.messages.create(two.id, input="hi")
    assert [agent.id for agent in listed(tags=["f1"], last_stop_reason="end_turn")] == [two.id]
    assert [agent.id for agent in listed(tags=["f1"], order_by="last_run_completion")] == [two.id, one.id]
    assert {"f1", "f2"} <= set(letta.tags.list())
    assert letta.tags.list(name="f2") == ["f2"]
    assert letta.tags.list(name="f", limit=1, after="f1") == ["f2"]
    letta.agents.delete(one.id)
    letta.agents.delete(two.id)


def test_hidden_agents_are_listed_on_request_alone(letta: Letta, model: ModelServer) -> None:
    made = letta.agents.create(model=SCRIPTED, tags=["secret"], hidden=True)
    assert list(letta.agents.list(tags=["secret"])) == []
    shown = letta.agents.list(tags=["secret"], extra_query={"show_hidden_agents": True})
    assert [agent.id for agent in shown] == [made.id]
    letta.agents.delete(made.id)


@pytest.mark.parametrize(
    ("agent_type", "said"),
    [
        ("letta_v1_agent", Say("Hello.")),
        ("memgpt_v2_agent", Say(calls=[("send_message", {"message": "Hello."})])),
        ("memgpt_agent", Say(calls=[("send_message", {"message": "Hello."})])),
        ("react_agent", Say("Hello.")),
        ("workflow_agent", Say("Hello.")),
    ],
)
def test_an_agent_of_each_type_answers(letta: Letta, model: ModelServer, agent_type: Any, said: Say) -> None:
    made = letta.agents.create(model=SCRIPTED, agent_type=agent_type)
    model.script(said)
    answer = letta.agents.messages.create(made.id, input="hi")
    spoken = [m.content for m in answer.messages if m.message_type == "assistant_message"]
    assert (made.agent_type, spoken) == (agent_type, ["Hello."])
    letta.agents.delete(made.id)


def test_an_agent_can_begin_with_a_conversation(letta: Letta, model: ModelServer) -> None:
    made = letta.agents.create(
        model=SCRIPTED,
        initial_message_sequence=[
            {"role": "user", "content": "I am Ada"},
            {"role": "assistant", "content": "Hello, Ada!"},
        ],
    )
    assert said(letta, made.id)[1:] == [("user_message", "I am Ada"), ("assistant_message", "Hello, Ada!")]
    letta.agents.delete(made.id)


@pytest.mark.parametrize("wish", [{"agent_type": "voice_convo_agent"}, {"from_template": "companion:latest"}])
def test_what_only_lettas_cloud_makes_is_refused_in_words(letta: Letta, wish: dict[str, Any]) -> None:
    with pytest.raises(APIStatusError) as raised:
        letta.agents.create(model=SCRIPTED, **wish)
    assert raised.value.status_code == 501
    assert raised.value.body["detail"].endswith(".")


def test_an_update_changes_what_it_names_and_nothing_else(letta: Letta, agent: AgentState) -> None:
    changed = letta.agents.update(agent.id, description="new", tags=["x"])
    assert (changed.description, changed.tags) == ("new", ["x"])
    before, after = json.loads(agent.to_json()), json.loads(changed.to_json())
    assert {key for key in after if after[key] != before[key]} == {"description", "tags", "updated_at"}


def test_a_new_system_prompt_is_compiled(letta: Letta, agent: AgentState) -> None:
    letta.agents.update(agent.id, system="Answer in verse.")
    prompt = json.loads(letta.agents.recompile(agent.id, dry_run=True))
    assert prompt.startswith("Answer in verse.")
    assert "Name: Ada" in prompt
    [first] = letta.agents.messages.list(agent.id, limit=1, order="asc").items
    assert first.message_type == "system_message"
    assert "Answer in verse." in first.content


def test_a_deleted_agent_is_gone_and_its_blocks_are_not(letta: Letta, model: ModelServer) -> None:
    made = letta.agents.create(model=SCRIPTED, memory_blocks=[{"label": "human", "value": "stays"}])
    letta.agents.delete(made.id)
    with pytest.raises(NotFoundError):
        letta.agents.retrieve(made.id)
    with pytest.raises(NotFoundError):
        letta.agents.delete(made.id)
    assert letta.blocks.retrieve(made.memory.blocks[0].id).value == "stays"


def test_an_agent_travels_in_a_file(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})]), Say("Noted."))
    letta.agents.messages.create(agent.id, input="I like tea")
    letta.agents.passages.create(agent.id, text="A long story about tea", tags=["story"])
    letta.agents.update(agent.id, tags=["traveller"], secrets={"KEY": "top secret"})

    file = letta.agents.export_file(agent.id)
    assert "top secret" not in str(file)
    imported = letta.agents.import_file(file=("sam.af", str(file).encode()), secrets='{"KEY": "given"}')
    twin = letta.agents.retrieve(
        imported.agent_ids[0], include=["agent.blocks", "agent.tags", "agent.secrets"]
    )

    assert (twin.name, twin.tags, twin.model) == ("Sam_copy", ["traveller"], SCRIPTED)
    assert [(secret.key, secret.value) for secret in twin.secrets or []] == [("KEY", "given")]
    assert {block.label: block.value for block in twin.blocks} == {
        "human": "Name: Ada\nLikes tea",
        "persona": "Kind.",
    }
    assert said(letta, twin.id) == said(letta, agent.id)
    assert [passage.text for passage in letta.agents.passages.list(twin.id)] == ["A long story about tea"]
    assert letta.agents.messages.create(twin.id, input="still there?").stop_reason.stop_reason == "end_turn"
    letta.agents.delete(twin.id)


def test_a_file_can_be_renamed_and_stripped(letta: Letta, agent: AgentState) -> None:
    letta.agents.messages.create(agent.id, input="hi")
    file = str(letta.agents.export_file(agent.id)).encode()
    [plain] = letta.agents.import_file(file=file, append_copy_suffix=False, strip_messages=True).agent_ids
    [named] = letta.agents.import_file(file=file, name="Zoe").agent_ids
    assert letta.agents.retrieve(plain).name == "Sam"
    assert [kind for kind, _ in said(letta, plain)] == ["system_message"]
    assert letta.agents.retrieve(named).name == "Zoe"
    letta.agents.delete(plain)
    letta.agents.delete(named)


def said(letta: Letta, agent_id: str) -> list[tuple[str, object]]:
    """The history, without the text of the system prompt: that names the agent."""
    messages = valid(letta.agents.messages.list(agent_id, order="asc"))
    return [
        (m.message_type, getattr(m, "content", None) or getattr(m, "tool_return", None))
        if m.message_type != "system_message"
        else (m.message_type, None)
        for m in messages
    ]


def test_two_blocks_of_one_label_are_a_conflict(letta: Letta, model: ModelServer) -> None:
    with pytest.raises(ConflictError):
        letta.agents.create(
            model=SCRIPTED, memory_blocks=[{"label": "human", "value": text} for text in "ab"]
        )
