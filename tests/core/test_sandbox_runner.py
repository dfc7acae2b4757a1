"""Our Python inside the sandbox: how it calls a tool, and what it tells of that. Here without any sandbox."""

import json
import sys
from typing import Any

import pytest

from lettawasm.sandbox.inside.runner import run

CALL = {
    "source": "",
    "function": "f",
    "arguments": {},
    "agent_state": None,
    "env": {},
    "wheels": {},
    "output_limit": 1000,
}
STATE = {"id": "agent-1", "memory": {"blocks": [{"label": "human", "value": "old"}]}}


async def told(
    source: str, function: str = "f", state: Any = None, limit: int = 1000, env: Any = None, **arguments: Any
) -> dict[str, Any]:
    """What is told of a call, without what is empty."""
    job = {"source": source, "function": function, "arguments": arguments, "agent_state": state}
    answer = json.loads(await run(json.dumps({**CALL, **job, "env": env or {}, "output_limit": limit})))
    return {name: value for name, value in answer.items() if value not in (None, "")}


async def test_a_function_is_called_and_what_it_prints_is_kept() -> None:
    source = (
        "import sys\ndef f(a, b=2):\n    print('out')\n    print('err', file=sys.stderr)\n    return a + b"
    )
    assert await told(source, a=1) == {"value": 3, "stdout": "out\n", "stderr": "err\n"}


async def test_an_async_function_is_awaited() -> None:
    assert await told("import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 1") == {
        "value": 1
    }


async def test_source_without_a_function_has_the_value_of_its_last_expression() -> None:
    assert await told("import asyncio\nx = await asyncio.sleep(0, 20)\nx * 2", "") == {"value": 40}
    assert await told("x = 1", "") == {}


async def test_a_call_finds_nothing_of_the_call_before() -> None:
    await told("import os\nkept = 1\nos.environ['LEFT'] = 'x'\ndef f(): return kept")
    source = "import os\ndef f(): return [sorted(globals()), dict(os.environ)]"
    assert await told(source, env={"GRANTED": "1"}) == {
        "value": [
            ["__builtins__", "__doc__", "__loader__", "__name__", "__package__", "__spec__", "f", "os"],
            {"GRANTED": "1"},
        ]
    }


async def test_a_task_ends_with_the_call_that_left_it() -> None:
    source = """
import asyncio, sys
async def later():
    try:
        await asyncio.sleep(60)
    finally:
        print("ended")
async def f():
    asyncio.get_running_loop().left = asyncio.create_task(later())
    await asyncio.sleep(0)
"""
    assert await told(source) == {"stdout": "ended\n"}


COERCED = [
    ("int", "4", "4"),
    ("int", 4.0, "4"),
    ("int", "four", "'four'"),
    ("float", "1.5", "1.5"),
    ("bool", "True", "True"),
    ("str", 4, "4"),
    ("'int | None'", "4", "4"),
    ("Optional[int]", None, "None"),
    ("Union[int, str]", "4", "'4'"),
    ("list[int]", ["1", 2], "[1, 2]"),
    ("set[str]", ["a"], "{'a'}"),
    ("set", ["a"], "{'a'}"),
    ("tuple[int, str]", ["1", "b"], "(1, 'b')"),
    ("tuple[int, ...]", ["1", "2"], "(1, 2)"),
    ("dict[int, float]", {"1": 2}, "{1: 2.0}"),
    ("Annotated[int, 'how many']", "4", "4"),
    ("Literal['a']", "a", "'a'"),
    ("date", "2026-01-31", "datetime.date(2026, 1, 31)"),
    ("Color", "red", "<Color.RED: 'red'>"),
    ("Point", {"x": "1", "when": "2026-01-31"}, "Point(x=1, when=datetime.date(2026, 1, 31))"),
    ("list[Point | None]", [None, {"x": 1}], "[None, Point(x=1, when=None)]"),
    ("Model", {"x": "1"}, "Model(x=1)"),
    ("'Unheard'", {"x": "1"}, "{'x': '1'}"),
]
KINDS = """
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Literal, Optional, Union
from pydantic import BaseModel
class Color(Enum):
    RED = "red"
@dataclass
class Point:
    x: int
    when: date | None = None
class Model(BaseModel):
    x: int
"""


@pytest.mark.parametrize(("hint", "given", "got"), COERCED, ids=lambda value: str(value))
async def test_an_argument_comes_as_its_hint_says(hint: str, given: Any, got: str) -> None:
    assert await told(f"{KINDS}\ndef f(a: {hint}): return repr(a)", a=given) == {"value": got}


