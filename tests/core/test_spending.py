"""What models cost: published prices, a person's own, and what a space has spent."""

from typing import Any

import pytest

from lettawasm.activity import steps as activity
from lettawasm.model import Done, Failed, Usage
from lettawasm.providers.charge import dollars_of
from lettawasm.schemas.providers import ProviderCreate
from lettawasm.spending import report
from lettawasm.spending.prices import FREE, Price, published
from lettawasm.store.table import Page

from .conftest import MakeSpace


@pytest.mark.parametrize(
    ("handle", "price"),
    [
        ("openai/gpt-4o-mini", Price(0.15, 0.6, 0.075)),
        ("openai/gpt-4o-2024-08-06", Price(2.5, 10, 1.25)),
        ("openrouter/openai/gpt-5", Price(1.25, 10, 0.125)),
        ("anthropic/claude-sonnet-4-5-20250929", Price(3, 15, 0.3, 3.75)),
        ("openrouter/anthropic/claude-sonnet-4.5", Price(3, 15, 0.3, 3.75)),
        ("google/gemini-2.5-flash-lite", Price(0.1, 0.4, 0.01)),
        ("openai/gpt-4o-realtime", None),
        ("ollama/llama3", None),
    ],
)
def test_a_model_is_known_by_its_whole_name(handle: str, price: Price | None) -> None:
    assert published(handle) == price


@pytest.mark.parametrize(
    ("price", "usage", "dollars"),
    [
        (Price(2, 10), Usage(1_000_000, 100_000), 3.0),
        (Price(2, 10, 0.5), Usage(1_000_000, 0, 400_000), 1.4),
        (Price(2, 10, 0.5, 4), Usage(1_000_000, 0, 400_000, 100_000), 1.6),
        (Price(2, 10, 0.5), Usage(10, 0, 400_000), 0.000005),
        (FREE, Usage(1_000_000, 1_000_000), 0.0),
    ],
)
def test_tokens_from_a_cache_have_a_price_of_their_own(price: Price, usage: Usage, dollars: float) -> None:
    assert price.dollars(usage) == pytest.approx(dollars)


async def spent(space: Any, **wish: Any) -> Any:
    return report.spending(space.store, wish.get("agent_id"), wish.get("start"), wish.get("end"))


async def test_a_space_tells_what_it_spent_and_what_has_no_price(space: MakeSpace) -> None:
    here = await space(*[Done("Hi", usage=Usage(1_000, 100, 400))] * 2)
    await here.say("one")
    await here.say("two")
    told = await spent(here)
    [row] = told.rows
    assert (row.model, row.steps, row.prompt_tokens, row.cached_input_tokens) == (
        "scripted/model",
        2,
        2_000,
        800,
    )
    assert (row.dollars, told.dollars, told.models_without_price) == (None, 0, ["scripted/model"])
    here.store.settings.put("prices", {"scripted/model": {"input": 10, "output": 100, "cached_input": 1}})
    told = await spent(here)
    assert (told.dollars, told.models_without_price) == (pytest.approx(0.0328), [])


async def test_only_the_wanted_agent_and_time_are_told(space: MakeSpace) -> None:
    here = await space("Hi")
    await here.say("one")
    assert len((await spent(here, agent_id=here.agent.id)).rows) == 1
    assert (await spent(here, agent_id="agent-other")).rows == []
    assert (await spent(here, start="2030-01-01")).rows == []
    assert (await spent(here, end="2020-01-01")).rows == []


async def test_what_a_person_runs_at_home_is_free(space: MakeSpace) -> None:
    here = await space()
    new = ProviderCreate(name="mine", provider_type="ollama", base_url="http://localhost:11434/v1")
    here.runtime.catalog.add(new)
    price_of = report.prices(here.store)
    assert (price_of("mine/gpt-4o"), price_of("wllama/tiny"), price_of("other/gpt-4o")) == (
        FREE,
        FREE,
        Price(2.5, 10, 1.25),
    )


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        ({"prompt_tokens": 5}, None),
        ({"cost": 0.95}, 0.95),
        ({"cost": 0, "is_byok": False, "cost_details": {"upstream_inference_cost": None}}, 0),
        ({"cost": 0.95, "is_byok": False, "cost_details": {"upstream_inference_cost": 0.95}}, 0.95),
        ({"cost": 0.05, "is_byok": True, "cost_details": {"upstream_inference_cost": 1}}, 1.05),
        ({"cost": 0.05, "is_byok": True, "cost_details": {}}, 0.05),
        ({"cost_in_usd_ticks": 37_756_000}, 0.0037756),
        ({"cost": {"input_tokens_cost": 0.1, "request_cost": 0.005, "total_cost": 0.2}}, 0.2),
        *(({"cost": odd}, None) for odd in ("0.95", True, -1, float("nan"), float("inf"), 1e30, [], {})),
        ({"cost_in_usd_ticks": None, "cost": None}, None),
    ],
)
def test_what_a_server_says_that_it_cost_is_understood(usage: dict[str, Any], dollars: float | None) -> None:
    assert dollars_of(usage) == (dollars if dollars is None else pytest.approx(dollars))


async def test_what_a_server_told_counts_instead_of_a_price_and_never_besides(space: MakeSpace) -> None:
    told = [Done("Hi", usage=Usage(1_000, 100, dollars=0.5)), Done("Hi", usage=Usage(10_000, 0))]
    here = await space(*told)
    here.store.settings.put("prices", {"scripted/model": {"input": 10, "output": 100}})
    await here.say("one")
    await here.say("two")
    [row] = (await spent(here)).rows
    assert (row.prompt_tokens, row.dollars) == (11_000, pytest.approx(0.5 + 0.1))
    runs = here.store.runs.find(Page(limit=5, order="asc"))
    costs = [activity.of_run(here.store, run) for run in runs]
    assert [(one.dollars, [step.dollars for step in one.steps]) for one in costs] == [
        (0.5, [0.5]),
        (pytest.approx(0.1), [pytest.approx(0.1)]),
    ]


async def test_what_a_server_told_is_known_without_a_price_if_nothing_else_was_used(space: MakeSpace) -> None:
    here = await space(Done("Hi", usage=Usage(1_000, 100, dollars=0.25)), Failed("refused", "no"), Done("Hi"))
    await here.say("one")
    await here.say("two")
    assert ((await spent(here)).dollars, (await spent(here)).models_without_price) == (0.25, [])
