"""Files in which something was replaced, taken out or put in: read or refused, and never half."""

import asyncio
import copy
import json
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm.errors import LettaError
from lettawasm.groups import sleeptime
from lettawasm.schemas.identities import IdentityCreate

from .agent_files import exported, imported
from .conftest import Space


@st.composite
def damaged(draw):
    """A good file in which something was replaced, taken out or put in."""
    value = json.loads(good()[1])
    for _ in range(draw(st.integers(1, 3))):
        here = draw(st.sampled_from(list(_containers(value))))
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            continue
        key = draw(st.sampled_from(keys))
        if draw(st.booleans()):
            here[key] = copy.deepcopy(draw(JUNK | st.sampled_from(list(_containers(value)))))
        else:
            del here[key]
    return json.dumps(value)


def _containers(value):
    if isinstance(value, dict | list) and value:
        yield value
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _containers(entry)


JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.just([])
    | st.just({})
    | st.just([[]])
)


@cache
def good() -> tuple[Space, str]:
    """A space, and the file of an agent in it that has something of everything."""
    space = Space("hello")

    async def live() -> str:
        agent = await space.create(tools=["archival_memory_insert"], secrets={"KEY": "v"}, tags=["t"])
        sleeptime.enable(space.store, agent)
        whose = {"identifier_key": "k", "name": "n", "identity_type": "user", "agent_ids": [agent.id]}
        space.store.identities.create(IdentityCreate.model_validate(whose))
        server = space.store.mcp.create("out", "https://a.test/mcp", "X-Key", True)
        tool = space.store.tools.put("look", {"tool_type": "external_mcp", "json_schema": {"name": "look"}})
        space.store.mcp.link(server.id, tool.id, "look")
        space.store.agents.attach_tool(agent.id, tool.id)
        await space.say("hi")
        archive = space.store.archives.ensure(agent.id, "a")
        space.store.archival.insert(archive.id, "note", tags=("t",))
        return exported(space, agent.id)

    return space, asyncio.run(live())


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(text=damaged())
def test_a_damaged_file_is_read_or_refused_and_never_half(text):
    space, _ = good()
    before = rows(space)
    try:
        asyncio.run(imported(space, text))
    except LettaError as error:
        assert 400 <= error.status < 500
        assert rows(space) == before


def rows(space):
    tables = (
        *("agents", "blocks", "tools", "messages", "archives", "passages", "agent_blocks", "agent_tags"),
        *("agent_groups", "identities", "mcp_servers", "mcp_tools"),
    )
    return [space.store.driver.execute(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables]
