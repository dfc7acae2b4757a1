"""Under CPython: code that nobody trusts tries to get out of its sandbox, or to harm what is outside of it. Nothing
comes of it. For a tab see tests/browser/test_escapes.py, for workerd tests/worker/test_escapes.py.
"""

import asyncio
from typing import Any

import pytest

from tests.sandbox import escapes
from tests.sandbox.conftest import Bed

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "a canary that another agent was granted"
CHANNEL = "lettawasm/default/changes"
LIMIT = 100_000  # of the output of what is destroyed
EVALUATE = {
    "python": "def f(code): return eval(code)",
    "javascript": "function f(code) { return eval(code); }",
}


@pytest.mark.parametrize("language", ["javascript", "python"])
async def test_nothing_gets_out(bed: Bed, language: Any) -> None:
    await bed.run("python", "None", owner="another", env={"CANARY": CANARY})
    source, attempts = {
        "javascript": (escapes.javascript(bed.url, CHANNEL), escapes.JAVASCRIPT),
        "python": (escapes.python(bed.url, bed.host, bed.port, CANARY), escapes.PYTHON),
    }[language]
    ran = await bed.run(language, source)
    assert ran.problem is None
    assert ran.value == dict.fromkeys(attempts, False)
    assert bed.callers == []


async def test_what_python_reaches_of_javascript_gets_nothing_out(bed: Bed) -> None:
    source = escapes.javascript(bed.url, CHANNEL)
    ran = await bed.run("python", f"from js import eval\n(await eval({source!r})).to_py()")
    assert ran.problem is None
    assert ran.value == dict.fromkeys(escapes.JAVASCRIPT, False)
    assert bed.callers == []


async def test_what_destroys_its_cell_destroys_nothing_else(bed: Bed) -> None:
    jobs = [
        bed.run(language, source, seconds=1, output_limit=LIMIT)
        for language, source, _ in escapes.DESTRUCTIVE.values()
    ]
    ended = dict(zip(escapes.DESTRUCTIVE, await asyncio.gather(*jobs), strict=True))
    expected = {name: bad for name, (_, _, bad) in escapes.DESTRUCTIVE.items() if bad is not None}
    assert {name: ended[name].problem is not None for name in expected} == expected
    assert all(len(f"{ran.problem}{ran.stdout}") < 2 * LIMIT for ran in ended.values())


async def test_memory_ends_for_its_cell_alone(bed: Bed) -> None:
    bombs = escapes.BOMBS | escapes.FULL_HEAPS
    jobs = [bed.run("javascript", source, seconds=5) for source in bombs.values()]
    ended = dict(zip(bombs, await asyncio.gather(*jobs), strict=True))
    assert [name for name, ran in ended.items() if ran.problem is None] == []
    assert (await bed.run("javascript", "1 + 1")).value == 2


@pytest.mark.parametrize("name", escapes.RESULTS)
async def test_a_result_is_data(bed: Bed, name: str) -> None:
    language, code, value = escapes.RESULTS[name]
    ran = await bed.run(language, EVALUATE[language], function="f", arguments={"code": code})
    assert (ran.problem, ran.value) == (None, value)


async def test_the_next_call_goes_on(bed: Bed) -> None:
    assert (await bed.run("python", "1 + 1")).value == 2
