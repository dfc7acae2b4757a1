"""A turn takes as long after a hundred messages as after a hundred thousand: no statement of it walks through all."""

import json

import pytest

from lettawasm import conversations
from lettawasm.db import SqliteDriver
from lettawasm.model import ToolCall
from lettawasm.schemas.base import DEFAULT
from lettawasm.schemas.turns import TurnRequest

WALKS = ("SCAN messages", "SCAN inherited", "INDEX messages_by_agent (agent_id=?)")
STOPS_EARLY = "ORDER BY seq DESC LIMIT 1"  # walks one row


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[object]]:
    """Every statement that was executed, with the parameters of its last time."""
    seen: dict[str, list[object]] = {}
    execute = SqliteDriver.execute

    def recording(self, sql, params=()):
        seen[sql] = list(params)
        return execute(self, sql, params)

    monkeypatch.setattr(SqliteDriver, "execute", recording)
    return seen


@pytest.mark.parametrize("where", ["the agent's own conversation", "a fork of it"])
async def test_no_statement_of_a_turn_walks_through_the_history(space, statements, where):
    edit = ToolCall("call-1", "memory_insert", json.dumps({"label": "human", "new_string": "Likes tea"}))
    talk = await space("Hello", edit, "Noted", "Yes", "Yes")
    await talk.say("hi")
    place = DEFAULT
    if where == "a fork of it":
        place = conversations.fork(talk.store, talk.agent, message_id=None, hidden=False).id
    for text in ("I like tea", "and?"):  # at the second the system prompt is written anew
        live = await talk.runtime.send(talk.agent.id, TurnRequest(input=text), place)
        await live.finished()
    talk.store.recall.leave_context(talk.agent.id, conversation_id=place)
    turn = [(sql, params) for sql, params in statements.items() if "messages" in sql]
    walks = [
        (sql, row["detail"])
        for sql, params in turn
        if sql.startswith(("SELECT", "UPDATE")) and not sql.endswith(STOPS_EARLY)
        for row in talk.runtime.host.driver.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        if any(walk in row["detail"] for walk in WALKS)
    ]
    assert walks == []
    assert any("place > 0" in sql for sql, _ in turn)
