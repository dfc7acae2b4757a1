"""Whatever a model server does in the middle of a turn, what is kept is a history from which a person can go on."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.ports import TransportError
from lettawasm.testing import host
from tests.core.providers.spoken import (
    APIS,
    HOMES,
    MODELS,
    URL,
    Answer,
    Pause,
    Scripted,
    Server,
    SpokenApi,
    provider,
)

every_api = pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
every_model = pytest.mark.parametrize("api", MODELS, ids=lambda api: api.name)
every_home = pytest.mark.parametrize("api", HOMES, ids=lambda api: api.name)
CUT = TransportError("cut_off")


class Talk:
    """One agent whose model is behind an API, with the tools of its memory and one that is called roll."""

    def __init__(self, api: SpokenApi, http: httpx.AsyncClient, server: Server) -> None:
        self.api, self.http, self.server, self.agent_id = api, http, server, ""

    async def begin(self) -> None:
        agent = {
            "model": "scripted/model",
            "memory_blocks": [{"label": "human", "value": ""}],
            "parallel_tool_calls": True,
        }
        self.agent_id = (await self.http.post("/v1/agents/", json=agent)).json()["id"]

    async def say(self, text: str, *script: Scripted) -> httpx.Response:
        """Send a message to which the model server answers so. Calls are of a tool that the client has."""
        self.server.then(*script)
        tools = [{"name": "roll", "description": "Roll a die.", "parameters": {"type": "object"}}]
        body = {"input": text, "client_tools": tools}
        return await self.http.post(f"/v1/agents/{self.agent_id}/messages", json=body)

    async def roll(self, answer: httpx.Response, *script: Answer) -> httpx.Response:
        """Give the client's tool returns for the calls in an answer."""
        self.server.then(*script)
        [asked] = [m for m in answer.json()["messages"] if m["message_type"] == "approval_request_message"]
        returns = [
            {"type": "tool", "tool_call_id": call["tool_call_id"], "tool_return": "4", "status": "success"}
            for call in asked["tool_calls"]
        ]
        message = {"type": "approval", "approvals": returns}
        return await self.http.post(f"/v1/agents/{self.agent_id}/messages", json={"messages": [message]})

    async def cancel(self, pause: Pause, text: str, *script: Scripted) -> httpx.Response:
        """Send a message, and want no answer to it any more once its server has fallen silent."""
        saying = asyncio.create_task(self.say(text, *script))
        await pause.is_reached.wait()
        cancelled = await self.http.post(f"/v1/agents/{self.agent_id}/messages/cancel", json={})
        assert list(cancelled.json().values()) == ["cancelled"]
        pause.goes_on.set()  # too late for anybody but a home's run, which has to be known before it is stopped
        return await saying

    async def history(self) -> list[str]:
        kept = (await self.http.get(f"/v1/agents/{self.agent_id}/messages?order=asc")).json()[1:]
        return [message["message_type"] for message in kept]

    def is_paired(self) -> bool:
        """Whether each call in what the server was asked last has its return."""
        body = self.server.bodies[-1]
        return self.api.calls(body) == self.api.returns(body)


