"""The core's side of a sandbox: which cell runs which job, and that nothing is believed that a cell says."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from lettawasm.errors import Invalid
from lettawasm.ports import HttpRequest, HttpResponse, Job, Ran, TransportError
from lettawasm.sandbox import CellEnded, Pool, wire
from lettawasm.sandbox.errands import LARGEST, MOST

JOB = Job("python", "def f(): ...", "f", {}, seconds=5, output_limit=100)
Play = Callable[["FakeCell", dict[str, Any]], Awaitable[None]]


class FakeCell:
    """Does with each message what `play` says; by default a job's value is the number of jobs it has done."""

    def __init__(self, play: Play | None = None) -> None:
        self._play = play or FakeCell.count
        self._said: asyncio.Queue[str | None] = asyncio.Queue()
        self.heard: list[dict[str, Any]] = []
        self.is_dead = False

    async def count(self, message: dict[str, Any]) -> None:
        self.tell(message, value=len(self.heard))

    def tell(self, message: dict[str, Any], **how: Any) -> None:
        self.say({"ran": message["job"], "how": how})

    def say(self, message: Any) -> None:
        self._said.put_nowait(message if isinstance(message, str) else json.dumps(message))

    async def send(self, text: str) -> None:
        message = json.loads(text)
        self.heard.append(message)
        await self._play(self, message)

    async def receive(self) -> str:
        text = await self._said.get()
        if text is None:
            raise CellEnded
        return text

    def kill(self) -> None:
        self.is_dead = True
        self._said.put_nowait(None)

    def is_gone(self) -> bool:
        return self.is_dead


class Cells:
    """Makes cells and remembers them."""

    def __init__(self, play: Play | None = None) -> None:
        self._play = play
        self.made: list[FakeCell] = []

    async def __call__(self) -> FakeCell:
        self.made.append(FakeCell(self._play))
        return self.made[-1]

    def living(self) -> int:
        return sum(not cell.is_dead for cell in self.made)


async def nowhere(request: HttpRequest) -> HttpResponse:
    raise TransportError("refused", "it was not granted")


def pool_of(cells: Callable[[], Awaitable[FakeCell]]) -> Pool:
    return Pool(cells, frozenset({"python"}))


async def run(play: Play, job: Job = JOB, reach: Any = nowhere) -> Ran:
    """One job in a pool of cells that do as `play` says."""
    pool = pool_of(Cells(play))
    try:
        return await pool.run(job, reach)
    finally:
        await pool.aclose()


