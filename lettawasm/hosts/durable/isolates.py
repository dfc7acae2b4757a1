"""Where a space's tools run, by what its configuration binds.

* `LOADER`, Cloudflare's Worker Loader: isolates are loaded here, of code that lies among the site's files, and
  Cloudflare ends those that hang.
* `SANDBOX`, a service of who hosts workerd, which ends none: it has isolates in processes of their own, and ends those.
"""

import asyncio
import json
from typing import Any

import js
from pyodide.ffi import create_proxy, jsnull, to_js

from ...ports import Job, Sandbox
from ...sandbox import CellEnded, wire
from .bindings import Bindings
from .line import Line
from .sandbox import DurableSandbox

SOURCES = "sandbox/isolate.json"
RUNTIME = {"pyodide.mjs": "js", "pyodide.asm.mjs": "js", "pyodide.asm.wasm": "wasm", "stdlib.zip": "data"}


def sandbox_of(bindings: Bindings, space: str) -> Sandbox | None:
    """None where nothing is bound."""
    if service := bindings.object("SANDBOX"):
        return DurableSandbox(space, Served(service).open)
    if loader := bindings.object("LOADER"):
        return DurableSandbox(space, Loaded(loader, bindings.object("ASSETS")).open)
    return None


class Served:
    """Isolates of a service."""

    def __init__(self, service: Any) -> None:
        self._service = service

    async def open(self, key: str, job: Job) -> Line:
        address = key if job.language == "python" else f"{key}?script"
        return await Line.to(self._service, address, lambda: self._end(key))

    def _end(self, key: str) -> None:
        """What hangs doesn't hear that nobody listens any more."""
        self._service.fetch(f"http://tools/{key}", _object({"method": "DELETE"}))


class Loaded:
    """Isolates of a loader."""

    def __init__(self, loader: Any, assets: Any) -> None:
        self._loader, self._assets = loader, assets

    async def open(self, key: str, job: Job) -> Line:
        limits = _object({"limits": {"cpuMs": int(job.seconds * 1_000)}})
        if job.language == "python":
            ask = create_proxy(lambda: js.Promise.resolve(asyncio.ensure_future(self._python())))
            isolate = self._loader.get(key, ask)
        else:
            isolate = self._loader.load(await self._script(job))
        return await Line.to(isolate.getEntrypoint(None, limits), "")

    async def _python(self) -> Any:
        """The code of an isolate with Python in it."""
        parts = {name: {kind: await self._part(f"runtime/{name}", kind)} for name, kind in RUNTIME.items()}
        return _code("tools.js", {**await self._sources(), **parts})

    async def _script(self, job: Job) -> Any:
        """The code of an isolate with a job in it."""
        text = {"job.txt": {"text": wire.job_text(1, job)}}
        return _code("script.js", {**await self._sources(), **text})

    async def _sources(self) -> dict[str, dict[str, str]]:
        return {name: {"js": text} for name, text in json.loads(await self._part(SOURCES, "js")).items()}

    async def _part(self, path: str, kind: str) -> Any:
        """A file of the site, text or bytes; these never come into Python."""
        response = await self._assets.fetch(f"https://assets/{path}")
        if not response.ok:
            raise CellEnded(f"The sandbox can't be started: the site has no {path}.")
        return await (response.text() if kind == "js" else response.arrayBuffer())


def _code(main: str, modules: dict[str, Any]) -> Any:
    return _object(
        {
            "compatibilityDate": "2026-11-01",
            "mainModule": main,
            "modules": modules,
            "env": {},
            "globalOutbound": jsnull,
        }
    )


def _object(value: Any) -> Any:
    return to_js(value, dict_converter=js.Object.fromEntries)
