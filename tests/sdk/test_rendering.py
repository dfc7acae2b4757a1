"""An agent's memory as text: in modes, and in words of its own, over the SDK's bare requests."""

import json
from contextlib import suppress
from typing import Any

import pytest
from letta_client import Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

OWN = """\
{{ greeting }}
{% for block in blocks %}* {{ block.label }}: {{ block.value }}
{% endfor %}"""


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def test_memory_is_shown_in_modes(letta: Letta, agent: AgentState) -> None:
    path = f"/v1/agents/{agent.id}/core-memory/rendered"
    letta.agents.blocks.update("persona", agent_id=agent.id, read_only=True)
    whole = get(letta, path)
    assert whole["problem"] is None
    assert whole["tokens"] > 10
    assert "<human>" in whole["text"] and "<persona>" in whole["text"]
    fixed = get(letta, path + "?mode=read_only")["text"]
    assert "<human>" not in fixed and "<persona>" in fixed
    free = get(letta, path + "?mode=read_write")["text"]
    assert "<human>" in free and "<persona>" not in free
    with pytest.raises(UnprocessableEntityError):
        get(letta, path + "?mode=sideways")


def test_an_agent_has_words_of_its_own_for_its_memory(letta: Letta, agent: AgentState) -> None:
    path = f"/v1/agents/{agent.id}/core-memory"
    with pytest.raises(NotFoundError):
        get(letta, path + "/template")
    body = {"source": OWN, "variables": {"greeting": "You know:"}, "mode": "read_write"}
    put: Any = letta.put(path + "/template", body=body, cast_to=object)
    assert put == {**body, "problem": None} == get(letta, path + "/template")
    words = "You know:\n* human: Name: Ada\n* persona: Kind.\n"
    assert get(letta, path + "/rendered")["text"] == words
    assert "<human>" in get(letta, path + "/rendered?template=letta")["text"]
    prompt = json.loads(str(letta.agents.recompile(agent.id, dry_run=True)))
    assert words in prompt and "<human>" not in prompt
    letta.agents.blocks.update("human", agent_id=agent.id, value="Name: Bob")
    letta.agents.messages.create(agent.id, input="hi")
    assert (
        "* human: Name: Bob\n"
        in letta.agents.messages.list(agent.id, order="asc").items[0].to_dict()["content"]
    )
    letta.delete(path + "/template", cast_to=object)
    assert "<human>" in get(letta, path + "/rendered")["text"]


def test_a_template_that_cannot_be_used_is_refused_with_its_line(letta: Letta, agent: AgentState) -> None:
    path = f"/v1/agents/{agent.id}/core-memory/template"
    for body, why in (
        ({"source": "fine\n{% for %}"}, "line 2"),
        ({"source": "{{ range(9) }}"}, "line 1"),
        ({"source": "x", "variables": {"blocks": 1}}, "variable"),
        ({"source": "x", "mode": "sideways"}, "read_only"),
    ):
        with pytest.raises(UnprocessableEntityError, match=why):
            letta.put(path, body=body, cast_to=object)
    with pytest.raises(NotFoundError):
        get(letta, path)


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "not " * 78 + "1 }}",
        "{{ " + "-" * 50 + "1 }}",
        "{{ " + "-" * 78 + "1 }}",
        "{{ 1" + " + 1" * 38 + " }}",
        "{{ memory" + ".a" * 38 + " }}",
        "{{ 1" + "|string" * 38 + " }}",
        "{{ " + "(" * 10 + "1" + ")" * 10 + " }}",
        "{{ " + "(" * 10_000 + " }}",
        "{% for a in blocks %}" * 10 + "x" + "{% endfor %}" * 10,
        "{% if 1 %}x" + "{% elif 1 %}" * 50 + "{% endif %}",
        "{{ '" + "\\U0001F600" * 1_000 + "' }}",
        "{% raw %}" * 1_000,
        "{#" * 5_000,
    ],
    ids=range(13),
)
def test_a_template_at_its_limits_harms_no_host(letta: Letta, agent: AgentState, source: str) -> None:
    path = f"/v1/agents/{agent.id}/core-memory"
    with suppress(UnprocessableEntityError):
        letta.put(path + "/template", body={"source": source}, cast_to=object)
    assert get(letta, path + "/rendered")["text"]


def test_a_template_that_fails_leaves_the_layout_to_letta_and_says_so(
    letta: Letta, agent: AgentState
) -> None:
    path = f"/v1/agents/{agent.id}/core-memory"
    put: Any = letta.put(path + "/template", body={"source": "{{ memory.cat.value }}"}, cast_to=object)
    assert "undefined" in put["problem"] or "no attribute" in put["problem"]
    rendered = get(letta, path + "/rendered")
    assert rendered["problem"] == put["problem"]
    assert "<human>" in rendered["text"]


def test_memory_can_be_shown_as_in_a_project(letta: Letta, agent: AgentState) -> None:
    body = {"name": "Tea", "path": "/tea"}
    project: Any = letta.post("/v1/projects/", body=body, cast_to=object)
    letta.blocks.create(label="human", value="Ada, who brews", project_id=project["id"])
    text = get(letta, f"/v1/agents/{agent.id}/core-memory/rendered?project_id={project['id']}")["text"]
    assert "Ada, who brews" in text and "Name: Ada" not in text and "Kind." in text
    letta.delete(f"/v1/projects/{project['id']}?with_blocks=true", cast_to=object)
