"""The suite of test_conformance and test_histories, for every provider that doesn't speak HTTP, and for all that is put
around one: deltas, then one Done or one Failed, never an exception, and a history that holds.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from lettawasm import agents
from lettawasm.cancelling import until
from lettawasm.events import Stopped
from lettawasm.model import Done, Failed, FellBack, ModelEvent
from lettawasm.ports import Host, Provider
from lettawasm.runtime import Runtime
from lettawasm.schemas.agents import AgentCreate
from lettawasm.schemas.messages import Message
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page
from lettawasm.testing import InMemory, NoNetwork, TickingClock
from tests.core.providers.heard import ASKED, called, ended, said
from tests.core.providers.played import PLAYERS, Call, Fails, Player, Scene, Stage, scene
from tests.core.providers.spoken import Pause

HANGS = 30  # seconds after which a reply that never ends is taken for one
SWEET = "Süß 🍰, nicht wahr?"
TEA, DOG = (
    json.dumps({"label": "human", "new_string": text}, ensure_ascii=False)
    for text in ("Likes tea 🍵", "Has a dog 🍵")
)
SCENES = {
    "text": scene(SWEET),
    "call": scene(Call("memory_insert", TEA)),
    "parallel": scene(Call("memory_insert", TEA), Call("memory_insert", DOG)),
    "malformed": scene(Call("memory_insert", "]human[")),
    "refusal": scene("I can't help with that.", finish="refusal"),
    "length": scene("It goes", finish="length"),
    "empty": scene(),
    "cut": scene("Well", Fails("cut_off")),
    "error": scene("Well", Fails("server_error")),
    "overflow": scene(Fails("context_overflow")),
}


def playing(*cases: str) -> Any:
    """Each player with each of the scenes that it can play."""
    pairs = [(player, case) for player in PLAYERS for case in cases if case not in player.lacks]
    return pytest.mark.parametrize(
        ("player", "case"), [pytest.param(*pair, id=f"{pair[0].name}-{pair[1]}") for pair in pairs]
    )


every_player = pytest.mark.parametrize("player", PLAYERS, ids=lambda player: player.name)


class Talk:
    """One agent whose model a player is."""

    def __init__(self, player: Player) -> None:
        self.player, self.stage = player, Stage(player.writes)
        providers = player.make(player.name, self.stage)
        self.runtime = Runtime(Host(InMemory(), TickingClock(), NoNetwork(), providers))
        self.store, self.agent_id = self.runtime.store, ""

    async def begin(self) -> None:
        new = AgentCreate.model_validate(
            {
                "model": f"{self.player.name}/model",
                "memory_blocks": [{"label": "human", "value": "", "limit": 50_000}],
                "parallel_tool_calls": True,
            }
        )
        agent = await agents.create(self.store, self.runtime.catalog, new)
        if self.player.options:
            changed = agent.settings.model_copy(update={"model_options": self.player.options})
            self.store.agents.update(agent.id, changed)
        self.agent_id = agent.id

    @property
    def provider(self) -> Provider:
        return self.runtime.catalog.of_agent(self.store.agents.get(self.agent_id))[0]

    async def hear(self, *scenes: Scene) -> list[ModelEvent]:
        self.stage.then(*scenes)
        async with asyncio.timeout(HANGS):
            return [event async for event in self.provider.stream(ASKED)]

    async def say(self, text: str, *scenes: Scene) -> Stopped:
        """Send a message that the model answers so."""
        self.stage.then(*scenes)
        live = await self.runtime.send(self.agent_id, TurnRequest(input=text))
        async with asyncio.timeout(HANGS):
            return await live.finished()

    def history(self) -> list[Message]:
        """What is kept, in which each call has to have its return."""
        _, *kept = self.store.recall.find(Page(limit=100, order="asc"), agent_id=self.agent_id)
        for message, following in zip(kept, [*kept[1:], None], strict=True):
            if message.tool_calls:
                assert following
                answered = [one.tool_call_id for one in following.tool_returns]
                assert answered == [call.id for call in message.tool_calls]
        return kept

    def told(self) -> list[tuple[str, str]]:
        return [(message.role, message.text) for message in self.history()]

    @property
    def human(self) -> str:
        return self.store.blocks.labelled(self.agent_id, "human").value


@pytest.fixture
async def talk(player: Player) -> AsyncIterator[Talk]:
    made = Talk(player)
    await made.begin()
    yield made
    await made.stage.emptied()


# Events


@playing(*SCENES)
async def test_whatever_is_played_is_told_and_ends_once(talk: Talk, case: str) -> None:
    events = await talk.hear(SCENES[case], SCENES[case])
    last = ended(events)
    match case:
        case "text" | "refusal" | "length":
            [piece] = SCENES[case].pieces
            assert isinstance(last, Done)
            assert (last.text, last.finish_reason) == (piece, SCENES[case].finish)
        case "call" | "parallel":
            assert isinstance(last, Done)
            made = [(call.name, json.loads(call.arguments)) for call in last.tool_calls]
            assert made == [(call.name, json.loads(call.arguments)) for call in SCENES[case].calls]
            assert len({call.id for call in last.tool_calls} - {""}) == len(made)
        case "cut" | "error":
            assert isinstance(last, Failed)
            assert (said(events), last.kind) == ("Well", "cut_off" if case == "cut" else "server_error")
        case "overflow":
            assert isinstance(last, Failed) and last.kind == "context_overflow"
        case "empty":
            assert not said(events) and not called(events)


@every_player
async def test_a_first_word_that_is_slow_is_waited_for(talk: Talk) -> None:
    pause = Pause()
    hearing = asyncio.create_task(talk.hear(scene(pause, SWEET)))
    await pause.is_reached.wait()
    assert not hearing.done()
    pause.goes_on.set()
    last = ended(await hearing)
    assert isinstance(last, Done) and last.text == SWEET


@every_player
async def test_who_stops_listening_ends_what_is_played(talk: Talk) -> None:
    talk.stage.then(scene("One word, and another", Pause()))
    stream = talk.provider.stream(ASKED)
    while isinstance(await anext(stream), FellBack):
        pass
    await stream.aclose()  # type: ignore[attr-defined]
    await asyncio.sleep(0)  # an engine is told, and has its turn
    assert talk.stage.playing == 0


@every_player
async def test_who_wants_to_hear_nothing_more_waits_for_nothing(talk: Talk) -> None:
    pause, cancelled = Pause(), asyncio.Event()
    talk.stage.then(scene(pause))

    async def heard() -> list[ModelEvent]:
        return [event async for event in until(cancelled, talk.provider.stream(ASKED))]

    hearing = asyncio.create_task(heard())
    await pause.is_reached.wait()
    cancelled.set()
    assert not any(isinstance(event, Done | Failed) for event in await hearing)
    await talk.stage.emptied()


# Histories


@playing("empty", "cut", "error")
async def test_after_a_failure_the_next_message_works(talk: Talk, case: str) -> None:
    failed = await talk.say("hi", SCENES[case])
    assert failed.error and failed.error.message.endswith(".")
    answered = await talk.say("still there?", scene(SWEET))
    assert answered.reason == "end_turn"
    assert talk.told() == [("user", "hi"), ("user", "still there?"), ("assistant", SWEET)]


@playing("call", "parallel")
async def test_a_call_is_made_and_has_its_return(talk: Talk, case: str) -> None:
    answered = await talk.say("I like tea", SCENES[case], scene(SWEET))
    assert answered.reason == "end_turn"
    assert [role for role, _ in talk.told()] == ["user", "assistant", "tool", "assistant"]
    assert talk.human == "Likes tea 🍵" + ("\nHas a dog 🍵" if case == "parallel" else "")


@playing("malformed")
async def test_after_a_call_that_is_no_json_the_next_message_works(talk: Talk, case: str) -> None:
    tried = await talk.say("I like tea", SCENES[case], SCENES[case], scene("Sorry."))
    assert (tried.reason, talk.told()[-1]) == ("end_turn", ("assistant", "Sorry."))
    assert all(one.is_error for message in talk.history() for one in message.tool_returns)
    answered = await talk.say("still there?", scene(SWEET))
    assert (answered.reason, talk.told()[-1], talk.human) == ("end_turn", ("assistant", SWEET), "")


@playing("refusal")
async def test_a_refusal_is_an_answer(talk: Talk, case: str) -> None:
    await talk.say("help", SCENES[case])
    assert talk.told()[-1] == ("assistant", "I can't help with that.")


@every_player
async def test_a_context_that_is_too_long_is_made_shorter(talk: Talk) -> None:
    for _ in range(8):
        await talk.say("a long story " * 300, scene(SWEET))
    answered = await talk.say("and?", SCENES["overflow"])
    assert answered.reason == "end_turn"
    assert len(talk.stage.asked[-1]) < len(talk.stage.asked[8])
    assert [text for role, text in talk.told() if role == "user"].count("and?") == 1


# Where a run is cancelled, and what is kept of its answer.
CANCELLED: dict[str, tuple[Any, str | None]] = {
    "before the first word": (lambda pause: scene(pause), None),
    "in its text": (lambda pause: scene(SWEET, pause), SWEET),
    "in a call": (lambda pause: scene(Call("memory_insert", TEA, pause)), None),
}


@every_player
@pytest.mark.parametrize("where", CANCELLED)
async def test_after_a_cancelled_run_the_next_message_works(talk: Talk, where: str) -> None:
    pause, (cut, kept) = Pause(), CANCELLED[where]
    saying = asyncio.create_task(talk.say("hi", cut(pause)))
    await pause.is_reached.wait()
    talk.runtime.cancel(talk.agent_id)
    assert (await saying).reason == "cancelled"
    await talk.stage.emptied()
    await talk.say("still there?", scene(SWEET))
    first = [("user", "hi"), ("assistant", kept)] if kept else [("user", "hi")]
    assert talk.told() == [*first, ("user", "still there?"), ("assistant", SWEET)]
    assert talk.human == ""
