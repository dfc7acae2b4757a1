"""Tools and models through the official SDK, and errors as it knows them."""

from collections.abc import Callable
from typing import Any

import pytest
from letta_client import APIStatusError, BadRequestError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.model_server import ModelServer

from .conftest import OFFLINE, SCRIPTED, valid

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_built_in_tools_are_listed_and_read(letta: Letta) -> None:
    tools = valid(letta.tools.list(limit=5))
    names = [tool.name for tool in tools]
    assert len(set(names)) == len(names)
    assert {"memory_insert", "conversation_search", "archival_memory_search", "send_message"} <= set(names)
    one = letta.tools.retrieve(tools[0].id)
    assert one.to_dict() == tools[0].to_dict()
    assert one.json_schema is not None
    assert one.json_schema["name"] == one.name


def test_tools_are_filtered(letta: Letta) -> None:
    def found(**filters: Any) -> set[str | None]:
        return {tool.name for tool in valid(letta.tools.list(**filters))}

    assert found(name="memory_insert") == {"memory_insert"}
    assert found(names=["memory_insert", "send_message"]) == {"memory_insert", "send_message"}
    assert found(search="MEMORY_INS") >= {"memory_insert"}
    assert "send_message" in found(tool_types=["letta_core"])
    assert "send_message" not in found(exclude_tool_types=["letta_core"])
    assert "send_message" not in found(tool_types=["custom"])
    with pytest.raises(BadRequestError):
        found(tool_types=["magic"])


def test_tools_are_given_and_taken_away(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    [tool] = letta.tools.list(name="archival_memory_search").items
    letta.agents.tools.attach(tool.id, agent_id=agent.id)
    letta.agents.tools.attach(tool.id, agent_id=agent.id)
    assert [t.name for t in valid(letta.agents.tools.list(agent.id, limit=3))].count(tool.name) == 1
    letta.agents.messages.create(agent.id, input="hi")
    assert tool.name in [t["function"]["name"] for t in model.requests[-1].json["tools"]]

    letta.agents.tools.detach(tool.id, agent_id=agent.id)
    letta.agents.messages.create(agent.id, input="hi")
    assert tool.name not in [t["function"]["name"] for t in model.requests[-1].json["tools"]]


def test_models_are_listed_by_their_handles(letta: Letta, model: ModelServer) -> None:
    models = {one.handle: one for one in letta.models.list()}
    assert {OFFLINE, SCRIPTED} <= set(models)
    assert (models[SCRIPTED].context_window, models[SCRIPTED].provider_name) == (12_288, "scripted")
    assert [one.handle for one in letta.models.list(provider_name="scripted")] == [SCRIPTED]
    assert "lettawasm/static-128" in {one.handle for one in letta.models.embeddings.list()}


UNKNOWN: dict[str, Callable[[Letta], object]] = {
    "agent": lambda letta: letta.agents.retrieve(f"agent-{NOBODY}"),
    "block": lambda letta: letta.blocks.retrieve(f"block-{NOBODY}"),
    "message": lambda letta: letta.messages.retrieve(f"message-{NOBODY}"),
    "run": lambda letta: letta.runs.retrieve(f"run-{NOBODY}"),
    "step": lambda letta: letta.steps.retrieve(f"step-{NOBODY}"),
    "tool": lambda letta: letta.tools.retrieve(f"tool-{NOBODY}"),
    "model": lambda letta: letta.agents.create(model="scripted/nobody"),
}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_what_is_not_there_is_not_found(letta: Letta, model: ModelServer, kind: str) -> None:
    with pytest.raises(NotFoundError) as raised:
        UNKNOWN[kind](letta)
    assert isinstance(raised.value.body, dict)
    assert isinstance(raised.value.body["detail"], str)


REFUSED: dict[str, tuple[type[APIStatusError], Callable[[Letta], object]]] = {
    "a bad id": (UnprocessableEntityError, lambda letta: letta.agents.retrieve("Sam")),
    "a bad order": (UnprocessableEntityError, lambda letta: letta.agents.list(order="sideways")),
    "a bad type": (UnprocessableEntityError, lambda letta: letta.agents.create(name=5)),
    "no model": (BadRequestError, lambda letta: letta.agents.create(name="Sam")),
    "no such tool": (BadRequestError, lambda letta: letta.agents.create(model=OFFLINE, tools=["fly"])),
    "no agent file": (BadRequestError, lambda letta: letta.agents.import_file(file=b"{nonsense")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_done_is_refused_in_words(letta: Letta, what: str) -> None:
    error, ask = REFUSED[what]
    with pytest.raises(error) as raised:
        ask(letta)
    assert isinstance(raised.value.body, dict)
    assert raised.value.body["detail"]
