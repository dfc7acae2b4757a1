"""What of the official Python SDK works: all its methods, the request that each makes, and who answers that.

`python -m tests.sdk.compatibility` writes the README's table; a test compares the two.
"""

import contextlib
import functools
import inspect
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from letta_client import BadRequestError, Letta
from letta_client._resource import SyncAPIResource
from starlette.routing import compile_path

import build
from lettawasm.api.absent import ABSENT
from lettawasm.api.routes import ROUTES

README = build.ROOT / "README.md"
BEGIN, END = "<!-- compatibility: made by tests -->\n", "<!-- end of compatibility -->\n"


@dataclass(frozen=True)
class Method:
    """A method of the SDK, such as `agents.blocks.list`, and the request it makes."""

    name: str
    verb: str
    path: str

    @property
    def endpoint(self) -> str | None:
        """The route that answers it, if any."""
        return _route(ROUTES, self)

    @property
    def is_absent(self) -> bool:
        return _route(ABSENT, self) is not None

    @property
    def resource(self) -> str:
        return self.name.rpartition(".")[0]


def _route(table: list[tuple[str, str, Any]], method: Method) -> str | None:
    for verb, path, _ in table:
        if verb == method.verb and compile_path(path)[0].match(method.path.rstrip("/")):
            return f"{verb} {path}"
    return None


_CHOSEN = {"templates.create": {"agent_id": "x"}}  # one of several forms of the call


def call(letta: Letta, name: str) -> Any:
    """Call a method of the SDK with something for each argument that it can't do without."""
    bound: Callable[..., Any] = functools.reduce(getattr, name.split("."), letta)  # type: ignore[arg-type]
    places = inspect.signature(bound).parameters.values()
    needed = [place for place in places if place.default is inspect.Parameter.empty]
    keywords = {p.name: _something(p.name) for p in needed if p.kind is inspect.Parameter.KEYWORD_ONLY}
    rest = [_something(p.name) for p in needed if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        return bound(*rest, **keywords, **_CHOSEN.get(name, {}))


def _something(name: str) -> Any:
    match name:
        case "file":
            return b"x"
        case "messages" | "passages":
            return []
        case "config" | "policy" | "schedule":
            return {}
    return "x"


def methods() -> list[Method]:
    """Every method of the installed SDK, as its own requests tell them."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(400)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    letta = Letta(base_url="http://letta", api_key="x", http_client=http, max_retries=0)
    found = []
    for name in names(letta):
        asked.clear()
        with contextlib.suppress(BadRequestError):
            call(letta, name)
        found.append(Method(name, asked[0].method, asked[0].url.path))
    return found


def names(resource: Any, above: str = "") -> Iterator[str]:
    """The names of all methods that ask the server for something."""
    for name in sorted(vars(type(resource))):
        member = inspect.getattr_static(type(resource), name)
        if isinstance(member, functools.cached_property) and not name.startswith("with_"):
            below = getattr(resource, name)
            if isinstance(below, SyncAPIResource):
                yield from names(below, f"{above}{name}.")
        elif inspect.isfunction(member) and not name.startswith("_") and _is_request(resource, name):
            yield above + name


def _is_request(resource: Any, name: str) -> bool:
    return isinstance(resource, SyncAPIResource) or name == "health"


def markdown(every: list[Method]) -> str:
    """A row for each resource: what works, and what answers 501."""
    lines = [["methods of", "work", "answer 501"], ["---"] * 3]
    for resource in sorted({one.resource for one in every}):
        own = [one for one in every if one.resource == resource]
        cells = [[_verb(one) for one in own if one.is_absent is absent] for absent in (False, True)]
        lines.append([f"`{resource}`" if resource else "the client", *map(", ".join, cells)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _verb(method: Method) -> str:
    return f"`{method.name.rpartition('.')[2]}`"


def section(text: str) -> str:
    """The README's table as it stands."""
    return text.partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    before, _, rest = README.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}{markdown(methods())}{END}{after}")


if __name__ == "__main__":
    main()
