"""What an agent that lives elsewhere hears: what is said to it, and nothing that was thought of on nobody's wish."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from lettawasm import compacting
from lettawasm.cancelling import until
from lettawasm.cli import main
from lettawasm.compressing.block import compress
from lettawasm.events import Delta
from lettawasm.groups import sleeptime
from lettawasm.model import ChatMessage, Failed, ModelEvent, ModelRequest, Text
from lettawasm.ports import HttpRequest, HttpResponse, TransportError
from lettawasm.providers.letta_home import HomeProvider, LettaHome
from lettawasm.providers.letta_home.api import news
from lettawasm.providers.letta_home.provider import PATIENCE
from lettawasm.schemas.compaction import CompactionSettings
from lettawasm.schemas.policies import CompressionRequest
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page

from .faraway import Here, There

ALL = {"compaction_settings": {"mode": "all"}}


async def test_no_summary_is_asked_of_it_and_none_is_told_to_it(here: Here, there: There) -> None:
    there.model.script += ["Hello.", "Noted.", "Tea."]
    await here.settle(there)
    await here.say("hi")
    await here.say("I like tea.")
    made = await here.ask("POST", f"/agents/{here.agent_id}/summarize", ALL)
    assert "- Person: I like tea." in made["summary"]
    await here.say("What do I like?")
    assert there.history() == ["hi", "Hello.", "I like tea.", "Noted.", "What do I like?", "Tea."]


@pytest.mark.parametrize(
    ("model", "named"), [("home", None), ("home", "lettawasm/offline"), ("scripted/model", "home")]
)
async def test_it_writes_no_summary_for_anybody(
    here: Here, there: There, model: str, named: str | None
) -> None:
    home = f"home/{there.agent_id}"
    await here.settle(there, model=model.replace("home", home))
    wanted = CompactionSettings(model=named and named.replace("home", home))
    agent = here.runtime.store.agents.get(here.agent_id)
    assert compacting.summarizer(here.runtime.catalog, agent, wanted) is None


async def test_as_a_fallback_it_writes_none_either(here: Here, there: There) -> None:
    await here.settle(there, model="scripted/model")
    here.model.script += ["Hello.", "Noted.", Failed("unreachable", "It is off.")]
    fallbacks = {"fallbacks": [f"home/{there.agent_id}"]}
    await here.ask("PATCH", f"/agents/{here.agent_id}/model-options", fallbacks)
    await here.say("hi")
    await here.say("I like tea.")
    made = await here.ask("POST", f"/agents/{here.agent_id}/summarize", ALL)
    assert "- Person: I like tea." in made["summary"]
    assert there.history() == []


async def test_no_block_is_sent_to_it_to_be_shortened(here: Here, there: There) -> None:
    block = {"label": "human", "value": "\n".join(f"Fact {n}" for n in range(60)), "limit": 500}
    await here.settle(there, memory_blocks=[block])
    store = here.runtime.store
    held = store.blocks.labelled(here.agent_id, "human")
    told = await compress(store, here.runtime.catalog, held.id, CompressionRequest(strategy="summarize"))
    assert (told.strategy, there.history()) == ("archive", [])


async def test_no_companion_of_its_kind_is_handed_a_report(here: Here, there: There) -> None:
    there.model.script += ["Hello."]
    await here.settle(there, enable_sleeptime=True)
    store = here.runtime.store
    [companion] = sleeptime.companions(store, here.agent_id)
    group = store.groups.managed_by(here.agent_id)
    assert group
    store.groups.update(group.model_copy(update={"sleeptime_agent_frequency": 1}))
    await here.say("hi")
    await here.quiet()
    assert store.runs.find(Page(), agent_ids=(companion,)) == []
    assert there.history() == ["hi", "Hello."]


async def test_it_is_not_reminded_of_our_tools(here: Here, there: There) -> None:
    there.model.script += ["Hello."]
    rule = {"type": "required_before_exit", "tool_name": "send_message"}
    await here.settle(there, tool_rules=[rule])
    await here.say("hi")
    assert there.history() == ["hi", "Hello."]


async def test_what_nobody_said_to_it_is_not_sent(here: Here, there: There) -> None:
    await here.settle(there)
    body = {"messages": [{"role": "system", "content": "Be brief."}]}
    answer = await here.http.post(f"/v1/agents/{here.agent_id}/messages", json=body)
    assert answer.status_code == 400 and "nobody has said anything" in answer.text
    assert there.runs() == []


# A trial


async def test_no_trial_is_made_of_it(here: Here, there: There) -> None:
    await here.settle(there)
    answer = await here.http.post("/v1/models/eval", json={"handle": f"home/{there.agent_id}"})
    assert answer.status_code == 400
    assert "is an agent that lives on another server" in answer.json()["detail"]
    assert there.history() == []


def test_the_command_line_makes_none_either(there: There, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", f"home/{there.agent_id}", "--type", "letta", "--base-url", there.url]) == 1
    assert "is an agent that lives on another server" in capsys.readouterr().err
    assert there.history() == []


# Its runs


async def test_a_run_that_is_cancelled_here_ends_there(here: Here, there: There) -> None:
    there.model.script, there.model.held = ["A long story."], asyncio.Event()
    await here.settle(there)
    live = await here.runtime.send(here.agent_id, TurnRequest(input="Tell me a story."))
    async for event in live.follow():
        if isinstance(event, Delta):
            here.runtime.cancel(here.agent_id)
    assert there.runs() == ["cancelled"]


async def test_only_that_run_is_cancelled_there(here: Here, there: There) -> None:
    there.model.script += ["Hello."]
    await here.settle(there)
    await here.say("hi")
    assert there.runs() == ["completed"]


class Stuck:
    """A transport to a server that begins an answer, if it `begins` one, and then says nothing more to anybody."""

    def __init__(self, begins: bool = True) -> None:
        self.begins, self.is_asked = begins, asyncio.Event()
        self.cancels: list[HttpRequest] = []

    async def send(self, request: HttpRequest) -> HttpResponse:
        if request.url.endswith("/cancel"):
            self.cancels.append(request)
            raise TransportError("timeout")
        self.is_asked.set()
        if not self.begins:
            await asyncio.Event().wait()
        return HttpResponse(200, {}, self._chunks(), self._close)

    async def _chunks(self) -> AsyncIterator[bytes]:
        yield b'data: {"message_type": "ping", "run_id": "run-1"}\n\n'
        yield b'data: {"message_type": "assistant_message", "content": "Once"}\n\n'
        await asyncio.Event().wait()

    async def _close(self) -> None: ...


HI = ModelRequest("agent-1", (ChatMessage("user", (Text("hi"),)),))


async def test_a_server_that_cannot_be_told_to_stop_holds_nobody_up() -> None:
    stuck, cancelled = Stuck(), asyncio.Event()
    provider = HomeProvider("home", "http://there/v1", None, stuck, LettaHome())
    async for _ in until(cancelled, provider.stream(HI)):
        cancelled.set()
    [told] = stuck.cancels
    assert told.url == "http://there/v1/agents/agent-1/messages/cancel"
    assert (told.body, told.timeout) == (b'{"run_ids": ["run-1"]}', PATIENCE)


async def test_neither_does_one_that_does_not_tell_which_run_has_begun() -> None:
    stuck, cancelled = Stuck(begins=False), asyncio.Event()
    provider = HomeProvider("home", "http://there/v1", None, stuck, LettaHome(), patience=0.0)

    async def heard() -> list[ModelEvent]:
        return [event async for event in until(cancelled, provider.stream(HI))]

    listening = asyncio.create_task(heard())
    await stuck.is_asked.wait()
    cancelled.set()
    assert (await listening, stuck.cancels) == ([], [])


def test_a_message_that_is_sent_again_is_known_although_the_prompt_has_changed() -> None:
    first, again = (
        list(news(replace(HI, messages=(ChatMessage("system", (Text(prompt),)), *HI.messages))))
        for prompt in ("It is Monday.", "It is Tuesday.")
    )
    assert first == again