async def settle() -> None:
    """Let spare cells come up."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_same_tool_of_the_same_owner_finds_its_cell_again() -> None:
    pool = pool_of(Cells())
    assert [(await pool.run(JOB, nowhere)).value for _ in range(3)] == [1, 2, 3]


DIFFERENT = [
    replace(JOB, owner="agent-2"),
    replace(JOB, source="def f(): pass"),
    replace(JOB, env={"A": "1"}),
    replace(JOB, hosts=("a.example",)),
    replace(JOB, wheels={"a.whl": b"1"}),
]


@pytest.mark.parametrize("other", DIFFERENT, ids=["owner", "source", "variables", "hosts", "packages"])
async def test_what_another_tool_or_owner_has_used_is_never_used_again(other: Job) -> None:
    cells = Cells()
    pool = pool_of(cells)
    assert [(await pool.run(job, nowhere)).value for job in (JOB, other, JOB)] == [1, 1, 1]
    await settle()
    assert cells.living() == 2  # the last one's, and one that has run nothing


async def test_the_next_call_finds_a_cell_that_is_ready() -> None:
    cells = Cells()
    pool = pool_of(cells)
    await pool.run(JOB, nowhere)
    await settle()
    made = len(cells.made)
    await pool.run(replace(JOB, owner="agent-2"), nowhere)
    assert cells.made[1].heard and len(cells.made) == made == 2


async def test_calls_at_the_same_time_have_cells_of_their_own() -> None:
    pool = pool_of(Cells())
    assert [ran.value for ran in await asyncio.gather(*[pool.run(JOB, nowhere) for _ in range(6)])] != [6] * 6


async def test_a_pool_that_is_closed_leaves_nothing_running() -> None:
    cells = Cells()
    pool = pool_of(cells)
    await pool.run(JOB, nowhere)
    await settle()
    await pool.aclose()
    await settle()
    assert cells.living() == 0


async def silence(cell: FakeCell, message: dict[str, Any]) -> None:
    """Nothing is ever answered."""


async def death(cell: FakeCell, message: dict[str, Any]) -> None:
    cell.kill()


async def chatter(cell: FakeCell, message: dict[str, Any]) -> None:
    for _ in range(wire.MOST // 1_000_000 + 1):
        cell.say({"x": "x" * 1_000_000})


async def end_of_engine(cell: FakeCell, message: dict[str, Any]) -> None:
    cell.say({"ran": message["job"], "how": None})


ENDS = [
    (silence, "The tool took longer than 0.01 seconds and was stopped."),
    (death, "The sandbox came to its end before the tool did. The tool may have needed too much memory."),
    (
        end_of_engine,
        "The sandbox came to its end before the tool did. The tool may have needed too much memory.",
    ),
    (chatter, "The tool said too much and was stopped."),
]


@pytest.mark.parametrize(("play", "problem"), ENDS, ids=[play.__name__ for play, _ in ENDS])
async def test_a_cell_that_gives_no_answer_is_killed_and_the_next_call_has_another(
    play: Play, problem: str
) -> None:
    plays = iter([play])
    cells = Cells()

    async def open_cell() -> FakeCell:
        cell = FakeCell(next(plays, None))
        cells.made.append(cell)
        return cell

    pool = pool_of(open_cell)
    assert await pool.run(replace(JOB, seconds=0.01), nowhere) == Ran(problem=problem)
    assert cells.made[0].is_dead
    assert (await pool.run(JOB, nowhere)).value == 1


async def test_what_came_to_its_end_while_it_waited_is_given_no_job() -> None:
    cells = Cells()
    pool = pool_of(cells)
    await pool.run(JOB, nowhere)
    await settle()
    for cell in cells.made:  # the one that is kept and the spare one: the process that both were in has died
        cell.kill()
    assert (await pool.run(JOB, nowhere)).value == 1


async def test_a_cell_whose_job_had_a_problem_is_given_no_other() -> None:
    async def fail(cell: FakeCell, message: dict[str, Any]) -> None:
        cell.tell(message, problem="RangeError: Array buffer allocation failed")

    cells = Cells(fail)
    pool = pool_of(cells)
    await pool.run(JOB, nowhere)
    assert cells.made[0].is_dead


async def test_where_no_spare_cell_could_be_opened_what_is_kept_makes_room() -> None:
    cells = Cells()

    async def open_cell() -> FakeCell:
        if cells.living() == 1:
            raise CellEnded("There is no memory left.")
        return await cells()

    pool = pool_of(open_cell)
    assert [(await pool.run(replace(JOB, owner=name), nowhere)).value for name in ("a", "b")] == [1, 1]


async def test_who_gives_up_a_call_ends_its_cell() -> None:
    cells = Cells(silence)
    call = asyncio.create_task(pool_of(cells).run(JOB, nowhere))
    await settle()
    call.cancel()
    await asyncio.wait([call])
    assert cells.made[0].is_dead


async def test_why_there_is_no_cell_is_what_is_told() -> None:
    async def none() -> FakeCell:
        raise CellEnded("Node is missing.")

    assert await pool_of(none).run(JOB, nowhere) == Ran(problem="Node is missing.")


async def test_a_language_that_is_not_spoken_is_refused() -> None:
    ran = await pool_of(Cells()).run(replace(JOB, language="typescript"), nowhere)
    assert ran == Ran(problem="This sandbox runs no typescript.")


HOWS: list[tuple[Any, Ran]] = [
    ({"value": [1], "stdout": "o", "stderr": "e"}, Ran([1], stdout="o", stderr="e")),
    ({"agent_state": {"a": 1}}, Ran(agent_state={"a": 1})),
    ({"agent_state": "none", "stdout": 1, "problem": 2}, Ran(problem="")),
    ({"stdout": "x" * 1000, "problem": "y" * 1000}, Ran(stdout="x" * 200, problem="y" * 200)),
    ("ready", Ran(problem=wire.GARBLED)),
]


@pytest.mark.parametrize(("how", "ran"), HOWS)
async def test_only_what_has_its_shape_is_taken_from_a_cell(how: Any, ran: Ran) -> None:
    async def say(cell: FakeCell, message: dict[str, Any]) -> None:
        cell.say({"ran": message["job"], "how": how})

    assert await run(say) == ran


GIBBERISH = ["", "{", "[1]", "NaN", '{"ran": Infinity}', '{"ran": "\\ud800"}', "[" * 1000]


@pytest.mark.parametrize("text", GIBBERISH)
async def test_a_cell_that_says_no_json_is_at_its_end(text: str) -> None:
    async def babble(cell: FakeCell, message: dict[str, Any]) -> None:
        cell.say(text)
        cell.tell(message, value="mine")

    assert await run(babble) == Ran(problem=wire.GARBLED)


async def test_what_is_no_answer_to_this_job_is_passed_over() -> None:
    async def recall(cell: FakeCell, message: dict[str, Any]) -> None:
        cell.say({"ran": message["job"] - 1, "how": {"value": "of an earlier one"}})
        cell.say({"hello": 1})
        cell.tell(message, value="mine")

    assert await run(recall) == Ran("mine")


# -- requests ------------------------------------------------------------------------------------------


def asking(**request: Any) -> Play:
    """Ask for one request, and give what is answered as the value."""

    async def ask(cell: FakeCell, message: dict[str, Any]) -> None:
        if "job" in message:
            cell.say({"ask": 7, **request})
        else:
            cell.tell(cell.heard[0], value=message)

    return ask


def answering(*chunks: bytes) -> tuple[list[HttpRequest], Any]:
    seen: list[HttpRequest] = []

    async def reach(request: HttpRequest) -> HttpResponse:
        seen.append(request)

        async def body() -> AsyncIterator[bytes]:
            for chunk in chunks:
                yield chunk

        async def aclose() -> None: ...

        return HttpResponse(201, {"x-a": "b"}, body(), aclose)

    return seen, reach


GET = {"method": "post", "url": "https://a.example/", "headers": {"A": "b"}, "body": "aGk="}


async def test_a_request_leaves_through_what_the_core_grants() -> None:
    seen, reach = answering(b"o", b"k")
    ran = await run(asking(**GET), reach=reach)
    assert seen == [HttpRequest("POST", "https://a.example/", {"A": "b"}, b"hi", 5, "manual")]
    body = base64.b64encode(b"ok").decode()
    assert ran.value == {"answer": 7, "status": 201, "headers": {"x-a": "b"}, "body": body}


async def denied(request: HttpRequest) -> HttpResponse:
    raise Invalid("Nobody has granted that.")


NOT_SENT = [
    (GET, nowhere, "https://a.example/: it was not granted"),
    (GET, denied, "Nobody has granted that."),
    ({"method": 1}, nowhere, "This is no request that could be sent."),
    ({**GET, "body": "%"}, nowhere, "This is no request that could be sent."),
    (
        GET,
        answering(bytes(LARGEST + 1))[1],
        f"https://a.example/: it answers with more than {LARGEST:,} bytes",
    ),
]


@pytest.mark.parametrize(("request_", "reach", "problem"), NOT_SENT)
async def test_why_a_request_has_no_answer_is_told_to_the_tool(
    request_: Any, reach: Any, problem: str
) -> None:
    assert (await run(asking(**request_), reach=reach)).value == {"answer": 7, "problem": problem}


async def test_a_call_sends_so_many_requests_and_no_more() -> None:
    async def ask_on(cell: FakeCell, message: dict[str, Any]) -> None:
        if "problem" in message:
            cell.tell(cell.heard[0], value=[len(cell.heard) - 1, message["problem"]])
        else:
            cell.say({"ask": 7, **GET})

    seen, reach = answering()
    ran, problem = await run(ask_on, reach=reach), f"A tool may send {MOST} requests in one call."
    assert (len(seen), ran.value) == (MOST, [MOST + 1, problem])


async def test_requests_end_with_their_call() -> None:
    cells, ended = Cells(asking(**GET)), []

    async def forever(request: HttpRequest) -> HttpResponse:
        [cell] = cells.made
        cell.tell(cell.heard[0], value="done")
        try:
            return await asyncio.get_running_loop().create_future()
        finally:
            ended.append(request.url)

    assert (await pool_of(cells).run(JOB, forever)).value == "done"
    assert ended == ["https://a.example/"]
