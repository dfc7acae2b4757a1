"""What the official SDKs called on which host and how it went: a table with a row for each endpoint of the API."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.routing import compile_path

from lettawasm.api.routes import ROUTES

HOSTS = ["cpython", "browser", "workerd"]
ENDPOINTS = [f"{method} {path}" for method, path, _ in ROUTES]
_PATTERNS = [(method, compile_path(path)[0], f"{method} {path}") for method, path, _ in ROUTES]


def endpoint(method: str, path: str) -> str | None:
    """The entry of the route table that answers this request."""
    found = (name for verb, pattern, name in _PATTERNS if verb == method and pattern.match(path.rstrip("/")))
    return next(found, None)


def sdk_method() -> str:
    """The method of the Python SDK that is being called right now: the outermost one, as in `agents.create`."""
    frame, found = sys._getframe(), ""
    while frame := frame.f_back:  # type: ignore[assignment]
        module = frame.f_globals.get("__name__", "")
        if module.startswith("letta_client.resources."):
            nouns = dict.fromkeys(
                module.split(".")[2:]
            )  # a resource's own methods live in a file of its name
            found = ".".join([*nouns, frame.f_code.co_name])
        elif module == "letta_client._client":
            found = frame.f_code.co_name
    return found


@dataclass(frozen=True)
class Call:
    """One request of an SDK; `method` is empty for the next page of a list, and for a bare request."""

    host: str
    endpoint: str
    method: str
    test: str
    succeeded: bool


@dataclass
class Matrix:
    calls: list[Call] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)  # tests
    partial: set[str] = field(default_factory=set)  # hosts on which some tests were left out
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def cell(self, host: str, endpoint: str) -> str:
        """How many calls succeeded; or the tests that called it and failed."""
        calls = [call for call in self.calls if (call.host, call.endpoint) == (host, endpoint)]
        if broken := sorted({call.test for call in calls} & self.failed):
            return "failed: " + ", ".join(test.rpartition("::")[2] for test in broken)
        return str(sum(call.succeeded for call in calls) or "never")

    def unexercised(self, host: str) -> list[str]:
        return [endpoint for endpoint in ENDPOINTS if self.cell(host, endpoint) == "never"]

    def rows(self) -> Iterator[list[str]]:
        hosts = [host for host in HOSTS if host in self.seconds]
        yield ["endpoint", "SDK method", *hosts]
        for name in ENDPOINTS:
            methods = sorted({call.method for call in self.calls if call.endpoint == name} - {""})
            yield [name, ", ".join(methods), *(self.cell(host, name) for host in hosts)]
        yield ["seconds", "", *(f"{self.seconds[host]:.0f}" for host in hosts)]

    def markdown(self) -> str:
        head, *body = list(self.rows())
        widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
        lines = [head, ["-" * width for width in widths], *body]
        return "".join(
            f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |\n"
            for line in lines
        )
