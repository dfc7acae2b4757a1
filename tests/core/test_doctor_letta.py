"""The connection doctor with a server of Letta's API: it lists agents, and would remember a question."""

from typing import Any

import pytest

from .faraway import Here, There
from .odd_server import OddServer, Page

AGENTS = [{"id": "agent-1", "name": "Faraway"}]


async def examined(here: Here, **fields: Any) -> Any:
    return await here.ask("POST", "/providers/diagnose", {"provider_type": "letta", **fields})


def checks(diagnosis: Any) -> list[str]:
    return [finding["check"] for finding in diagnosis["findings"]]


async def test_nothing_is_wrong_with_a_sound_server(here: Here, there: There) -> None:
    told = await examined(here, base_url=there.url)
    assert (told["ok"], checks(told)) == (True, ["connection", "api", "model"])


async def test_its_agent_is_asked_nothing(here: Here, there: There) -> None:
    await here.settle(there)
    told = await examined(here, base_url=there.url, model=there.agent_id, agent_id=here.agent_id)
    assert (told["ok"], checks(told)) == (True, ["connection", "api", "model", "reply"])
    assert "wasn't asked" in told["findings"][-1]["message"]
    assert (there.history(), there.model.requests) == ([], [])


async def test_an_agent_that_is_not_there_is_missed(here: Here, there: There) -> None:
    there.leave()
    told = await examined(here, base_url=there.url, model=there.agent_id)
    assert told["findings"][-1]["cause"] == "no_models"


async def test_an_address_without_its_path_is_mended(here: Here, there: There) -> None:
    told = await examined(here, base_url=there.url.removesuffix("/v1"))
    assert told["findings"][-1]["suggestion"] == there.url


@pytest.mark.parametrize(
    ("provider_type", "path", "body"),
    [
        ("openai", "/v1/models", AGENTS),
        ("anthropic", "/v1/models", AGENTS),
        ("google_ai", "/v1/models", {"data": []}),
        ("letta", "/v1/agents/", {"data": AGENTS}),
        ("letta", "/v1/agents/", ["agent-1"]),
    ],
)
async def test_the_list_of_another_api_is_not_taken_for_its_own(
    here: Here, provider_type: str, path: str, body: Any
) -> None:
    with OddServer({path: Page(body)}) as server:
        told = await examined(here, provider_type=provider_type, base_url=server.url + "/v1")
    assert told["findings"][-1]["cause"] == "not_compatible"


async def test_without_its_list_nothing_is_known_of_it(here: Here) -> None:
    with OddServer({}) as server:
        told = await examined(here, base_url=server.url + "/v1", model="agent-1")
    assert told["findings"][-1]["cause"] == "not_compatible"
