"""A client of Letta's REST API, for a server anywhere and for the file that this process has opened itself."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import strict_json
from .failure import Conflict, Failure, Missing, NotOffered, Unreachable

if TYPE_CHECKING:
    import httpx

PAGE = 100
_AT_ONCE = 8
_NO_ROUTE = (b'{"detail":"Not Found"}', b'{"detail":"Method Not Allowed"}')


def path(template: str, *names: str) -> str:
    """A path with names in it: whatever they hold, they stay one segment each."""
    return template.format(*(quote(name, safe="") for name in names))


class Client:
    """Every method waits for its answer. `place` is where it comes from, in words for a person."""

    def __init__(self, http: "httpx.AsyncClient", runner: asyncio.Runner, place: str) -> None:
        self._http, self._runner, self.place = http, runner, place

    def get(self, path: str, **query: Any) -> Any:
        return self._json("GET", path, params=query)

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return self._json("POST", path, params=query, json={} if body is None else body)

    def patch(self, path: str, body: Any) -> Any:
        return self._json("PATCH", path, json=body)

    def upload(self, path: str, name: str, content: bytes, fields: Mapping[str, str]) -> Any:
        """A file as a form sends it, with what else the form says."""
        return self._json("POST", path, files={"file": (name, content)}, data=dict(fields))

    def download(self, method: str, path: str, body: Any = None, **query: Any) -> bytes:
        options = {} if body is None else {"json": body}
        return self._runner.run(self._ask(method, path, params=query, **options))

    def all(self, path: str, **query: Any) -> Iterator[Any]:
        """Every entry of a list that comes in pages."""
        after = None
        while True:
            page = self.get(path, **query, limit=PAGE, after=after)
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1]["id"]

    def each(self, paths: list[str], **query: Any) -> list[Any]:
        """What is found at each of them, asked together; None where there is nothing, or no such route."""
        return self._runner.run(self._each(paths, query))

    def wait(self, seconds: float) -> None:
        """Let time pass, and whatever goes on behind this file go on."""
        self._runner.run(asyncio.sleep(seconds))

    async def _each(self, paths: list[str], query: Mapping[str, Any]) -> list[Any]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(path: str) -> Any:
            async with gate:
                try:
                    return _parsed(await self._ask("GET", path, params=query))
                except (Missing, NotOffered):
                    return None

        return await asyncio.gather(*map(one, paths))

    def _json(self, method: str, path: str, **options: Any) -> Any:
        return _parsed(self._runner.run(self._ask(method, path, **options)))

    async def _ask(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, **options: Any
    ) -> bytes:
        import httpx

        asked = {name: value for name, value in (params or {}).items() if value is not None}
        try:
            response = await self._http.request(method, path, params=asked, **options)
        except httpx.HTTPError as error:
            raise Unreachable(f"{self.place} gives no answer: {error or type(error).__name__}") from None
        if not response.is_success:
            raise self._failure(method, path, response.status_code, response.content)
        return response.content

    def _failure(self, method: str, path: str, status: int, body: bytes) -> Failure:
        said = _reason(body)
        match status:
            case 401 | 403:
                return Failure(f"{self.place} refuses: {said}; a token is read from LETTAWASM_TOKEN", status)
            case 404 | 405 if body.replace(b": ", b":") in _NO_ROUTE:
                return NotOffered(f"{self.place} doesn't offer {method} {path}", status)
            case 404:
                return Missing(said, status)
            case 409:
                return Conflict(said, status)
            case _:
                return Failure(said or f"{self.place} answers {status}", status)


def _parsed(body: bytes) -> Any:
    try:
        return strict_json.loads(body) if body else None
    except ValueError as error:
        raise Failure(f"The answer is not JSON: {error}") from None


def _reason(body: bytes) -> str:
    """Why a server refused, from any of the shapes that Letta's errors have."""
    try:
        value = strict_json.loads(body)
    except ValueError:
        return body[:200].decode(errors="replace").strip()
    for key in ("detail", "error", "message"):
        if isinstance(value, dict) and key in value:
            value = value[key]
    if isinstance(value, list):
        return "; ".join(map(_problem, value))
    return str(value)


def _problem(problem: Any) -> str:
    """One of pydantic's complaints."""
    if not isinstance(problem, dict):
        return str(problem)
    where = ".".join(str(step) for step in problem.get("loc", ())[1:])
    return f"{where}: {problem.get('msg')}" if where else str(problem.get("msg"))
