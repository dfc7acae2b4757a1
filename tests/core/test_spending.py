"""What models cost: published prices, a person's own, and what a space has spent."""

from typing import Any

import pytest

from lettawasm.model import Done, Usage
from lettawasm.schemas.providers import ProviderCreate
from lettawasm.spending import report
from lettawasm.spending.prices import FREE, Price, published

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
