"""The rehearsal before a snapshot does what a first conversation does, to its end."""

import asyncio

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lettawasm.api import create_app
from lettawasm.db import SqliteDriver
from lettawasm.hosts.rehearsal import rehearse
from lettawasm.hosts.system_clock import SystemClock
from lettawasm.ports import Host
from lettawasm.providers.offline import OfflineProvider
from lettawasm.testing import NoNetwork


class Overheard:
    """An app, all that it was told, and what it answered to each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.told: set[str] = set()
        self.answers: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = f"{scope['method']} {scope['path'].rpartition('/')[2]}"

        async def tell() -> Message:
            event = await receive()
            self.told.add(event["type"])
            return event

        async def overhear(event: Message) -> None:
            self.answers[request] = self.answers.get(request, b"") + event.get("body", b"")
            await send(event)

        await self._app(scope, tell, overhear)


async def test_a_rehearsal_is_a_whole_turn_with_a_memory_edit(caplog: pytest.LogCaptureFixture) -> None:
    driver = SqliteDriver(":memory:")
    app = Overheard(create_app(Host(driver, SystemClock(), NoNetwork(), {"lettawasm": OfflineProvider()})))
    await rehearse(app)
    driver.close()  # as it is done before a snapshot: what still went on would fail, and say so
    await asyncio.sleep(0)
    assert app.told == {"http.request"}  # nobody hung up
    assert app.answers["POST messages"].endswith(b"data: [DONE]\n\n")
    assert b"Ada" in app.answers["GET blocks"]
    assert caplog.records == []
