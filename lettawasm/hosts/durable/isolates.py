"""Where a space's tools run, by what its configuration binds.

* `LOADER`, Cloudflare's Worker Loader: an isolate is loaded there and then, and Cloudflare ends one that hangs.
* `SANDBOX`, a service of who hosts workerd: it loads isolates in processes of their own, for it can't end one alone.
"""

from typing import Any

from ...ports import Job, Sandbox
from .bindings import Bindings
from .line import Line
from .sandbox import DurableSandbox


def sandbox_of(bindings: Bindings, space: str) -> Sandbox | None:
    """None where nothing is bound."""
    service = bindings.object("SANDBOX")
    return DurableSandbox(space, Served(service).open) if service else None


class Served:
    """Isolates of a service."""

    def __init__(self, service: Any) -> None:
        self._service = service

    async def open(self, key: str, job: Job) -> Line:
        return await Line.to(self._service, key if job.language == "python" else f"{key}?script")
