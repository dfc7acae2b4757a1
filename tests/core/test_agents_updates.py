"""Updates change what they name and nothing else: a null empties what may be empty, and leaves what may not."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm import agents
from lettawasm.agent_state import agent_state
from lettawasm.errors import NotFound
from lettawasm.model import ModelInfo
from lettawasm.schemas.agents import AgentUpdate
from lettawasm.testing import ScriptedProvider

from .conftest import MakeSpace, Space

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "description": st.sampled_from(["", "one", "two"]),
    "metadata": st.sampled_from([{}, {"a": 1}, {"b": {"c": None}}]),
    "project_id": st.sampled_from(["p", "q"]),
    "hidden": st.booleans(),
    "response_format": st.just({"type": "json_object"}),
    "name": st.sampled_from(["Ada", "Bob"]),
    "system": st.sampled_from(["", "Be brief."]),
    "timezone": st.sampled_from(["UTC", "Europe/Berlin"]),
    "message_buffer_autoclear": st.booleans(),
    "tags": st.lists(st.sampled_from("abc"), unique=True).map(sorted),
}
MAY_BE_NULL = {"description", "metadata", "project_id", "hidden", "response_format"}
PATCH = st.fixed_dictionaries({}, optional={name: st.none() | values for name, values in VALUES.items()})


@settings(max_examples=40, deadline=None)
@given(st.lists(PATCH, max_size=6))
def test_a_series_of_updates_leaves_what_was_said_last(patches: list[dict[str, Any]]) -> None:
    async def told() -> tuple[dict[str, Any], dict[str, Any]]:
        space = Space()
        await space.create()
        expected = now(space)
        for patch in patches:
            await update(space, patch)
            expected |= {k: v for k, v in patch.items() if v is not None or k in MAY_BE_NULL}
        return now(space), expected

    shown, expected = asyncio.run(told())
    assert shown == expected


class SlowProvider(ScriptedProvider):
    """Tells its models only once the event loop has turned."""

    async def models(self) -> list[ModelInfo]:
        await asyncio.sleep(0)
        return [ModelInfo(name, self.name, "openai", self.window) for name in ("model", "other")]


EDITS: dict[str, tuple[dict[str, Any], Callable[[dict[str, Any]], Any]]] = {
    "description": ({"description": "new"}, lambda state: state["description"]),
    "temperature": (
        {"model_settings": {"provider_type": "openai", "temperature": 0.5}},
        lambda state: state["llm_config"]["temperature"],
    ),
    "model": ({"model": "scripted/other"}, lambda state: state["llm_config"]["model"]),
    "reply": ({"max_tokens": 77}, lambda state: state["llm_config"]["max_tokens"]),
    "tags": ({"tags": ["new"]}, lambda state: state["tags"]),
    "name": ({"name": "new"}, lambda state: state["name"]),
}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=2, unique=True))
def test_edits_at_the_same_time_lose_none(names: list[str]) -> None:
    async def told() -> dict[str, Any]:
        space = Space()
        await space.create()
        space.app.state.runtime.host.providers["scripted"] = SlowProvider()
        await asyncio.gather(*(update(space, EDITS[name][0]) for name in names))
        return agent_state(space.store, space.store.agents.get(space.agent.id))

    state = asyncio.run(told())
    wanted = {"description": "new", "temperature": 0.5, "model": "other", "reply": 77, "tags": ["new"]}
    wanted["name"] = "new"
    assert {name: EDITS[name][1](state) for name in names} == {name: wanted[name] for name in names}


@pytest.mark.parametrize("relation", ["block", "tool"])
async def test_what_an_update_gives_is_what_there_is(space: MakeSpace, relation: str) -> None:
    talk = await space()
    if relation == "block":
        kept, _ = talk.store.blocks.of_agent(talk.agent.id)
        wanted, held = [kept.id], talk.store.blocks.of_agent
    else:
        insert, search = (talk.store.tools.named([name])[name] for name in ("memory_insert", "send_message"))
        wanted, held = [insert.id, search.id], talk.store.tools.of_agent
    await update(talk, {f"{relation}_ids": None})
    assert len(held(talk.agent.id)) > 1
    await update(talk, {f"{relation}_ids": wanted})
    assert {one.id for one in held(talk.agent.id)} == set(wanted)
    await update(talk, {f"{relation}_ids": []})
    assert held(talk.agent.id) == []


async def test_an_agent_that_is_gone_meanwhile_is_not_found(space: MakeSpace) -> None:
    talk = await space()
    talk.app.state.runtime.host.providers["scripted"] = SlowProvider()
    going = asyncio.ensure_future(update(talk, {"model": "scripted/other"}))
    await asyncio.sleep(0)
    talk.store.agents.delete(talk.agent.id)
    with pytest.raises(NotFound):
        await going


async def update(space: Space, patch: dict[str, Any]) -> None:
    changes = AgentUpdate.model_validate(patch)
    await agents.update(space.store, space.runtime.catalog, space.agent.id, changes)


def now(space: Space) -> dict[str, Any]:
    state = agent_state(space.store, space.store.agents.get(space.agent.id))
    return {name: state[name] for name in VALUES}
