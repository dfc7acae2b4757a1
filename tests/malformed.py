"""Requests that are wrong by construction, as hypothesis strategies: whoever serves must answer 4xx and change nothing.

They are bytes as they stand on the wire, for an app in this process and for a server behind a socket alike.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from lettawasm.access.tables import READS, WIDGET, WRITES
from lettawasm.api.routes import ROUTES

TABLE = sorted(
    {(method, path) for method, path, _ in ROUTES if path != "/v1/health"}
)  # which is for everybody
WITHOUT_BODY = re.compile(
    r"/recompile$|/(attach|detach)/|/memory/deleted/|/add-base-tools$|/(open|close|close-all|properties|refresh)$"
    r"|/conversations/{conversation_id}/(cancel|fork)$|/vault/lock$|/groups/{group_id}/reset-messages$"
    r"|/copies/send$|/providers/{provider_id}/check$|/widget/sessions$"
)
BODIED = [r for r in TABLE if r[0] not in ("GET", "DELETE") and not WITHOUT_BODY.search(r[1])]
LISTS = [
    r
    for r in TABLE
    if r[0] == "GET"
    and re.search(r"/(agents|messages|blocks|tools|runs|steps|archives|folders|files|identities)$", r[1])
    and "/mcp-servers/" not in r[1]  # whose tools are told at once
]
HALF = b'"\\ud83d"'
DEEP = b'{"a":' * 200 + b"1" + b"}" * 200
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNSERVED = sorted(
    {(method, path) for method in METHODS for _, path in TABLE if method != "HEAD"} - set(TABLE)
)


@dataclass(frozen=True)
class Wrong:
    """`target` is a path and a query, percent-encoded."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    def with_header(self, name: str, value: bytes) -> "Wrong":
        return replace(self, headers=(*self.headers, (name.encode(), value)))


@dataclass(frozen=True)
class Known:
    """What the one who asks holds: tokens that are good, and parameters of paths, by name, that exist."""

    full: str
    reader: str
    widget: str
    ids: Mapping[str, str]

    def asking(self, token: str, method: str, path: str, body: bytes = b"{}") -> Wrong:
        target = re.sub(r"{(\w+)}", lambda found: self.ids.get(found[1], "nothing"), path)
        asked = Wrong(method, target.encode(), body=b"" if method == "GET" else body)
        return asked.with_header("authorization", b"Bearer " + token.encode()) if token else asked


ROUTE = st.sampled_from(TABLE)
HEADER = st.text(
    st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"), min_size=1
).map(lambda text: text.encode("latin-1"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def strangers(known: Known) -> st.SearchStrategy[Wrong]:
    """A good request with a token that is not."""
    full = known.full
    altered = st.integers(0, len(full) - 1).map(
        lambda place: full[:place] + ("a" if full[place] != "a" else "b") + full[place + 1 :]
    )
    cut = st.integers(0, len(full) - 1).map(lambda length: full[:length])
    borne = (altered | cut | st.sampled_from([full.upper(), full * 2, f"{full} {full}", "null"])).map(
        lambda text: b"Bearer " + text.encode()
    )
    header = st.none() | borne | HEADER | st.just(b"Basic " + full.encode())
    return st.builds(
        lambda route, value: (
            known.asking("", *route)
            if value is None
            else known.asking("", *route).with_header("authorization", value)
        ),
        ROUTE,
        header,
    )


def overreach(known: Known) -> st.SearchStrategy[Wrong]:
    """A route that the token's scope doesn't cover."""
    writes = [route for route in TABLE if " ".join(route) in WRITES]
    beyond = [route for route in TABLE if " ".join(route) in (READS | WRITES) - WIDGET]
    return st.one_of(
        st.sampled_from(writes).map(lambda route: known.asking(known.reader, *route)),
        st.sampled_from(beyond).map(lambda route: known.asking(known.widget, *route)),
    )


def pages(known: Known) -> st.SearchStrategy[Wrong]:
    """A page of an origin that the token wasn't given."""
    return st.builds(
        lambda route, origin: known.asking(known.full, *route).with_header("origin", origin), ROUTE, HEADER
    )


def bodies(known: Known) -> st.SearchStrategy[Wrong]:
    """No JSON, or none that any route takes: every one takes an object."""
    body = st.one_of(
        st.binary(min_size=1).filter(lambda text: text.strip() and not _is_object(text)),
        JSON.filter(lambda value: not isinstance(value, dict)).map(lambda value: json.dumps(value).encode()),
        st.sampled_from([b"{", b'{"a":' + HALF + b"}", b'{"a": NaN}', b"[" * 50_000, DEEP]),
    )
    return st.builds(
        lambda route, text: known.asking(known.full, *route, text), st.sampled_from(BODIED), body
    )


def ids(known: Known) -> st.SearchStrategy[Wrong]:
    """A path of the API with a parameter that names nothing."""
    name = st.text(min_size=1).filter(
        lambda text: "/" not in text and text not in (".", "..")
    ) | st.sampled_from(
        [
            "agent-1",
            "%",
            "%00",
            "..%2f..",
            "' OR 1=1 --",
            "agent-00000000-0000-4000-8000-00000000dead",
            "é" * 300,
        ]
    )
    with_ids = [route for route in TABLE if "{" in route[1]]
    return st.builds(
        lambda route, text: replace(known, ids=_Always(quote(text, safe="", errors="replace"))).asking(
            known.full, *route
        ),
        st.sampled_from(with_ids),
        name,
    )


def paths(known: Known) -> st.SearchStrategy[Wrong]:
    """Nothing that is served, or not by this method."""
    piece = st.text(max_size=8).map(lambda text: quote(text, safe="", errors="replace"))
    nowhere = st.lists(piece, max_size=4).map(lambda pieces: "/v1/nothing/" + "/".join(pieces))
    return st.one_of(
        st.builds(
            lambda method, path: known.asking(known.full, method, path), st.sampled_from(METHODS), nowhere
        ),
        st.sampled_from(UNSERVED).map(lambda route: known.asking(known.full, *route)),
    )


def huge(known: Known) -> st.SearchStrategy[Wrong]:
    """A body that is said to be larger than any that is taken."""
    length = st.integers(40_000_000, 10**15).map(lambda number: str(number).encode())
    return st.builds(
        lambda route, size: known.asking(known.full, *route).with_header("content-length", size),
        st.sampled_from(BODIED),
        length,
    )


def queries(known: Known) -> st.SearchStrategy[Wrong]:
    """A page of a list that can't be made out."""
    no_number = st.text(min_size=1).filter(lambda text: not re.fullmatch(r"-?\d{1,18}", text))
    pair = st.tuples(st.sampled_from(["limit", "after", "before", "order"]), no_number)
    return st.builds(
        lambda route, pair: known.asking(
            known.full, route[0], f"{route[1]}?{pair[0]}={quote(pair[1], safe='', errors='replace')}"
        ),
        st.sampled_from(LISTS),
        pair,
    )


# All the ways a request can be wrong, and what may be answered.
WAYS = {
    strangers: {401},
    overreach: {403},
    pages: {403},
    bodies: {422},
    huge: {413},
    ids: {404, 422},
    paths: {404, 405, 422},
    queries: {404, 422},
}


class _Always(dict[str, str]):
    """Gives one text for every name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def get(self, name: str, default: Any = None) -> str:
        return self._text


def _is_object(text: bytes) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
