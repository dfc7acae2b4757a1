"""Making vectors goes on where it was, whatever became of the object that made them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.model_server import Hang, ModelServer, embedded
from tests.sdk.hosts import until
from tests.worker.conftest import Worker

PATH, REMOTE = "/v1/memory/embedding", "mine/letters-embed"
KEPT, LEFT = 256, 44  # passages: those whose vectors are kept before the end, and the others


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def told(home: httpx.Client) -> Any:
    return home.get(PATH).raise_for_status().json()


def test_after_a_kill_the_next_request_lets_it_go_on(tmp_path: Path, server: ModelServer):
    origin = server.url.removesuffix("/v1")
    with Worker(tmp_path, variables={"LETTAWASM_HOSTS": origin}) as worker:
        worker.start()
        headers = {"authorization": f"Bearer {worker.new_token('home', requests_per_minute=100_000)}"}
        home = httpx.Client(base_url=worker.url, headers=headers, timeout=60)
        provider = {"name": "mine", "provider_type": "openai", "base_url": server.url}
        home.post("/v1/providers", json=provider).raise_for_status()
        archive = home.post("/v1/archives", json={"name": "notes"}).json()["id"]
        passages = [{"text": f"Note {number}"} for number in range(KEPT + LEFT)]
        home.post(f"/v1/archives/{archive}/passages/batch", json={"passages": passages}).raise_for_status()
        until(lambda: told(home)["kinds"]["passage"]["pending"] == 0)

        server.script_embeddings(embedded(["?"]), *[embedded([""] * 64)] * 4, Hang())
        home.patch(PATH, json={"handle": REMOTE}).raise_for_status()
        until(lambda: told(home)["kinds"]["passage"] == {"done": KEPT, "pending": LEFT})
        worker.kill()
        asked = len(server.requests)
        worker.start()
        done = until(lambda: (now := told(home))["serving"] == REMOTE and now)
    assert done["kinds"]["passage"] == {"done": KEPT + LEFT, "pending": 0}
    assert [len(request.json["input"]) for request in server.requests[asked:]] == [LEFT]
