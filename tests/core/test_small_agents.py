"""Agents whose models can't call tools as others do: their memory changes all the same, and their history is whole."""

import json
from typing import Any

import pytest

from lettawasm import agents
from lettawasm.db import SqliteDriver
from lettawasm.events import Delta, Stopped
from lettawasm.model import Done, Failed, TextDelta
from lettawasm.ports import Host
from lettawasm.runtime import Runtime
from lettawasm.schemas.agents import AgentCreate
from lettawasm.schemas.model_options import ModelOptions
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page
from lettawasm.testing import NoNetwork, TickingClock
from tests.core.small import Speaker

BLOCKS = [{"label": "human", "value": "Name: Ada"}]
TEA = {"label": "human", "new_string": "Likes tea"}
IN_SCHEMA = [json.dumps({"tool": "memory_insert", "arguments": TEA}), '{"say": "Noted!"}']
IN_TEXT = [f"<tool_call>{json.dumps({'name': 'memory_insert', 'arguments': TEA})}</tool_call>", "Noted!"]
BROKEN = '<tool_call>{"name": "memory_insert", "arguments": {\'label\': \'human\'}}</tool_call>'


class Talk:
    """One agent whose model is behind the provider `name`."""

    def __init__(self, name: str, *replies: str | Done | Failed) -> None:
        self.model = Speaker(replies, 4, name)
        self.name = name
        self.runtime = Runtime(
            Host(SqliteDriver(":memory:"), TickingClock(), NoNetwork(), {name: self.model})
        )
        self.store = self.runtime.store

    async def say(self, text: str, options: ModelOptions | None = None) -> list[Any]:
        new = AgentCreate.model_validate({"model": f"{self.name}/tiny", "memory_blocks": BLOCKS})
        agent = await agents.create(self.store, self.runtime.catalog, new)
        if options:
            self.store.agents.update(agent.id, agent.settings.model_copy(update={"model_options": options}))
        self.agent_id = agent.id
        live = await self.runtime.send(
            agent.id, TurnRequest.model_validate({"input": text, "stream_tokens": True})
        )
        await live.finished()
        return live.events

    def history(self) -> list[Any]:
        return self.store.recall.find(Page(limit=100, order="asc"), agent_id=self.agent_id)

    @property
    def human(self) -> str:
        return self.store.blocks.labelled(self.agent_id, "human").value


@pytest.mark.parametrize(
    ("name", "replies", "options"),
    [
        ("webllm", IN_SCHEMA, None),
        ("chrome", IN_SCHEMA, None),
        ("wllama", IN_TEXT, None),
        ("mine", IN_TEXT, ModelOptions()),
        ("mine", IN_TEXT, ModelOptions(tool_calls="text")),
        ("mine", IN_SCHEMA, ModelOptions(tool_calls="schema")),
    ],
)
async def test_a_call_changes_memory_however_it_was_made(name: str, replies: list[str], options: Any) -> None:
    talk = Talk(name, *replies)
    events = await talk.say("I like tea", options)
    assert talk.human == "Name: Ada\nLikes tea"
    _, _, called, returned, answer = talk.history()
    assert (called.text, [call.name for call in called.tool_calls]) == ("", ["memory_insert"])
    assert returned.tool_returns[0].tool_call_id == called.tool_calls[0].id
    assert (answer.text, events[-1].reason) == ("Noted!", "end_turn")
    heard = "".join(e.piece.text for e in events if isinstance(e, Delta) and isinstance(e.piece, TextDelta))
    assert heard == "Noted!"


async def test_what_was_written_again_leaves_no_trace_in_the_history_but_its_cost() -> None:
    talk = Talk("wllama", BROKEN, *IN_TEXT)
    *_, stopped = await talk.say("I like tea")
    assert talk.human == "Name: Ada\nLikes tea"
    assert [message.role for message in talk.history()] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert isinstance(stopped, Stopped) and (stopped.steps, stopped.usage.prompt_tokens) == (2, 30)


async def test_in_the_next_step_the_model_reads_its_own_call_as_it_wrote_it() -> None:
    talk = Talk("webllm", *IN_SCHEMA)
    await talk.say("I like tea")
    *_, called, returned = talk.model.requests[1].messages
    assert json.loads(called.text) == json.loads(IN_SCHEMA[0])
    assert returned.role == "user" and returned.text.startswith("[memory_insert returned] ")
