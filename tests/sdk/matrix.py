"""What the official SDKs called on which host and how it went: a table with a row for each endpoint of the API."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.routing import compile_path

from lettawasm.api.routes import ROUTES

HOSTS = ["cpython", "browser", "workerd"]
ENDPOINTS = [f"{method} {path}" for method, path, _ in ROUTES]
VERBS = ("get", "post", "patch", "put", "delete")
_PATTERNS = [(method, compile_path(path)[0], f"{method} {path}") for method, path, _ in ROUTES]


def endpoint(method: str, path: str) -> str | None:
    """The entry of the route table that answers this request."""
    found = (name for verb, pattern, name in _PATTERNS if verb == method and pattern.match(path.rstrip("/")))
    return next(found, None)


def sdk_method() -> str:
    """What of the Python SDK is being called right now: `agents.create`, or `get` for a bare request.

    Empty for the next page of a list, since nobody calls that.
    """
    frame, found = sys._getframe(), ""
    while frame := frame.f_back:  # type: ignore[assignment]
        found = _public(frame.f_globals.get("__name__", ""), frame.f_code.co_name) or found  # the outermost
    return found


def _public(module: str, function: str) -> str:
    if module.startswith("letta_client.resources."):
        nouns = dict.fromkeys(module.split(".")[2:])  # a resource's own methods live in a file of its name
        return ".".join([*nouns, function])
    if module == "letta_client._client" or (module == "letta_client._base_client" and function in VERBS):
        return function
    return ""


@dataclass(frozen=True)
class Call:
    """One request of an SDK, made by its method `by`."""

    host: str
    endpoint: str
    by: str
    test: str
    succeeded: bool


@dataclass
class Matrix:
    calls: list[Call] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)  # tests
    partial: set[str] = field(default_factory=set)  # hosts on which some tests were left out
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def cell(self, host: str, endpoint: str) -> str:
        """How many calls succeeded; or which test called it and failed."""
        calls = [call for call in self.calls if (call.host, call.endpoint) == (host, endpoint)]
        if broken := sorted({call.test for call in calls} & self.failed):
            others = f" and {len(broken) - 1} more" if broken[1:] else ""
            return f"failed: {broken[0].rpartition('::')[2]}{others}"
        return str(sum(call.succeeded for call in calls) or "never")

    def unexercised(self, host: str) -> list[str]:
        return [endpoint for endpoint in ENDPOINTS if self.cell(host, endpoint) == "never"]

    @property
    def is_whole(self) -> bool:
        """Whether no test was left out on the hosts that were asked at all."""
        return not self.partial & {call.host for call in self.calls}

    def rows(self) -> Iterator[list[str]]:
        hosts = [host for host in HOSTS if host in self.seconds]
        yield ["endpoint", "called by", *hosts]
        for name in ENDPOINTS:
            methods = {call.by for call in self.calls if call.endpoint == name} - {""}
            callers = sorted(methods, key=str.swapcase)  # TypeScript after Python's
            yield [name, ", ".join(callers), *(self.cell(host, name) for host in hosts)]
        yield ["seconds", "", *(f"{self.seconds[host]:.0f}" for host in hosts)]

    def markdown(self) -> str:
        head, *body = list(self.rows())
        widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
        lines = [head, ["-" * width for width in widths], *body]
        return "".join(
            f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |\n"
            for line in lines
        )
