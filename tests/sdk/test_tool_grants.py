"""What a person grants to a custom tool, through the official SDK."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import BadRequestError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import Tool

from .bare import get, put

SOURCE = 'def look():\n    """Look."""\n    return 1\n'
GRANTS: dict[str, Any] = {
    "hosts": [{"host": "API.example.com", "methods": ["GET"]}],
    "variables": [{"name": "KEY", "hosts": ["https://api.example.com"]}, {"name": "CITY"}],
    "index": "https://pypi.org/simple",
}
NONE: dict[str, Any] = {"hosts": [], "variables": [], "index": None}


@pytest.fixture
def look(letta: Letta) -> Iterator[Tool]:
    made = letta.tools.create(source_code=SOURCE)
    yield made
    letta.tools.delete(made.id)


def granted(letta: Letta, tool: Tool) -> Any:
    return get(letta, f"/v1/tools/{tool.id}/grants")


def test_a_tool_is_granted_nothing_until_a_person_says_so(letta: Letta, look: Tool) -> None:
    before = granted(letta, look)
    assert {name: before[name] for name in NONE} == NONE
    assert (before["given_at"], before["revoked"]) == (None, False)
    given = put(letta, f"/v1/tools/{look.id}/grants", GRANTS)
    assert given == granted(letta, look)
    assert given["hosts"] == [{"host": "https://api.example.com", "methods": ["GET"]}]
    assert given["variables"] == [GRANTS["variables"][0], {"name": "CITY", "hosts": None}]
    assert given["given_at"]


def test_a_tool_whose_source_has_changed_has_lost_its_grants(letta: Letta, look: Tool) -> None:
    put(letta, f"/v1/tools/{look.id}/grants", GRANTS)
    letta.tools.update(look.id, description="Look around.")
    assert not granted(letta, look)["revoked"]
    letta.tools.update(look.id, source_code=SOURCE + "# and more\n")
    assert granted(letta, look)["revoked"]
    assert not put(letta, f"/v1/tools/{look.id}/grants", {})["revoked"]


def test_an_agent_file_brings_no_grants(letta: Letta, look: Tool) -> None:
    put(letta, f"/v1/tools/{look.id}/grants", GRANTS)
    agent = letta.agents.create(tools=["look"], model="lettawasm/offline")
    exported = letta.agents.export_file(agent.id)
    assert "api.example.com" not in str(exported)
    letta.agents.delete(agent.id)


def test_what_can_not_be_granted_is_refused(letta: Letta, look: Tool) -> None:
    with pytest.raises(UnprocessableEntityError, match="none of the hosts"):
        put(letta, f"/v1/tools/{look.id}/grants", {**GRANTS, "hosts": []})
    assert granted(letta, look)["given_at"] is None
    with pytest.raises(NotFoundError):
        put(letta, f"/v1/tools/{look.id[:-4]}0000/grants", GRANTS)
    [built_in] = letta.tools.list(name="memory_insert").items
    with pytest.raises(BadRequestError, match="no custom tool"):
        put(letta, f"/v1/tools/{built_in.id}/grants", GRANTS)
