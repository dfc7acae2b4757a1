"""What a space writes, which is most of what it costs on Cloudflare, stays within what the README tells."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

import build
from tests.worker.conftest import Worker
from tests.worker.variant import modules_with

README = (build.ROOT / "README.md").read_text()
TOLD = re.search(r"writes (\d+) rows, or (\d+) with an edit of memory; a new agent (\d+)", README)
AGENT = {
    "model": "lettawasm/offline",
    "memory_blocks": [{"label": "human", "value": ""}, {"label": "persona", "value": "I am kind."}],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("rows")
    counting = Path(__file__).parent / "programs" / "counting.py"
    modules = modules_with({"entry.py": counting, "whole_entry.py": build.ENTRY}, folder / "modules")
    with Worker(folder, modules=modules) as worker:
        worker.start()
        headers = {"authorization": f"Bearer {worker.new_token('home')}"}
        with httpx.Client(base_url=worker.url, headers=headers, timeout=60) as client:
            yield client


def rows(home: httpx.Client, work: Callable[[], httpx.Response]) -> int:
    """How many rows the space writes meanwhile."""
    before = home.get("/v1/rows").json()
    assert work().is_success
    return home.get("/v1/rows").json() - before


def test_turns_write_as_few_rows_as_the_readme_tells(home: httpx.Client):
    home.post("/v1/agents/", json=AGENT)  # opens the space
    created = rows(home, lambda: home.post("/v1/agents/", json=AGENT))
    [agent, *_] = home.get("/v1/agents/").json()
    told = f"/v1/agents/{agent['id']}/messages"
    answered = rows(home, lambda: home.post(told, json={"input": "Hello!"}))
    remembered = rows(home, lambda: home.post(told, json={"input": "My name is Ada."}))
    assert TOLD
    for measured, most in zip((answered, remembered, created), map(int, TOLD.groups()), strict=True):
        assert 0 < measured <= most
