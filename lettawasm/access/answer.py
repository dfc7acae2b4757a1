"""A whole answer that needs no app behind it: what a gateway or a guard says by itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` have names in lower case. It is an ASGI app too."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, headers: Mapping[str, str]) -> "Answer":
        return replace(self, headers={**self.headers, **headers})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {**self.headers, "content-length": str(len(self.body))}
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": self.body if scope["method"] != "HEAD" else b""})


def told(status: int, value: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Answer:
    """An answer of JSON."""
    return Answer(status, json.dumps(value).encode(), {"content-type": "application/json", **(headers or {})})


def refused(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Answer:
    """A refusal in the shape of Letta's server."""
    return told(status, {"detail": detail}, headers)


# The same for whatever is wrong with a token or a secret, so that it tells nothing of what exists.
UNAUTHORIZED = refused(401, "Unauthorized", {"www-authenticate": "Bearer"})


class Refusal(Exception):
    """Ends a request with an answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body)
        self.answer = answer
