"""Custom tools run in a sandbox, through the official SDK."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from letta_client import Letta, NotFoundError
from letta_client.types import AgentState, Tool

from tests.model_server import ModelServer, Say

from .bare import get, post, put
from .conftest import SCRIPTED

ADD = '''
def add(a: int, b: int) -> int:
    """Add two numbers."""
    print("adding")
    return a + b
'''
NOTE = '''
def note(text: str, agent_state: "AgentState") -> str:
    """Write a note about the person."""
    agent_state.memory.update_block_value(label="human", value=text)
    return agent_state.name
'''
LOOK = '''
import os

def look() -> dict:
    """Look at the environment."""
    return {"key": "It is " + os.environ["KEY"]}
'''
COUNT = """
enum Unit { Words = "words", Letters = "letters" }

/**
 * Counts what is in a text.
 *
 * @param text What to count in.
 */
export async function count(text: string, unit: Unit = Unit.Words): Promise<number> {
  console.log(unit);
  return unit === Unit.Words ? text.split(" ").length : text.length as number;
}
"""
FETCH = '''
import js

async def ask(url: str) -> int:
    """Ask a server."""
    return (await js.fetch(url)).status
'''


@contextmanager
def made(letta: Letta, source: str, **fields: Any) -> Iterator[tuple[Tool, AgentState]]:
    """A tool, and an agent that holds it."""
    tool = letta.tools.create(source_code=source, **fields)
    agent = letta.agents.create(
        name="Sam",
        model=SCRIPTED,
        tool_ids=[tool.id],
        include_base_tools=False,
        memory_blocks=[{"label": "human", "value": "Name: Ada"}],
        secrets={"KEY": "sk-very-secret"},
    )
    yield tool, agent
    letta.agents.delete(agent.id)
    letta.tools.delete(tool.id)


def run(letta: Letta, agent: AgentState, name: str, **arguments: Any) -> Any:
    return letta.agents.tools.run(name, agent_id=agent.id, args=arguments)


@pytest.fixture(scope="module")
def adder(letta: Letta) -> Iterator[AgentState]:
    """An agent that adds. One sandbox serves all its calls."""
    with made(letta, ADD) as (_, agent):
        yield agent


def test_an_agent_calls_a_custom_tool(letta: Letta, adder: AgentState, model: ModelServer) -> None:
    model.script(Say(calls=[("add", {"a": 2, "b": "3"})]), Say("It is five."))
    answer = letta.agents.messages.create(adder.id, input="Add them.")
    [returned] = [one for one in answer.messages if one.message_type == "tool_return_message"]
    assert (returned.tool_return, returned.status) == ("5", "success")
    assert (returned.stdout, returned.stderr) == (["adding\n"], [])


def test_a_tool_that_a_person_runs_tells_all_that_happened(letta: Letta, adder: AgentState) -> None:
    done = run(letta, adder, "add", a=2, b=3)
    assert (done.status, done.func_return, done.stdout, done.stderr) == ("success", 5, ["adding\n"], [])
    assert done.sandbox_config_fingerprint
    failed = run(letta, adder, "add", a="x", b=3)
    assert (failed.status, failed.func_return) == ("error", None)
    assert "in add\n    return a + b" in (failed.stderr or [""])[0]


def test_what_a_tool_writes_to_a_block_is_memory(letta: Letta) -> None:
    with made(letta, NOTE) as (_, agent):
        assert run(letta, agent, "note", text="Name: Bob").func_return == "Sam"
        assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Name: Bob"


def test_a_secret_is_granted_by_name_and_never_told(letta: Letta) -> None:
    with made(letta, LOOK) as (tool, agent):
        refused = run(letta, agent, "look")
        assert (refused.status, "KeyError: 'KEY'" in (refused.stderr or [""])[0]) == ("error", True)
        put(letta, f"/v1/tools/{tool.id}/grants", {"variables": [{"name": "KEY"}]})
        assert run(letta, agent, "look").func_return == {"key": "It is [secret KEY]"}


def test_a_secrets_value_for_the_session_is_used_by_agents_and_for_nobody_and_never_told(
    letta: Letta,
) -> None:
    with made(letta, LOOK) as (tool, agent):
        at, mine = f"/v1/tools/{tool.id}", {"secret": "mine for now"}
        state = {"name": "KEY", "host": "", "kept": None, "is_locked": False}
        masked, trial = {"key": "It is [secret KEY]"}, {"source_code": LOOK, "tool_id": tool.id}
        with pytest.raises(NotFoundError, match="Grant it first"):
            put(letta, f"{at}/secrets/KEY", mine)
        put(letta, f"{at}/grants", {"variables": [{"name": "KEY"}]})
        assert get(letta, f"{at}/secrets") == [state]
        assert "KeyError: 'KEY'" in post(letta, "/v1/tools/run", trial)["stderr"][0]
        assert put(letta, f"{at}/secrets/KEY", mine) == {**state, "kept": "session"}
        assert run(letta, agent, "look").func_return == masked
        assert json.loads(post(letta, "/v1/tools/run", trial)["tool_return"]) == masked
        changed = post(letta, "/v1/tools/run", {**trial, "source_code": f"{LOOK}\n# and more"})
        assert "KeyError: 'KEY'" in changed["stderr"][0] and "has changed since" in changed["tool_return"]
        letta.delete(f"{at}/secrets/KEY", cast_to=object)
        assert get(letta, f"{at}/secrets") == [state]
        with pytest.raises(NotFoundError):
            letta.delete(f"{at}/secrets/KEY", cast_to=object)


def test_what_is_for_the_session_moves_into_the_vault_which_says_when_it_is_locked(letta: Letta) -> None:
    with made(letta, LOOK) as (tool, agent):
        at, trial = f"/v1/tools/{tool.id}", {"source_code": LOOK, "tool_id": tool.id}
        put(letta, f"{at}/grants", {"variables": [{"name": "KEY"}]})
        put(letta, f"{at}/secrets/KEY", {"secret": "mine for now"})
        post(letta, "/v1/vault", {"passphrase": "a horse, a staple"})
        try:
            put(letta, "/v1/vault/entries", {"kind": "tool", "owner": tool.id, "name": "KEY"})
            [open_] = get(letta, f"{at}/secrets")
            post(letta, "/v1/vault/lock", {})
            [locked] = get(letta, f"{at}/secrets")
            assert open_ == {"name": "KEY", "host": "", "kept": "vault", "is_locked": False}
            assert locked == {**open_, "is_locked": True}
            told = run(letta, agent, "look"), post(letta, "/v1/tools/run", trial)
            assert all("The vault is locked." in str(each) for each in told)
            letta.delete(f"{at}/secrets/KEY", cast_to=object)
            assert get(letta, "/v1/vault/entries") == []
        finally:
            letta.delete("/v1/vault", cast_to=object)


def test_a_host_is_reached_when_it_is_granted_and_never_before(letta: Letta, model: ModelServer) -> None:
    with made(letta, FETCH) as (tool, agent):
        url = f"{model.url}/models"
        refused = run(letta, agent, "ask", url=url)
        assert "was not granted the host" in (refused.stderr or [""])[0]
        host = model.url.removesuffix("/v1")
        put(letta, f"/v1/tools/{tool.id}/grants", {"hosts": [{"host": host, "methods": ["GET"]}]})
        done = run(letta, agent, "ask", url=url)
        assert (done.func_return, done.stderr) == (200, [])


def test_typescript_describes_itself_and_runs_without_its_types(letta: Letta) -> None:
    with made(letta, COUNT, source_type="typescript") as (tool, agent):
        body = {"code": COUNT, "source_type": "typescript"}
        assert letta.post("/v1/tools/generate-schema", cast_to=object, body=body) == tool.json_schema
        assert (tool.json_schema or {})["parameters"] == {
            "type": "object",
            "properties": {
                "text": {"type": "string", "description": "What to count in."},
                "unit": {"type": "string", "enum": ["words", "letters"], "description": ""},
            },
            "required": ["text"],
        }
        done = run(letta, agent, "count", text="one two three")
        assert (done.func_return, done.stdout) == (3, ["words\n"])


@pytest.mark.parametrize(
    ("language", "code", "results"),
    [
        ("python", "print('hi')\nsum(range(5))", [10]),
        ("ts", "console.log('hi'); const n: number = 4; [n].map((each) => each * 2)", [[8]]),
    ],
)
def test_run_code_tells_what_code_prints_and_is_worth(
    letta: Letta, language: str, code: str, results: list[Any]
) -> None:
    [tool] = letta.tools.list(name="run_code").items
    assert (tool.tool_type, tool.default_requires_approval) == ("letta_builtin", True)
    agent = letta.agents.create(model=SCRIPTED, tools=["run_code"], include_base_tools=False)
    done = run(letta, agent, "run_code", code=code, language=language)
    assert done.func_return == {"results": results, "logs": {"stdout": "hi\n", "stderr": ""}}
    letta.agents.delete(agent.id)


def test_source_is_tried_before_a_tool_is_made_of_it(letta: Letta) -> None:
    body = {"source_code": LOOK, "args": {}, "env_vars": {"KEY": "mine"}}
    done = post(letta, "/v1/tools/run", body)
    assert (done["message_type"], done["status"], done["tool_return"]) == (
        "tool_return_message",
        "success",
        '{"key": "It is mine"}',
    )
    failed = post(letta, "/v1/tools/run", {"source_code": ADD, "args": {"a": 1}})
    assert (failed["status"], "missing 1 required" in failed["stderr"][0]) == ("error", True)


def test_a_package_that_nobody_granted_is_told_by_its_name(letta: Letta) -> None:
    with made(letta, LOOK, pip_requirements=[{"name": "no-such-package"}]) as (_, agent):
        done = run(letta, agent, "look")
        assert (done.status, "no-such-package (for the tool)" in (done.stderr or [""])[0]) == ("error", True)
