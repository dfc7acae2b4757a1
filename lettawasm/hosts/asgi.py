"""HTTP in ASGI's words, for hosts that are no ASGI server: what JavaScript hands in, and what it wants back."""

from collections.abc import Iterable, MutableMapping
from typing import Any

Event = MutableMapping[str, Any]


def http_scope(
    *,
    method: str,
    scheme: str,
    path: str,
    raw_path: bytes,
    query: str,
    headers: Iterable[Iterable[str]],
    root_path: str = "",
) -> Event:
    """`path` is decoded, `raw_path` as it came; names of headers are in lower case already. What no header may hold
    arrives as a `?`.
    """
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": scheme,
        "method": method,
        "root_path": root_path,
        "path": path,
        "raw_path": raw_path,
        "query_string": query.encode(),
        "headers": [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers],
    }


def header_pairs(start: Event) -> list[list[str]]:
    """The headers of `http.response.start` as JavaScript's Headers takes them."""
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in start["headers"]]
