"""Tools that people make, through the official SDK."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import BadRequestError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState, Tool

from .conftest import SCRIPTED, valid

ROLL = '''
def roll(sides: int, times: int = 1) -> str:
    """
    Roll a die.

    Args:
        sides (int): How many sides it has.
        times (int): How often.

    Returns:
        str: What came up.
    """
    raise SystemExit("it ran")
'''


@pytest.fixture
def roll(letta: Letta) -> Iterator[Tool]:
    made = letta.tools.create(source_code=ROLL, tags=["dice"])
    yield made
    letta.tools.delete(made.id)


def test_a_tool_is_made_of_its_source(letta: Letta, roll: Tool) -> None:
    assert (roll.name, roll.tool_type, roll.description) == ("roll", "custom", "Roll a die.")
    assert (roll.source_code, roll.tags, roll.return_char_limit) == (ROLL, ["dice"], 50_000)
    assert roll.json_schema == {
        "name": "roll",
        "description": "Roll a die.",
        "parameters": {
            "type": "object",
            "properties": {
                "sides": {"type": "integer", "description": "How many sides it has."},
                "times": {"type": "integer", "description": "How often.", "default": 1},
            },
            "required": ["sides"],
        },
    }
    assert letta.tools.retrieve(roll.id) == roll
    assert letta.post("/v1/tools/generate-schema", cast_to=object, body={"code": ROLL}) == roll.json_schema


def test_a_tool_is_changed_by_its_name_or_its_id(letta: Letta, roll: Tool) -> None:
    longer = letta.tools.upsert(source_code=ROLL.replace("Roll a die.", "Roll one die."))
    assert (longer.id, longer.description, longer.tags) == (roll.id, "Roll one die.", ["dice"])
    assert letta.tools.create(source_code=ROLL).id == roll.id
    packages: dict[str, Any] = {
        "pip_requirements": [{"name": "numpy", "version": "2.0"}],
        "npm_requirements": [],
    }
    kept = letta.tools.update(
        roll.id, return_char_limit=10, description="Throw.", default_requires_approval=True, **packages
    )
    assert kept == letta.tools.retrieve(roll.id)
    assert (kept.return_char_limit, kept.default_requires_approval) == (10, True)
    assert (kept.pip_requirements or [])[0].name == "numpy"
    assert kept.json_schema is not None
    assert kept.json_schema["description"] == kept.description == "Throw."
    with pytest.raises(BadRequestError, match="already"):
        letta.tools.update(roll.id, source_code=ROLL.replace("roll(", "memory_insert("))


def test_a_renamed_tool_keeps_its_rules(letta: Letta, roll: Tool) -> None:
    rules: list[Any] = [
        {"type": "requires_approval", "tool_name": "roll"},
        {
            "type": "constrain_child_tools",
            "tool_name": "memory_insert",
            "children": ["roll", "memory_insert"],
        },
        {"type": "conditional", "tool_name": "memory_insert", "child_output_mapping": {"roll": "roll"}},
    ]
    agent = letta.agents.create(
        model=SCRIPTED, tool_ids=[roll.id], tool_rules=rules, include_base_tool_rules=False
    )
    renamed = letta.tools.update(roll.id, source_code=ROLL.replace("roll(", "throw("))
    assert (renamed.id, renamed.name) == (roll.id, "throw")
    kept = letta.agents.retrieve(agent.id, include=["agent.tools"])
    gate, children, mapping = list[Any](kept.tool_rules or [])
    assert (gate.tool_name, children.children) == ("throw", ["throw", "memory_insert"])
    assert mapping.child_output_mapping == {"roll": "throw"}
    assert "throw" in {tool.name for tool in kept.tools}
    letta.agents.delete(agent.id)


def test_a_tool_can_be_described_by_a_schema_instead(letta: Letta) -> None:
    parameters: dict[str, Any] = {"properties": {"to": {"type": "string"}}, "required": ["to"]}
    schema: dict[str, Any] = {"name": "fly", "parameters": parameters}
    made = letta.tools.create(source_code="fly = None", json_schema=schema)
    assert made.json_schema == {
        "name": "fly",
        "description": "",
        "parameters": {"type": "object", "properties": {"to": {"type": "string"}}, "required": ["to"]},
    }
    arguments: dict[str, Any] = {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "title": "Arguments",
    }
    again = letta.tools.upsert(source_code='def fly(*args):\n  """Go."""', args_json_schema=arguments)
    assert (again.id, again.json_schema) == (
        made.id,
        {"name": "fly", "description": "Go.", "parameters": {**arguments, "required": []}},
    )
    letta.tools.delete(made.id)
    with pytest.raises(NotFoundError):
        letta.tools.retrieve(made.id)


@pytest.mark.parametrize(
    "fields",
    [
        {"source_code": "def x(:"},
        {"source_code": "def nodoc(a: int):\n  return a"},
        {"source_code": "function x() {}", "source_type": "typescript"},
        {"source_code": "", "json_schema": {"description": "no name"}},
        {"source_code": "", "json_schema": {"name": "has spaces"}},
        {"source_code": "", "json_schema": {"name": "list", "parameters": {"type": "array"}}},
        {"source_code": 'def memory_insert():\n  """Mine."""'},
    ],
)
def test_what_can_not_be_a_tool_is_refused(letta: Letta, fields: dict[str, Any]) -> None:
    before = letta.get("/v1/tools/count", cast_to=int)
    with pytest.raises(BadRequestError):
        letta.tools.create(**fields)
    assert letta.get("/v1/tools/count", cast_to=int) == before


def test_limits_are_checked(letta: Letta, roll: Tool) -> None:
    with pytest.raises(UnprocessableEntityError):
        letta.tools.create(source_code=ROLL, return_char_limit=0)
    with pytest.raises(UnprocessableEntityError):
        letta.tools.update(roll.id, pip_requirements=[{"name": ""}])


def test_built_in_tools_can_be_set_but_not_broken(letta: Letta) -> None:
    [listed] = letta.tools.list(name="memory_rethink").items
    tool = letta.tools.retrieve(listed.id)
    assert letta.tools.update(tool.id, return_char_limit=99).return_char_limit == 99
    letta.tools.update(tool.id, return_char_limit=50_000)
    broken: dict[str, Any] = {"source_code": 'def memory_rethink():\n  """Forget."""'}
    with pytest.raises(BadRequestError, match="built-in"):
        letta.tools.update(tool.id, **broken)
    with pytest.raises(BadRequestError, match="built-in"):
        letta.tools.update(tool.id, json_schema={"name": "memory_rethink"})
    with pytest.raises(BadRequestError, match="built-in"):
        letta.tools.delete(tool.id)
    assert letta.tools.retrieve(tool.id) == tool
    everything = letta.post("/v1/tools/add-base-tools", cast_to=list[Tool])
    assert tool.name in {one.name for one in everything}


def test_tools_are_listed_page_by_page_and_searched(letta: Letta, roll: Tool) -> None:
    names = [tool.name for tool in valid(letta.tools.list(order="asc", limit=4))]
    assert names[-1] == "roll"
    assert names[::-1] == [tool.name for tool in valid(letta.tools.list(limit=5))]
    letta_only = {tool.tool_type for tool in valid(letta.tools.list(return_only_letta_tools=True))}
    assert "custom" not in letta_only
    both = valid(letta.tools.list(tool_types=["custom,letta_core"]))
    assert {tool.tool_type for tool in both} == {"custom", "letta_core"}

    [best, *_] = letta.tools.search(query="rolling dice", limit=3)
    assert (best.tool, best.combined_score > 0) == (roll, True)
    assert [hit.tool.name for hit in letta.tools.search(query="roll", tool_types=["letta_core"])] == []
    assert [hit.tool.name for hit in letta.tools.search(tags=["dice"])] == ["roll"]
    assert len(letta.tools.search(limit=4)) == 4
    with pytest.raises(BadRequestError):
        letta.tools.search(query="x", tool_types=["magic"])


def test_built_in_tools_are_run_in_an_agents_place(letta: Letta, agent: AgentState) -> None:
    def run(name: str, **args: object) -> Any:
        return letta.agents.tools.run(name, agent_id=agent.id, args=args)

    done = run("memory_insert", label="human", new_string="Likes tea")
    assert (done.status, done.func_return) == ("success", "Name: Ada\nLikes tea")
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Name: Ada\nLikes tea"
    assert run("conversation_search", query="tea").func_return == {
        "message": "No results found.",
        "results": [],
    }
    missed = run("memory_replace", label="human", old_string="Bob", new_string="x")
    assert (missed.status, missed.func_return) == ("error", None)
    assert "EditError" in missed.stderr[0]
    assert run("memory_insert", bogus=1).status == "error"
    with pytest.raises(NotFoundError):
        run("nothing")


def test_a_return_is_cut_at_its_tools_limit(letta: Letta, agent: AgentState) -> None:
    [tool] = letta.tools.list(name="memory_insert").items
    letta.tools.update(tool.id, return_char_limit=9)
    done = letta.agents.tools.run(
        "memory_insert", agent_id=agent.id, args={"label": "human", "new_string": "x"}
    )
    letta.tools.update(tool.id, return_char_limit=50_000)
    assert str(done.func_return).startswith("Name: Ada…")
