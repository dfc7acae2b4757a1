"""Calls that the world answers: the turn waits for them, and the space goes on meanwhile."""

import asyncio
from typing import Any

from lettawasm.model import ToolCall
from lettawasm.schemas.tools import Tool, ToolCreate
from lettawasm.schemas.turns import TurnRequest
from lettawasm.tools import custom
from lettawasm.tools.context import ToolContext
from lettawasm.tools.execution import Outcome, failed

from .conftest import MakeSpace, Space

ASK = ToolCall("c1", "oracle", '{"question": "why"}')
SCHEMA = {
    "name": "oracle",
    "description": "Knows.",
    "parameters": {"type": "object", "properties": {"question": {"type": "string"}}},
}


class Oracle:
    """A caller that answers when `free` is set, and then says `outcome`."""

    def __init__(self, outcome: Outcome | Exception | None = None) -> None:
        self.outcome = outcome or Outcome("Because.")
        self.free, self.asked = asyncio.Event(), asyncio.Event()
        self.seen: list[dict[str, Any]] = []

    async def __call__(self, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
        self.seen.append(arguments)
        self.asked.set()
        await self.free.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


async def given(space: Space, oracle: Oracle, **fields: Any) -> Oracle:
    """An agent that holds the oracle."""
    custom.put(space.store, ToolCreate.model_validate({"json_schema": SCHEMA, **fields}))
    space.runtime.world.add("custom", oracle)
    await space.create(tools=["oracle"])
    return oracle


async def begin(space: Space, **body: Any) -> Any:
    return await space.runtime.send(space.agent.id, TurnRequest.model_validate(body))


async def test_a_call_is_stored_before_it_is_made_and_its_return_before_the_model_goes_on(
    space: MakeSpace,
) -> None:
    made = await space(ASK, "So it is.")
    oracle = await given(made, Oracle())
    live = await begin(made, input="Why?")
    await oracle.asked.wait()
    assert made.said() == [("user", "Why?"), ("assistant", "oracle")]
    oracle.free.set()
    assert (await live.finished()).reason == "end_turn"
    assert made.said()[2:] == [("tool", "Because."), ("assistant", "So it is.")]
    assert oracle.seen == [{"question": "why"}]


async def test_what_goes_wrong_out_there_is_told_to_the_model(space: MakeSpace) -> None:
    made = await space(ASK)
    (await given(made, Oracle(failed("oracle", "It is asleep.")))).free.set()
    await made.say("Why?")
    [returned] = made.history()[3].tool_returns
    assert (returned.text, returned.is_error) == ("It is asleep.", True)


async def test_arguments_that_are_no_json_never_leave_the_space(space: MakeSpace) -> None:
    made = await space(ToolCall("c1", "oracle", "{why"))
    oracle = await given(made, Oracle())
    await made.say("Why?")
    assert "not valid JSON" in made.said()[2][1]
    assert oracle.seen == []


async def test_a_turn_can_be_cancelled_while_it_waits_for_the_world(space: MakeSpace) -> None:
    made = await space(ASK, "never said")
    oracle = await given(made, Oracle())
    live = await begin(made, input="Why?")
    await oracle.asked.wait()
    made.runtime.cancel(made.agent.id)
    assert (await live.finished()).reason == "cancelled"
    assert [role for role, _ in made.said()] == ["user", "assistant", "tool"]
    assert made.history()[3].tool_returns[0].is_error


async def test_calls_of_one_reply_are_made_together(space: MakeSpace) -> None:
    made = await space((ASK, ToolCall("c2", "oracle", "{}")))
    oracle = await given(made, Oracle())
    await made.create(tools=["oracle"], parallel_tool_calls=True)
    live = await begin(made, input="Why?")
    while len(oracle.seen) < 2:
        await asyncio.sleep(0)
    oracle.free.set()
    await live.finished()
    assert [one.tool_call_id for one in made.history()[3].tool_returns] == ["c1", "c2"]


async def test_a_call_that_needs_approval_is_made_once_it_has_it(space: MakeSpace) -> None:
    made = await space(ASK, "So it is.")
    oracle = await given(made, Oracle(), default_requires_approval=True)
    assert (await made.say("Why?")).reason == "requires_approval"
    assert oracle.seen == []
    approval = {
        "type": "approval",
        "approvals": [{"type": "approval", "tool_call_id": "c1", "approve": True}],
    }
    live = await begin(made, messages=[approval, {"role": "user", "content": "Be quick."}])
    await oracle.asked.wait()
    oracle.free.set()
    assert (await live.finished()).reason == "end_turn"
    roles = ["user", "assistant", "approval", "tool", "user", "assistant"]
    assert [role for role, _ in made.said()] == roles
    assert made.said()[3:] == [("tool", "Because."), ("user", "Be quick."), ("assistant", "So it is.")]


async def test_a_denied_call_never_leaves_the_space(space: MakeSpace) -> None:
    made = await space(ASK, "Then not.")
    oracle = await given(made, Oracle(), default_requires_approval=True)
    await made.say("Why?")
    denial = {"type": "approval", "approvals": [{"tool_call_id": "c1", "approve": False}]}
    await (await begin(made, messages=[denial])).finished()
    assert oracle.seen == []
    assert made.said()[-1] == ("assistant", "Then not.")


async def test_a_call_that_was_interrupted_does_not_stand_in_the_way(space: MakeSpace) -> None:
    made = await space(ASK, "Here again.")
    (await given(made, Oracle(RuntimeError("the lights went out")))).free.set()
    assert (await made.say("Why?")).reason == "error"
    assert (await made.say("Hello?")).reason == "end_turn"
    told = [m for m in made.model.requests[-1].messages if m.role == "tool"]
    assert ["interrupted" in m.text for m in told] == [True]


async def test_what_the_world_said_counts_for_its_own_call_alone(space: MakeSpace) -> None:
    insert = ToolCall("c2", "memory_insert", '{"label": "human", "new_string": "Likes tea"}')
    made = await space(ASK, insert)
    (await given(made, Oracle())).free.set()
    await made.say("Why?")
    assert made.block() == "Name: Ada\nLikes tea"
