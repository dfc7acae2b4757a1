"""What memory costs, measured where it lives: this runs in Pyodide, over spaces on OPFS that bench_memory.py filled.

Requests are made of the app itself, so that no port and no service worker counts. Times are in milliseconds.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from lettawasm.hosts.browser import create

WARM_UP, ROUNDS = 3, 25
BLOCKS, EDITS, PASSAGES = 100, 200, 10_000
NOTE = (
    "Ada likes tea, the sea and short answers. She is learning Finnish, and will move to Turku in May. " * 3
)
TEXT = "What I know of Ada so far, and what she would rather have me forget again. " * 27  # 2 kB


Work = Callable[[int], Awaitable[Any]]


class Space:
    """The app over a space, and short words for asking it."""

    def __init__(self, path: str) -> None:
        self.app, self.driver = create(path)
        self.runtime = self.app.state.runtime
        self.store = self.runtime.store

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        status, chunks = 0, []

        async def receive() -> Any:
            return {"type": "http.request", "body": sent, "more_body": False}

        async def send(event: Any) -> None:
            nonlocal status
            status = event.get("status", status)
            chunks.append(event.get("body", b""))

        asked = "&".join(f"{name}={value.replace(' ', '%20')}" for name, value in query.items())
        headers = [(b"host", b"bench"), (b"content-type", b"application/json")]
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": asked.encode(),
            "headers": headers,
        }
        await self.app(scope, receive, send)
        assert status == 200, (method, path, status, chunks)
        return json.loads(b"".join(chunks))

    async def settled(self) -> None:
        """Return when nothing goes on in the background."""
        while tasks := tuple(self.runtime._tasks):
            await asyncio.gather(*tasks)

    @property
    def size(self) -> int:
        """Bytes of the database."""
        return self.driver.execute("PRAGMA page_count")[0]["page_count"] * 4_096


async def median(work: Work, rounds: int = ROUNDS) -> float:
    return statistics.median([await milliseconds(work, turn) for turn in range(WARM_UP + rounds)][WARM_UP:])


async def milliseconds(work: Work, turn: int) -> float:
    start = time.perf_counter()
    await work(turn)
    return (time.perf_counter() - start) * 1_000


async def blocks(space: Space) -> dict[str, float]:
    for number in range(BLOCKS):
        block = await space.ask("POST", "/v1/blocks", {"label": f"note-{number}", "value": NOTE})
    path = f"/v1/blocks/{block['id']}"
    await space.settled()
    return {
        "block read": await median(lambda turn: space.ask("GET", path)),
        "block write": await median(lambda turn: space.ask("PATCH", path, {"value": f"{NOTE}{turn}"})),
        f"block list of {BLOCKS}": await median(
            lambda turn: space.ask("GET", "/v1/blocks", limit=str(BLOCKS))
        ),
    }


def _remember(space: Space, has_history: bool) -> None:
    """Let writes have versions, or none."""
    for name in ("touch", "set"):
        if has_history:
            vars(space.store.versions).pop(name, None)
        else:
            setattr(space.store.versions, name, lambda *_, **__: None)


async def history(space: Space) -> dict[str, float]:
    """The same writes with history and without, in turns; and the bytes by which the file grows for one's history."""
    block = (await space.ask("POST", "/v1/blocks", {"label": "edited", "value": TEXT}))["id"]
    archive = (await space.ask("POST", "/v1/archives", {"name": "history"}))["id"]
    count = 0

    async def edit(_: int) -> None:
        nonlocal count
        count += 1
        await space.ask("PATCH", f"/v1/blocks/{block}", {"value": TEXT.replace("Ada", f"Ada {count}", 1)})

    async def insert(_: int) -> None:
        await space.ask("POST", f"/v1/archives/{archive}/passages", {"text": NOTE})

    told: dict[str, float] = {}
    for name, work in (("block", edit), ("passage", insert)):
        took: dict[bool, list[float]] = {True: [], False: []}
        grew: dict[bool, int] = {}
        for turn in range(WARM_UP + EDITS):
            for has_history in (True, False) if turn % 2 else (False, True):
                _remember(space, has_history)
                took[has_history].append(await milliseconds(work, turn))
        for has_history in (True, False):
            _remember(space, has_history)
            before = space.size
            for turn in range(EDITS):
                await work(turn)
            grew[has_history] = space.size - before
        told[f"{name} with history"] = statistics.median(took[True][WARM_UP:])
        told[f"{name} without history"] = statistics.median(took[False][WARM_UP:])
        told[f"{name} bytes"] = (grew[True] - grew[False]) / EDITS
    _remember(space, True)
    return told


async def search(space: Space, agent: str, query: str) -> float:
    path = f"/v1/agents/{agent}/archival-memory/search"
    await space.runtime.embeddings.vector_of(query)  # brings the table
    assert (await space.ask("GET", path, query=query))["count"] == 10
    return await median(lambda turn: space.ask("GET", path, query=query))


async def inserts(space: Space) -> float:
    """Seconds until so many passages are stored and have their vectors."""
    archive = (await space.ask("POST", "/v1/archives", {"name": "inserted"}))["id"]
    texts = [
        f"On day {number} we spoke of boats, and of the {number % 97} lamps by the harbour."
        for number in range(PASSAGES)
    ]
    start = time.perf_counter()
    for at in range(0, PASSAGES, 500):
        passages = [{"text": text} for text in texts[at : at + 500]]
        await space.ask("POST", f"/v1/archives/{archive}/passages/batch", {"passages": passages})
    await space.settled()
    took = time.perf_counter() - start
    done = (await space.ask("GET", "/v1/memory/embedding"))["kinds"]["passage"]
    assert done["pending"] <= 32, done
    return took


async def main(folder: str) -> str:
    asked = json.loads(await fetched("/asked.json"))
    large, small = Space(f"{folder}/large.db"), Space(f"{folder}/small.db")
    for space in (large, small):
        await space.ask("GET", "/v1/memory/embedding")
        await space.settled()
    return json.dumps(
        {
            "searches": {
                name: await search(space, *asked[name])
                for name, space in (("small", small), ("large", large))
            },
            "blocks": await blocks(small),
            "history": await history(small),
            "inserts": await inserts(small),
        }
    )


async def fetched(url: str) -> str:
    import js

    return await (await js.fetch(url)).text()