@pytest.fixture
async def talk(api: SpokenApi) -> AsyncIterator[Talk]:
    server = Server()
    surroundings = host(provider=provider(api, server))
    if api.is_home:  # a host has none of its own
        surroundings = replace(surroundings, providers={}, transport=server)
    app = create_app(surroundings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        if api.is_home:
            home = {"name": "scripted", "provider_type": "letta", "base_url": URL}
            assert (await http.post("/v1/providers/", json=home)).is_success
        made = Talk(api, http, server)
        await made.begin()
        yield made


BROKEN = {
    "a stream cut in its text": lambda api: [Answer([api.stream("text")[:700], CUT])],
    "a stream cut in a call": lambda api: [Answer([api.stream("call")[:-400], CUT])],
    "an error in the middle": lambda api: [Answer([api.stream("error")])],
    "an empty reply": lambda api: [Answer([api.stream("empty")])],
    "a web page": lambda api: [Answer([b"<html>Welcome</html>"])],
    "no head": lambda api: [TransportError("timeout")],
    "a server that is always busy": lambda api: [Answer([api.error("529")], 529)] * api.tries("server_error"),
    "a wrong key": lambda api: [Answer([api.error("401")], 401)],
}


@every_api
@pytest.mark.parametrize("case", BROKEN)
async def test_after_a_failure_the_next_message_works(api: SpokenApi, talk: Talk, case: str) -> None:
    failed = await talk.say("hi", *BROKEN[case](api))
    assert failed.status_code >= 400
    assert failed.json()["error"]["message"].endswith(".")
    answer = await talk.say("still there?", Answer([api.stream("text")]))
    assert answer.json()["messages"][-1]["content"] == api.done("text").text
    assert await talk.history() == ["user_message", "user_message", "assistant_message"]
    assert (talk.is_paired(), talk.server.open) == (True, 0)


# Where a run is cancelled, and what is kept of its answer: its text, and no call that isn't known to be whole.
CANCELLED = {
    "before the head": (lambda api, pause: [pause, *opened(api)], None),
    "before the first byte": (lambda api, pause: [Answer([pause, api.opening])], None),
    "in its text": (lambda api, pause: [Answer([begun(api, "text", "Süß"), pause])], "Süß"),
    "in a call": (lambda api, pause: [Answer([begun(api, "call", "sides"), pause])], None),
    "in a second call": (lambda api, pause: [Answer([begun(api, "parallel", "20}"), pause])], "Rolling."),
}


def opened(api: SpokenApi) -> list[Scripted]:
    """What a server answers to whom it would have to hear out, if it is one of those."""
    return [Answer([api.opening])] if api.opening else []


def begun(api: SpokenApi, case: str, word: str) -> bytes:
    """A stream until a word of its has come."""
    events = api.stream(case).split(b"\n\n")
    last = next(place for place, event in enumerate(events) if word.encode() in event)
    return b"\n\n".join(events[: last + 1]) + b"\n\n"


@every_api
@pytest.mark.parametrize("case", CANCELLED)
async def test_after_a_cancelled_run_the_next_message_works(api: SpokenApi, talk: Talk, case: str) -> None:
    pause, (script, kept) = Pause(), CANCELLED[case]
    cancelled = await talk.cancel(pause, "hi", *script(api, pause))
    assert (cancelled.status_code, cancelled.json()["stop_reason"]["stop_reason"]) == (200, "cancelled")
    assert [message["content"] for message in cancelled.json()["messages"]] == ([kept] if kept else [])
    answer = await talk.say("still there?", Answer([api.stream("text")]))
    assert answer.json()["messages"][-1]["content"] == api.done("text").text
    first = ["user_message", "assistant_message"] if kept else ["user_message"]
    assert await talk.history() == [*first, "user_message", "assistant_message"]
    assert (talk.is_paired(), talk.server.open) == (True, 0)
    assert len(talk.server.cancels) == api.is_home  # a model ends with its answer, an agent has to be told


@every_api
@pytest.mark.parametrize("case", ["text", "call", "parallel", "musing"])
async def test_wherever_a_run_is_cancelled_the_next_message_works(
    api: SpokenApi, talk: Talk, case: str
) -> None:
    events = api.stream(case).split(b"\n\n")
    for count in range(len(events)):
        seen = b"\n\n".join([*events[:count], b""])
        if api.is_complete(seen):
            break  # nobody waits for more
        pause = Pause()
        await talk.cancel(pause, "hi", Answer([seen, pause]))
        answer = await talk.say("still there?", Answer([api.stream("text")]))
        assert answer.json()["messages"][-1]["content"] == api.done("text").text
        assert (talk.is_paired(), talk.server.open) == (True, 0)


@every_api
async def test_a_first_byte_that_is_slow_is_waited_for(api: SpokenApi, talk: Talk) -> None:
    head, byte = Pause(), Pause()
    saying = asyncio.create_task(talk.say("hi", head, Answer([byte, api.stream("text")])))
    for pause in (head, byte):
        await pause.is_reached.wait()
        assert await talk.history() == ["user_message"]
        pause.goes_on.set()
    answer = await saying
    assert answer.json()["messages"][-1]["content"] == api.done("text").text
    assert await talk.history() == ["user_message", "assistant_message"]
    assert (len(talk.server.requests), talk.server.open) == (1, 0)


@every_model
async def test_a_failure_after_a_call_leaves_the_call_with_its_return(api: SpokenApi, talk: Talk) -> None:
    asked = await talk.say("roll", Answer([api.stream("parallel")]))
    await talk.roll(asked, Answer([api.stream("error")]))
    answer = await talk.say("and?", Answer([api.stream("text")]))
    assert answer.status_code == 200
    assert (talk.is_paired(), len(api.calls(talk.server.bodies[-1]))) == (True, 2)


@every_model
async def test_a_malformed_call_is_answered_with_what_is_wrong(api: SpokenApi, talk: Talk) -> None:
    malformed = api.stream("malformed").replace(b"roll", b"memory_insert")
    answer = await talk.say("remember", Answer([malformed]), Answer([api.stream("text")]))
    assert answer.json()["stop_reason"]["stop_reason"] == "end_turn"
    assert "not valid JSON" in json.dumps(talk.server.bodies[-1])
    assert talk.is_paired()


@every_api
async def test_a_refusal_is_an_answer(api: SpokenApi, talk: Talk) -> None:
    answer = await talk.say("help", Answer([api.stream("refusal")]))
    assert answer.json()["messages"][-1]["content"] == api.done("refusal").text


@every_model
async def test_a_refusal_without_a_word_says_so(api: SpokenApi, talk: Talk) -> None:
    answer = await talk.say("help", Answer([api.stream("filtered")]))
    assert "refused" in answer.json()["error"]["message"]


@every_model
async def test_a_context_that_is_too_long_is_made_shorter(api: SpokenApi, talk: Talk) -> None:
    for _ in range(8):
        await talk.say("a long story " * 300, Answer([api.stream("text")]))
    overflow = Answer([api.error("overflow")], 400)
    answer = await talk.say("and?", overflow, *[Answer([api.stream("text")])] * 3)
    assert answer.status_code == 200
    assert len(json.dumps(talk.server.bodies[-1])) < len(json.dumps(talk.server.bodies[-3]))


@every_home
@pytest.mark.parametrize("told", ["overflow", "413"])
async def test_an_agent_that_lives_elsewhere_does_not_hear_twice_what_was_too_long(
    api: SpokenApi, talk: Talk, told: str
) -> None:
    for _ in range(8):
        await talk.say("a long story " * 300, Answer([api.stream("text")]))
    before = await talk.history()
    answer = await talk.say("and?", Answer([api.error(told)], 413 if told == "413" else 400))
    assert (answer.status_code, len(talk.server.requests)) == (400, 9)
    assert "Make it shorter where it lives." in answer.json()["error"]["message"]
    assert await talk.history() == [*before, "user_message"]


@every_model
async def test_a_thought_is_given_back_to_the_model_that_had_it(api: SpokenApi, talk: Talk) -> None:
    asked = await talk.say("roll", Answer([api.stream("musing")]))
    await talk.roll(asked, Answer([api.stream("text")]))
    assert api.seal in json.dumps(talk.server.bodies[-1])


@every_model
async def test_and_to_no_other_model(api: SpokenApi, talk: Talk) -> None:
    asked = await talk.say("roll", Answer([api.stream("musing")]))
    await talk.http.patch(f"/v1/agents/{talk.agent_id}", json={"model": "scripted/other"})
    await talk.roll(asked, Answer([api.stream("text")]))
    assert api.seal not in json.dumps(talk.server.bodies[-1])
    assert talk.is_paired()


@every_model
async def test_an_agents_wish_to_think_reaches_its_model(api: SpokenApi, talk: Talk) -> None:
    settings = {"provider_type": "openai", "reasoning": {"reasoning_effort": "xhigh"}}
    await talk.http.patch(f"/v1/agents/{talk.agent_id}", json={"model_settings": settings})
    await talk.say("hi", Answer([api.stream("text")]))
    assert f'"{api.hardest}"' in json.dumps(talk.server.bodies[-1])
