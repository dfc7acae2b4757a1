"""An agent's fallbacks and how its model is spoken to: changing them, keeping them, and a turn that uses them."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from lettawasm import transfer
from lettawasm.agentfile import AgentFile
from lettawasm.api import create_app
from lettawasm.api.stream import frames
from lettawasm.events import Switched
from lettawasm.model import Failed
from lettawasm.model_options import change
from lettawasm.schemas.model_options import ModelOptions, ModelOptionsUpdate
from lettawasm.schemas.turns import TurnRequest
from lettawasm.testing import ScriptedProvider, host

DOWN = Failed("unreachable", "Nobody is at home.")


class Pair:
    """An agent whose model is `near/model`, and a model `far/model` that may stand in for it."""

    def __init__(self, near: list[Any], far: list[Any], window: int = 32_000) -> None:
        self.near = ScriptedProvider(*near, name="near")
        self.far = ScriptedProvider(*far, name="far", window=window)
        self.app: Any = create_app(replace(host(), providers={"near": self.near, "far": self.far}))
        self.space = self.app.state.runtime
        transport = httpx.ASGITransport(self.app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://test/v1")
        self.agent = ""

    async def begin(self, **options: Any) -> None:
        made = await self.http.post("/agents", json={"model": "near/model"})
        self.agent = f"/agents/{made.json()['id']}"
        assert (await self.change(**options)).status_code == 200

    async def change(self, **options: Any) -> httpx.Response:
        return await self.http.patch(self.agent + "/model-options", json=options)

    async def options(self) -> Any:
        return (await self.http.get(self.agent + "/model-options")).json()

    async def say(self, text: str, **fields: Any) -> Any:
        return (await self.http.post(self.agent + "/messages", json={"input": text, **fields})).json()


PLAIN = {"fallbacks": [], "windows": {}, "profile": "auto", "tool_calls": "auto"}


async def test_options_change_one_by_one_and_null_is_the_default() -> None:
    pair = Pair([], [])
    await pair.begin()
    assert await pair.options() == PLAIN
    await pair.change(fallbacks=["far/model"], profile="small")
    chosen = {**PLAIN, "fallbacks": ["far/model"], "windows": {"far/model": 32_000}, "profile": "small"}
    assert await pair.options() == chosen
    await pair.change(tool_calls="schema", profile=None)
    assert await pair.options() == {**chosen, "tool_calls": "schema", "profile": "auto"}
    await pair.change(fallbacks=None, tool_calls=None)
    assert await pair.options() == PLAIN
    assert "model_options" not in (await pair.http.get(pair.agent)).json()


@pytest.mark.parametrize(
    ("status", "options"),
    [
        (404, {"fallbacks": ["nobody/model"]}),
        (404, {"fallbacks": ["far/other"]}),
        (400, {"fallbacks": ["near/model"]}),
        (400, {"fallbacks": ["far/model", "far/model"]}),
        (422, {"fallbacks": ["model"]}),
        (422, {"fallbacks": ["far/model"] * 9}),
        (422, {"profile": "tiny"}),
        (422, {"tool_calls": 1}),
    ],
)
async def test_what_cannot_be_chosen_changes_nothing(status: int, options: Any) -> None:
    pair = Pair([], [])
    await pair.begin(fallbacks=["far/model"])
    before = await pair.options()
    refused = await pair.change(**options)
    assert (refused.status_code, await pair.options()) == (status, before)


async def test_a_turn_goes_on_with_the_fallback_and_its_step_tells_so() -> None:
    pair = Pair([DOWN], ["from afar"])
    await pair.begin(fallbacks=["far/model"])
    answer = await pair.say("hi")
    assert [m["content"] for m in answer["messages"]] == ["from afar"]
    step_id = answer["messages"][0]["step_id"]
    step = (await pair.http.get(f"/steps/{step_id}")).json()
    assert (step["model_handle"], step["provider_name"], step["status"]) == ("far/model", "far", "success")
    metrics = (await pair.http.get(f"/steps/{step_id}/metrics")).json()
    assert metrics["fallbacks"] == [
        {"from": "near/model", "to": "far/model", "reason": "unreachable", "message": "Nobody is at home."}
    ]
    stored = pair.space.store.recall.get(answer["messages"][0]["id"])
    assert stored.model == "far/model"


async def test_an_undisturbed_step_has_letta_s_fields_alone() -> None:
    pair = Pair(["near enough"], [])
    await pair.begin(fallbacks=["far/model"])
    step_id = (await pair.say("hi"))["messages"][0]["step_id"]
    assert "fallbacks" not in (await pair.http.get(f"/steps/{step_id}/metrics")).json()
    assert (await pair.http.get(f"/steps/{step_id}")).json()["model_handle"] == "near/model"


async def test_a_stream_tells_of_the_switch_in_a_ping_before_the_words() -> None:
    pair = Pair([DOWN], ["from afar"])
    await pair.begin(fallbacks=["far/model"])
    live = await pair.space.send(
        pair.agent.removeprefix("/agents/"), TurnRequest(input="hi", streaming=True, stream_tokens=True)
    )
    text = b"".join([chunk async for chunk in frames(live)]).decode()
    assert text.index('"fallback":{"from":"near/model"') < text.index('"content":"from "')
    assert sum(isinstance(event, Switched) for event in live.events) == 1


async def test_the_next_message_does_not_wait_for_the_same_failure() -> None:
    pair = Pair([DOWN, "near again"], ["one", "two"])
    await pair.begin(fallbacks=["far/model"])
    await pair.say("hi")
    assert (await pair.say("and?"))["messages"][0]["content"] == "two"
    assert len(pair.near.requests) == 1


async def test_where_nobody_answers_the_own_model_s_failure_is_told() -> None:
    pair = Pair([DOWN], [Failed("auth", "Wrong key.")])
    await pair.begin(fallbacks=["far/model"])
    told = await pair.say("hi")
    assert told["error"]["message"] == DOWN.message
    assert "far/model: Wrong key." in told["error"]["detail"]


async def test_a_smaller_fallback_gets_a_context_that_fits() -> None:
    overflow = Failed("context_overflow", "Too long.")
    pair = Pair(["ok"] * 12 + [DOWN], [overflow, "in short", "so it is"], window=4_000)
    await pair.begin(fallbacks=["far/model"])
    for _ in range(12):
        await pair.say("word " * 300)
    assert (await pair.say("hi"))["messages"][-1]["content"] == "so it is"
    whole, _summary, shortened = pair.far.requests
    assert len(shortened.messages) < len(whole.messages) == len(pair.near.requests[-1].messages)


async def test_a_model_for_one_message_has_the_same_fallbacks() -> None:
    pair = Pair([], ["from afar"])
    third = pair.space.host.providers["third"] = ScriptedProvider(DOWN, name="third")
    await pair.begin(fallbacks=["far/model"])
    assert (await pair.say("hi", override_model="third/model"))["messages"][0]["content"] == "from afar"
    assert len(third.requests) == 1
    assert (await pair.http.get(pair.agent)).json()["model"] == "near/model"


async def test_a_model_that_is_its_own_fallback_is_asked_once() -> None:
    pair = Pair([], [DOWN, "never"])
    await pair.begin(fallbacks=["far/model"])
    told = await pair.say("hi", override_model="far/model")
    assert (told["error"]["message"], len(pair.far.requests)) == (DOWN.message, 1)


async def test_a_fallback_whose_provider_is_gone_is_passed_over() -> None:
    pair = Pair([DOWN], ["from afar"])
    await pair.begin(fallbacks=["far/model"])
    pair.space.host.providers.pop("far")
    assert (await pair.say("hi"))["error"]["message"] == DOWN.message


async def test_options_travel_in_a_file_and_stand_in_the_agents_versions(space: Any) -> None:
    talk = await space()
    wanted = ModelOptionsUpdate(fallbacks=[], profile="small")
    kept = await change(talk.store, talk.runtime.catalog, talk.agent.id, wanted)
    assert kept == ModelOptions(profile="small")
    number = talk.store.versions.must_have(talk.agent.id).number
    state = talk.store.versions.state(talk.agent.id, number)["settings"]
    assert state["model_options"] == kept.model_dump()
    file = transfer.export(talk.store, talk.agent.id)
    assert "model_options" not in file["agents"][0]
    other = await space()
    [made] = await transfer.import_file(
        other.store, other.runtime.catalog, AgentFile.model_validate(file), transfer.ImportOptions()
    )
    assert other.store.agents.get(made).settings.model_options == kept
