"""The stateless front of the worker: looks at a request's head and hands it, as it is, to who answers it."""

from collections.abc import Mapping
from typing import Any

import js
from pyodide.ffi import to_js

from ...access.answer import Answer
from ...access.gateway import ToAssets, ToDirectory, ToMetrics, ToSpace, route
from .bindings import ADMIN_SECRET, Bindings
from .space import METRICS

_KNOWN: set[str] = set()  # spaces that this isolate has found in the directory


class Gateway:
    """What the worker's default entrypoint does. Bodies never pass through Python here."""

    def __init__(self, env: Any) -> None:
        self._bindings = Bindings(env)

    async def fetch(self, request: Any) -> Any:
        request = getattr(request, "js_object", request)
        secret = self._bindings.text(ADMIN_SECRET)
        headers = dict(js.Array.from_(request.headers).to_py())
        match route(request.method, js.URL.new(request.url).pathname, headers, secret):
            case Answer(status, body, said):
                return _response(body, status, said)
            case ToSpace(name, stranger):
                return await self._to_space(name, stranger, request, secret or "")
            case ToDirectory():
                return await self._directory().fetch(request)
            case ToMetrics():
                page = METRICS.response()
                return _response(bytes(page.body), page.status_code, page.headers)
            case ToAssets():
                return await self._bindings.object("ASSETS").fetch(request)

    async def _to_space(self, name: str, stranger: Answer | None, request: Any, secret: str) -> Any:
        """Only to a space that there is, so that nobody can have objects made by asking for names."""
        if stranger is None or name not in _KNOWN:
            url = js.URL.new(f"/admin/spaces/{name}", request.url)
            headers = {"headers": {"authorization": f"Bearer {secret}"}}
            options = to_js(headers, dict_converter=js.Object.fromEntries)
            found = await self._directory().fetch(url, options)
            if found.status != 200:
                return _response(stranger.body, stranger.status, stranger.headers) if stranger else found
            _KNOWN.add(name)
        return await self._space(name).fetch(request)

    def _space(self, name: str) -> Any:
        return self._bindings.object("SPACES").getByName(name)

    def _directory(self) -> Any:
        return self._bindings.object("DIRECTORY").getByName("directory")


def _response(body: bytes, status: int, headers: Mapping[str, str]) -> Any:
    options = {"status": status, "headers": dict(headers)}
    return js.Response.new(
        to_js(body) if body else None, to_js(options, dict_converter=js.Object.fromEntries)
    )
