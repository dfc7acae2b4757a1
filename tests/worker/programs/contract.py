"""A worker that tries the driver contract in Durable Objects: `/promise/{name}` answers with what went wrong."""

import json
import traceback
from typing import Any
from urllib.parse import urlsplit

from workers import DurableObject, Response, WorkerEntrypoint

from lettawasm.hosts.durable.driver import DurableDriver
from tests.storage.driver_contract import PROMISES, notes_in


class Default(WorkerEntrypoint):
    async def fetch(self, request: Any) -> Any:
        return await self.env.SPACES.getByName(_name(request)).fetch(request.url)


class Space(DurableObject):
    """An object that holds one promise's database."""

    driver: DurableDriver

    def reopen(self) -> None:
        self.driver = DurableDriver(self.ctx)

    async def fetch(self, request: Any) -> Any:
        self.reopen()
        if request.url.split("/")[-2] == "notes":
            return Response(json.dumps(notes_in(self.driver)))
        try:
            PROMISES[_name(request)](self)
        except Exception:  # any failure is the result here
            return Response(traceback.format_exc())
        return Response("")


class Directory(DurableObject):
    """Unused here."""


def _name(request: Any) -> str:
    return urlsplit(request.url).path.split("/")[-1]
