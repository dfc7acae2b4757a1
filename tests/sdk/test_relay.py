"""The relay that brings a page's answers to clients outside of the browser."""

import asyncio
from typing import Any

from .browser_host import Relay

SCOPE = {"method": "GET", "raw_path": b"/v1/agents", "query_string": b"limit=1", "headers": [(b"a", b"b")]}
REQUEST = {"type": "http.request", "body": b""}


class SilentPage:
    """A page that answers what a test makes it answer."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.news: asyncio.Queue[None] = asyncio.Queue()

    async def evaluate(self, script: str, argument: Any) -> None:
        self.asked.append(argument)
        self.news.put_nowait(None)


async def test_a_chunk_is_passed_on_before_the_next_is_there() -> None:
    page = SilentPage()
    relay, sent = Relay(page), asyncio.Queue[Any]()
    answering = asyncio.create_task(relay(SCOPE, receiver([REQUEST]), sent.put))
    await page.news.get()
    relay.told(0, {"status": 200, "headers": [["x", "y"]]})
    relay.told(0, {"chunk": "b25l"})
    assert (await sent.get())["status"] == 200
    assert (await sent.get())["body"] == b"one"
    assert not answering.done()
    relay.told(0, {"end": ""})
    await answering
    assert page.asked == [
        {"number": 0, "method": "GET", "path": "/v1/agents?limit=1", "headers": [["a", "b"]], "body": ""}
    ]


async def test_a_client_that_leaves_has_the_page_abort() -> None:
    page = SilentPage()
    await Relay(page)(SCOPE, receiver([REQUEST, {"type": "http.disconnect"}]), asyncio.Queue[Any]().put)
    assert page.asked[1:] == [0]


def receiver(events: list[Any]) -> Any:
    """Gives these events, then nothing more."""
    queue = asyncio.Queue[Any]()
    for event in events:
        queue.put_nowait(event)
    return queue.get