async def test_blocks_are_changed_through_the_state_of_the_agent() -> None:
    source = """
def f(agent_state: "AgentState", add: str):
    block = agent_state.memory.get_block("human")
    block.value += add
    agent_state.memory.update_block_value(label="human", value=block.value + "!")
    return [agent_state.id, agent_state.memory.list_block_labels(), block.value]
"""
    assert await told(source, state=STATE, add=" and new") == {
        "value": ["agent-1", ["human"], "old and new!"],
        "agent_state": {"id": "agent-1", "memory": {"blocks": [{"label": "human", "value": "old and new!"}]}},
    }


async def test_a_block_that_is_not_there_is_named_with_those_that_are() -> None:
    told_of = await told("def f(agent_state): agent_state.memory.get_block('x')", state=STATE)
    assert told_of["problem"].endswith("KeyError: \"There is no block 'x'; there are: human\"")


RESULTS = [
    ("{1, 1}", [1]),
    ("(1, [None, True])", [1, [None, True]]),
    ("float('nan')", "nan"),
    ("[float('inf')]", "[inf]"),
    ("{(1, 2): 3}", "{(1, 2): 3}"),
    ("{1: 2}", {"1": 2}),
    ("'\\ud800'", "?"),
    ("10 ** 5000", "a value that can't be shown"),
    ("object", "<class 'object'>"),
    ("Point(1)", {"x": 1, "when": None}),
    ("Model(x=1)", {"x": 1}),
    ("Color.RED", "Color.RED"),
    ("date(2026, 1, 31)", "2026-01-31"),
]


@pytest.mark.parametrize(("value", "shown"), RESULTS, ids=lambda value: str(value))
async def test_a_value_is_told_as_json_or_as_its_text(value: str, shown: Any) -> None:
    assert await told(f"{KINDS}\ndef f(): return {value}") == {"value": shown}


async def test_a_cycle_is_told_as_its_text() -> None:
    assert await told("def f():\n    a = []\n    a.append(a)\n    return a") == {"value": "[[...]]"}


async def test_what_is_too_long_is_cut_and_says_how_much() -> None:
    source = "def f():\n    print('o' * 30, end='')\n    print('o')\n    return ['v' * 40]"
    assert await told(source, limit=20) == {
        "value": '["' + "v" * 18 + "… [24 more characters were cut off]",
        "stdout": "o" * 20 + "… [12 more characters were cut off]",
    }


async def test_a_traceback_begins_in_the_source_of_the_tool() -> None:
    source = (
        "def f(a):\n    return g(a)\n\ndef g(a):\n    try:\n        1 / a\n"
        "    except Exception as error:\n        raise ValueError('no') from error"
    )
    problem = (await told(source, a=0))["problem"]
    assert [line for line in problem.splitlines() if line.strip("~^ ")] == [
        "Traceback (most recent call last):",
        '  File "tool.py", line 6, in g',
        "    1 / a",
        "ZeroDivisionError: division by zero",
        "The above exception was the direct cause of the following exception:",
        "Traceback (most recent call last):",
        '  File "tool.py", line 2, in f',
        "    return g(a)",
        '  File "tool.py", line 8, in g',
        "    raise ValueError('no') from error",
        "ValueError: no",
    ]


PROBLEMS = [
    ("def f(): pass", "TypeError: f() got an unexpected keyword argument 'a'"),
    ("x = 1", "NameError: The source defines no function 'f'"),
    ("def f(a) return a", "SyntaxError: expected ':'"),
    ("import sys\ndef f(a): sys.exit(3)", "SystemExit: 3"),
    ("def f(a): return f(a)", "RecursionError: maximum recursion depth exceeded"),
    ("def f(a): raise KeyboardInterrupt", "KeyboardInterrupt"),
    (
        "class E(Exception):\n    def __str__(self): raise self\ndef f(a): raise E()",
        "tool.E: <exception str() failed>",
    ),
    ("import nothing_like_it", "ModuleNotFoundError: No module named 'nothing_like_it'"),
]


@pytest.mark.parametrize(("source", "end"), PROBLEMS)
async def test_whatever_goes_wrong_is_told(source: str, end: str) -> None:
    problem = (await told(source, limit=100_000, a=1))["problem"]
    assert problem.splitlines()[-1].startswith(end)
    assert "runner.py" not in problem


async def test_what_a_tool_makes_of_json_changes_nothing_of_what_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json.JSONEncoder, "encode", json.JSONEncoder.encode)  # to be put back
    source = "import json\ndef f():\n    json.JSONEncoder.encode = lambda *_: 'mine'\n    return [1]"
    answer = await run(json.dumps({**CALL, "source": source}))
    assert json.loads(answer)["value"] == [1]


async def test_the_streams_are_given_back() -> None:
    streams = sys.stdout, sys.stderr
    await told("import sys\ndef f(): sys.stdout = None")
    assert (sys.stdout, sys.stderr) == streams
