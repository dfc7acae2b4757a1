"""What is asked of a space in every round: requests to the API, the same in every host."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

import httpx

from tests.bench.seed import AGENT, QUERY, Seed


@dataclass(frozen=True, slots=True)
class Play:
    """One request, with its bodies in turn, and a text that its answer must have in it."""

    method: str
    path: str
    bodies: Sequence[Any] = ()
    expect: str = ""

    def body(self, turn: int) -> str | None:
        return json.dumps(self.bodies[turn % len(self.bodies)]) if self.bodies else None


Plays = dict[str, Play]

STEP = "message step"
EDIT = "message step with a memory edit"


def plays(seed: Seed) -> Plays:
    """The plays of a space that `seed` fills with what they need."""
    blocks = f"/v1/agents/{seed.agent()}/core-memory/blocks"
    export = f"/v1/agents/{seed.agent(messages=100)}/export"
    values = [{"value": "I am kind."}, {"value": "I am wise."}]
    return {
        "agent creation": Play("POST", "/v1/agents/", [AGENT], '"persona"'),
        STEP: step(seed.agent(messages=100)),
        EDIT: edit(seed.agent(messages=100)),
        "message step with a full context": step(seed.agent(messages=400, in_context=400)),
        ".af export of 100 messages": Play("GET", export, (), "message-99"),
        "search of 1,000 passages": search(seed.agent(passages=1_000)),
        "search of 10,000 passages": search(seed.agent(passages=10_000)),
        "block read": Play("GET", f"{blocks}/human", (), "Ada"),
        "block write": Play("PATCH", f"{blocks}/persona", values, "I am"),
        "block list": Play("GET", f"{blocks}/", (), '"persona"'),
        **history(seed, 1_000),
        **history(seed, 10_000),
    }


def history(seed: Seed, messages: int) -> Plays:
    """The plays that must not take longer because much was said before."""
    return {
        f"{STEP} after {messages:,}": step(seed.agent(messages=messages)),
        f"{EDIT} after {messages:,}": edit(seed.agent(messages=messages)),
    }


def step(agent_id: str) -> Play:
    """A message that the agent answers from what it sees, in one step."""
    return Play("POST", f"/v1/agents/{agent_id}/messages", [said("What is my name?")], '"end_turn"')


def edit(agent_id: str) -> Play:
    """A message that makes it edit its memory first, and then answer."""
    names = [said(f"My name is {name}.") for name in ("Ben", "Cyd")]
    return Play("POST", f"/v1/agents/{agent_id}/messages", names, '"tool_return_message"')


def search(agent_id: str) -> Play:
    path = f"/v1/agents/{agent_id}/archival-memory/search?query={quote(QUERY)}"
    return Play("GET", path, (), '"count": 10')


def said(text: str) -> Any:
    return {"messages": [{"role": "user", "content": text}]}


async def perform(client: httpx.AsyncClient, play: Play, turn: int) -> float:
    """Play it twice, and return the milliseconds of the second time: people stay with one agent for a while."""
    await _once(client, play, 2 * turn)
    return await _once(client, play, 2 * turn + 1)


async def _once(client: httpx.AsyncClient, play: Play, turn: int) -> float:
    headers = {"content-type": "application/json"}
    start = time.perf_counter()
    response = await client.request(play.method, play.path, content=play.body(turn), headers=headers)
    took = time.perf_counter() - start
    assert response.status_code == 200 and play.expect in response.text, response.text
    return took * 1000


def as_json(plays: Plays) -> str:
    return json.dumps({name: asdict(play) for name, play in plays.items()})
