"""What a tool's code reaches of the network: what a person granted it by name, and nothing beside that."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from lettawasm.ports import Host, HttpRequest, HttpResponse, TransportError
from lettawasm.sandboxed.reach import MOST_RECEIVED, MOST_SENT, Reached
from lettawasm.sandboxed.variables import Variable, Variables
from lettawasm.schemas.grants import Grants
from lettawasm.testing import host

API = "https://api.example.com"
Answer = tuple[int, dict[str, str], bytes]


class Web:
    """A transport that answers from `pages`, and keeps what it was asked."""

    def __init__(self, **pages: Answer) -> None:
        self.pages, self.asked = pages, list[HttpRequest]()

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        status, headers, body = self.pages.get(request.url.rpartition("/")[2], (200, {}, b"hello"))

        async def chunks() -> AsyncIterator[bytes]:
            yield body

        async def aclose() -> None: ...

        return HttpResponse(status, headers, chunks(), aclose)


def reached(web: Web, *hosts: Any, secrets: tuple[Variable, ...] = ()) -> Reached:
    grants = Grants.model_validate(
        {"hosts": [{"host": one} if isinstance(one, str) else one for one in hosts]}
    )
    around: Host = host(transport=web)
    return Reached(around, grants.hosts, Variables(secrets))


async def body_of(response: HttpResponse) -> bytes:
    return b"".join([chunk async for chunk in response.chunks])


async def test_a_granted_host_is_reached() -> None:
    web = Web()
    response = await reached(web, "api.example.com")(
        HttpRequest("GET", f"{API}/x", {"Accept": "*/*", "Host": "evil"})
    )
    assert (response.status, await body_of(response)) == (200, b"hello")
    assert [(one.url, one.headers) for one in web.asked] == [(f"{API}/x", {"accept": "*/*"})]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "http://api.example.com/",
        "https://api.example.com:8443/",
        "https://api.example.com.evil.org/",
        "https://api.example.com@evil.org/",
        "https://evil.org/#https://api.example.com",
        "https:api.example.com/",
        "//api.example.com/",
        "api.example.com",
        "file:///etc/passwd",
        "https://api.example.com\\@evil.org/",
        "https://аpi.example.com/",
        "",
    ],
)
async def test_any_other_address_is_refused_before_anything_is_sent(url: str) -> None:
    web = Web()
    with pytest.raises(TransportError, match="was not granted the host"):
        await reached(web, "api.example.com")(HttpRequest("GET", url))
    assert web.asked == []


async def test_only_granted_methods_are_sent() -> None:
    web = Web()
    send = reached(web, {"host": "api.example.com", "methods": ["GET"]})
    await send(HttpRequest("GET", API))
    with pytest.raises(TransportError, match="was not granted POST"):
        await send(HttpRequest("POST", API))
    assert len(web.asked) == 1


async def test_a_redirect_is_followed_where_the_grant_goes_and_takes_no_credential_along() -> None:
    web = Web(
        there=(302, {"location": "https://files.example.com/x"}, b""),
        away=(302, {"location": "//evil.org"}, b""),
    )
    send = reached(web, "api.example.com", "https://files.example.com")
    headers = {"authorization": "Bearer k", "accept": "text/plain"}
    await send(HttpRequest("GET", f"{API}/there", headers))
    assert [(one.url, one.headers, one.redirect) for one in web.asked] == [
        (f"{API}/there", headers, "manual"),
        ("https://files.example.com/x", {"accept": "text/plain"}, "manual"),
    ]
    with pytest.raises(TransportError, match=r"was not granted the host https://evil\.org"):
        await send(HttpRequest("GET", f"{API}/away", headers))
    assert "evil" not in str([one.url for one in web.asked])


async def test_redirects_without_an_end_and_those_that_nobody_can_see_are_refused() -> None:
    web = Web(round=(307, {"location": "/round"}, b""), hidden=(0, {}, b""))
    with pytest.raises(TransportError, match="redirects more than"):
        await reached(web, "api.example.com")(HttpRequest("GET", f"{API}/round"))
    with pytest.raises(TransportError, match="where to can't be known"):
        await reached(web, "api.example.com")(HttpRequest("GET", f"{API}/hidden"))


async def test_a_body_is_limited_both_ways() -> None:
    web = Web(big=(200, {}, bytes(MOST_RECEIVED + 1)))
    send = reached(web, "api.example.com")
    with pytest.raises(TransportError, match="a request's body may have"):
        await send(HttpRequest("POST", API, body=bytes(MOST_SENT + 1)))
    with pytest.raises(TransportError, match="over the limit"):
        await body_of(await send(HttpRequest("GET", f"{API}/big")))


@pytest.mark.parametrize("headers", [{"a b": "c"}, {"a": "b\r\nc: d"}, {"": "x"}])
async def test_what_is_no_header_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(TransportError, match="is no header"):
        await reached(Web(), "api.example.com")(HttpRequest("GET", API, headers))


async def test_a_bound_secret_is_sent_to_its_host_alone_and_is_only_a_word_elsewhere() -> None:
    web = Web()
    key = Variable("KEY", 'sk-"1/2', "secret-word", frozenset([API]))
    send = reached(web, "api.example.com", "other.example.com", secrets=(key,))
    headers = {"authorization": "Bearer secret-word", "content-type": "application/json"}
    for name in (API, "https://other.example.com"):
        await send(HttpRequest("POST", f"{name}/?k=secret-word", headers, b'{"k": "secret-word"}'))
    first, second = web.asked
    assert (first.url, first.headers["authorization"]) == (f"{API}/?k=sk-%221%2F2", 'Bearer sk-"1/2')
    assert first.body == b'{"k": "sk-\\"1/2"}'
    assert "sk-" not in str(second)


@pytest.mark.parametrize(
    "grants",
    [
        {"hosts": [{"host": "api.example.com/path"}]},
        {"hosts": [{"host": "*.example.com"}]},
        {"hosts": [{"host": "user@example.com"}]},
        {"hosts": [{"host": "example.com", "methods": ["CONNECT"]}]},
        {"variables": [{"name": "NOT A NAME"}]},
        {"variables": [{"name": "KEY", "hosts": ["example.com"]}]},
        {"index": "pypi.org"},
    ],
)
def test_what_can_not_be_granted_is_refused(grants: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Grants.model_validate(grants)
