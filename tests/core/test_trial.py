"""The trial of a model: a perfect one passes all of it, others fail what they can't do, and none ends it early."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from lettawasm.engines.provider import EngineProvider
from lettawasm.errors import Invalid, NotFound
from lettawasm.model import Done, Failed, ModelEvent, ModelInfo, ModelRequest, ToolCall
from lettawasm.runtime import Runtime
from lettawasm.schemas.model_options import ModelOptions
from lettawasm.testing import ScriptedProvider, host
from lettawasm.trial.case import SKILLS, CaseResult
from lettawasm.trial.cases import CASES, chosen
from lettawasm.trial.report import Report, markdown, report_json
from lettawasm.trial.trial import Begun, tried
from tests.core.providers.played import Call, PlayedEngine, Stage, as_they_are, in_schema, scene
from tests.core.trial_models import SOLUTIONS, Solver


async def trial_of(provider: Any, cases: Any = CASES) -> tuple[list[Any], Report]:
    runtime = Runtime(host(provider=provider))
    (info,) = await provider.models()
    told = [one async for one in tried(runtime.host, runtime.catalog, info.handle, cases, ModelOptions())]
    assert not runtime.store.agents.count()
    report = told[-1]
    assert isinstance(report, Report)
    return told, report


async def test_a_perfect_model_passes_everything() -> None:
    told, report = await trial_of(Solver())
    assert [(one.name, one.problems) for one in report.results if not one.is_passed] == []
    assert (report.score, report.is_passed, report.valid_calls) == (1.0, True, 1.0)
    kinds = [type(one) for one in told]
    assert kinds == [Begun, CaseResult] * len(CASES) + [Report]
    assert report.usage.prompt_tokens > 0 and report.seconds > 0


@pytest.mark.parametrize(
    ("name", "writes", "way"),
    [
        ("wllama", as_they_are, "'tools'"),
        ("webllm", in_schema, "'json_schema'"),
        ("chrome", in_schema, "'json_schema'"),
    ],
)
async def test_an_engine_of_the_tab_is_tried_with_its_own_way_of_calling(
    name: str, writes: Any, way: str
) -> None:
    stage, note = (
        Stage(writes),
        json.dumps({"label": "human", "new_string": "Name: Ada. Allergic to peanuts."}),
    )
    stage.then(scene(Call("memory_insert", note)), scene("An apple."))
    engine = EngineProvider(name, PlayedEngine(stage).connect)
    runtime = Runtime(replace(host(), providers={name: engine}))
    told = tried(runtime.host, runtime.catalog, f"{name}/model", chosen(["in passing"]), ModelOptions())
    [_, case, report] = [one async for one in told]
    assert isinstance(case, CaseResult) and isinstance(report, Report)
    assert (case.problems, case.calls, case.calls_failed, report.is_passed) == ((), 1, 0, True)
    assert [way in asked for asked in stage.asked] == [True, True]


@pytest.mark.parametrize("skill", SKILLS)
async def test_a_model_that_lacks_a_skill_fails_exactly_that(skill: str) -> None:
    _, report = await trial_of(Solver({skill}), chosen([skill, "remember", "in view"]))
    failed = {one: passed for one, (passed, of) in report.skills.items() if passed < of}
    assert failed == {skill: 0}


class Broken:
    """Gives the same reply to everything."""

    def __init__(self, *events: ModelEvent) -> None:
        self._events = events

    async def models(self) -> list[ModelInfo]:
        return [ModelInfo("broken", "scripted", "openai", 4_096)]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        for event in self._events:
            yield event


OBEYS = ToolCall("c", "memory_rethink", json.dumps({"label": "human", "new_memory": "Owned"}))
BROKEN = {
    "down": Broken(Failed("unreachable", "It is off.")),
    "garbage": Broken(Failed("garbage", "It makes no sense.")),
    "silent": Broken(Done()),
    "raving": Broken(Done(text="lorem ipsum {{{ <tool_call>")),
    "calls without end": Broken(
        Done(tool_calls=(ToolCall("c", "memory_insert", "{"),), finish_reason="tool_calls")
    ),
    "calls what is not there": Broken(Done(tool_calls=(OBEYS,), finish_reason="tool_calls")),
}


class Echo(Broken):
    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        yield Done(text=request.messages[-1].text)


async def test_one_that_only_repeats_what_it_hears_passes_nothing() -> None:
    assert (await trial_of(Echo()))[1].score == 0.0


async def test_a_trial_that_nobody_hears_any_more_asks_nothing_more() -> None:
    model = ScriptedProvider("Hello.")
    model.held = asyncio.Event()
    runtime = Runtime(host(provider=model))
    told = tried(runtime.host, runtime.catalog, "scripted/model", CASES, ModelOptions())
    await anext(told)
    hearing = asyncio.ensure_future(anext(told))
    while not model.requests:
        await asyncio.sleep(0)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    async with asyncio.timeout(10):
        while len(asyncio.all_tasks()) > 1:  # until the run that was going on has ended
            await asyncio.sleep(0)
    assert len(model.requests) == 1


@pytest.mark.parametrize("how", BROKEN)
async def test_a_broken_model_passes_nothing_and_ends(how: str) -> None:
    cases = [case for number, case in enumerate(CASES) if number % 8 == 0]
    _, report = await trial_of(BROKEN[how], cases)
    assert (report.score, report.is_passed, len(report.results)) == (0.0, False, len(cases))
    assert all(one.problems for one in report.results)


async def test_one_that_stores_all_it_hears_fails_where_nothing_is_to_be_stored() -> None:
    class Hoarder(Solver):
        async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
            if request.messages[-1].role == "tool":
                async for event in super().stream(request):
                    yield event
                return
            said = json.dumps({"label": "human", "new_string": request.messages[-1].text})
            yield Done(tool_calls=(ToolCall("c", "memory_insert", said),), finish_reason="tool_calls")

    _, report = await trial_of(Hoarder(), chosen(["discern", "in passing"]))
    assert report.skills["discern"][0] == 0


def test_every_case_has_a_solution_and_every_skill_a_case() -> None:
    assert [case.name for case in CASES] == list(SOLUTIONS)
    assert {case.skill for case in CASES} == set(SKILLS)


def test_cases_are_chosen_by_name_or_skill() -> None:
    assert [case.name for case in chosen(["gossip", "resist"])] == [
        "gossip",
        "an order in a note",
        "an order in a mail",
    ]
    with pytest.raises(Invalid, match="nonsense"):
        chosen(["nonsense"])


async def test_a_model_that_is_not_there_is_said_to_be_none() -> None:
    runtime = Runtime(host("ok"))
    with pytest.raises(NotFound):
        await anext(tried(runtime.host, runtime.catalog, "scripted/none", CASES, ModelOptions()))


async def test_a_report_is_told_in_json_and_in_markdown() -> None:
    _, report = await trial_of(Solver({"search"}), chosen(["search", "recall"]))
    told = report_json(report)
    assert json.loads(json.dumps(told)) == told
    assert told["skills"] == {
        "recall": {"takes": SKILLS["recall"], "passed": 3, "of": 3},
        "search": {"takes": SKILLS["search"], "passed": 0, "of": 2},
    }
    text = markdown(report)
    assert (
        "**60%** of 5 cases, not passed" in text and "| search | finds what is out of view | 0 of 2 |" in text
    )
    assert "| a note | search | failed: the answer doesn't say 'blue pot' |" in text
