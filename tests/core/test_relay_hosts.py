"""No open proxy: where requests may go, and where a redirect may lead."""

from collections.abc import AsyncIterator, Mapping

import pytest

from lettawasm.errors import Invalid, Misconfigured
from lettawasm.ports import HttpRequest, HttpResponse, TransportError
from lettawasm.relay.guarded_transport import MOST_REDIRECTS, GuardedTransport
from lettawasm.relay.hosts import Hosts

HOSTS = Hosts.of("extra.example, odd.example:8443 http://10.0.0.5:8080", ["http://127.0.0.1:9000/v1"])

ALLOWED = [
    "https://api.openai.com/v1",
    "https://API.OpenAI.com:443/v1",
    "https://openrouter.ai/api/v1?x=1#y",
    "https://extra.example",
    "https://odd.example:8443/v1",
    "http://10.0.0.5:8080/v1",
    "http://127.0.0.1:9000/v1/chat/completions",
]

REFUSED = [
    "http://api.openai.com/v1",  # no TLS
    "https://api.openai.com:8443/v1",  # another port
    "http://odd.example:8443/v1",
    "https://odd.example/v1",
    "https://10.0.0.5:8080/v1",
    "http://10.0.0.5/v1",
    "http://127.0.0.1/",  # another port of this machine
    "http://127.0.0.1:22/",
    "http://localhost:9000/v1",  # another name for an allowed address
    "https://evil.example/v1",
    "https://api.openai.com.evil.example/",
    "https://evil-api.openai.com/",
    "https://openai.com/",
    "https://api.openai.com./v1",  # a dot at the end
    "https://api.openai.com%2eevil.example/",
    "https://api.openai.com@evil.example/",  # users before the host
    "https://user:pass@api.openai.com/v1",
    "https://evil.example#@api.openai.com/",
    "https://evil.example\\@api.openai.com/",
    "https:\\\\api.openai.com/",
    "https:///api.openai.com/",
    "https:api.openai.com/",
    "//api.openai.com/",
    "api.openai.com/v1",
    "https://api.openai.com\n.evil.example/",
    "https://api.openai.com/\r\nHost: evil.example",
    "https://api.openai.com/ x",
    "https://ap\u0131.openai.com/",  # letters that look alike, or fold to one another
    "https://api.openai.com\uff0fevil/",
    "https://openrouter.a\u0456/",
    "https://api.deepsee\u212a.com/",
    "https://api.groq.com:99999999/",
    "https://api.groq.com:-1/",
    "https://api.groq.com:/",
    "ftp://api.openai.com/",
    "file:///etc/passwd",
    "data:text/plain,hello",
    "javascript:alert(1)",
    "http://169.254.169.254/latest/meta-data/",  # metadata of clouds
    "http://metadata.google.internal/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "https://127.0.0.1/",
    "http://127.1:9000/",  # 127.0.0.1 in other words
    "http://2130706433:9000/",
    "http://0x7f000001:9000/",
    "http://0x7f.0.0.1:9000/",
    "http://0177.0.0.1:9000/",
    "http://127.0.0.1.:9000/",
    "http://127.0.0.01:9000/",
    "http://\u2460\u2461\u2466.0.0.1:9000/",
    "http://[::1]:9000/",
    "http://[::ffff:127.0.0.1]:9000/",
    "http://[0:0:0:0:0:ffff:7f00:1]:9000/",
    "http://[::]:9000/",
    "http://[fe80::1%25eth0]:9000/",
    "http://0.0.0.0:9000/",
    "http://0:9000/",
    "http://10.0.0.5:8080@127.0.0.1:9000/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://169.254.1.1/",
    "http://[fc00::1]/",
    "",
    "https://",
]


@pytest.mark.parametrize("url", ALLOWED)
def test_what_is_on_the_list_is_allowed(url: str) -> None:
    assert HOSTS.refusal(url) is None


@pytest.mark.parametrize("url", REFUSED)
async def test_nothing_else_is(url: str) -> None:
    wire = Wire()
    with pytest.raises(TransportError) as caught:
        await GuardedTransport(wire, HOSTS).send(HttpRequest("GET", url))
    assert (caught.value.kind, wire.sent) == ("refused", [])
    with pytest.raises(Invalid, match="LETTAWASM_HOSTS"):
        HOSTS.admit(url)


@pytest.mark.parametrize("entry", ["https://user@host", "a b\\c", "*.example", "http://", "-x.example"])
def test_a_host_that_is_none_is_named_by_its_place(entry: str) -> None:
    with pytest.raises(Misconfigured, match=r"Entry \d of LETTAWASM_HOSTS"):
        Hosts.of(f"good.example, {entry}")


# Redirects


class Wire:
    """Answers with the given responses, then with 200; `sent` is what went out."""

    def __init__(self, *responses: tuple[int, str]) -> None:
        self.responses = list(responses)
        self.sent: list[HttpRequest] = []
        self.closed = 0

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.sent.append(request)
        status, location = self.responses.pop(0) if self.responses else (200, "")
        headers: Mapping[str, str] = {"location": location} if location else {}
        return HttpResponse(status, headers, self._nothing(), self._close)

    async def _nothing(self) -> AsyncIterator[bytes]:
        for nothing in ():
            yield nothing

    async def _close(self) -> None:
        self.closed += 1


POST = HttpRequest(
    "POST",
    "https://api.openai.com/v1/chat",
    {"Authorization": "Bearer key", "X-Api-Key": "key", "Content-Type": "application/json", "Cookie": "a=b"},
    b"{}",
)


async def follow(*responses: tuple[int, str], request: HttpRequest = POST) -> list[HttpRequest]:
    wire = Wire(*responses)
    response = await GuardedTransport(wire, HOSTS).send(request)
    assert response.status == 200
    assert wire.closed == len(wire.sent) - 1
    assert {sent.redirect for sent in wire.sent} == {"manual"}
    return wire.sent


async def test_a_redirect_within_a_host_keeps_everything() -> None:
    _, second = await follow((307, "/v2/chat"))
    assert (second.method, second.url, second.body) == ("POST", "https://api.openai.com/v2/chat", b"{}")
    assert second.headers["authorization"] == "Bearer key"


async def test_credentials_do_not_follow_to_another_host() -> None:
    _, second = await follow((308, "https://openrouter.ai/v1"))
    assert (second.method, second.body, dict(second.headers)) == (
        "POST",
        b"{}",
        {"content-type": "application/json"},
    )


async def test_credentials_do_not_come_back_either() -> None:
    *_, third = await follow((307, "https://openrouter.ai/v1"), (307, "https://api.openai.com/v1"))
    assert "authorization" not in third.headers


@pytest.mark.parametrize(
    ("status", "method", "becomes"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (302, "PUT", "PUT"),
        (307, "POST", "POST"),
        (308, "DELETE", "DELETE"),
    ],
)
async def test_a_method_changes_as_fetch_changes_it(status: int, method: str, becomes: str) -> None:
    request = HttpRequest(method, POST.url, POST.headers, b"{}")
    _, second = await follow((status, "/there"), request=request)
    assert second.method == becomes
    assert (second.body is None) == ("content-type" not in second.headers) == (method != becomes)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/",
        "http://api.openai.com/v1",
        "//evil.example/",
        "https://api.openai.com@evil.example/",
        "\\\\evil.example\\",
        "http://[::1]/",
        "http://[::1",
        "file:///etc/passwd",
    ],
)
async def test_a_redirect_to_elsewhere_is_not_followed(location: str) -> None:
    wire = Wire((302, location))
    with pytest.raises(TransportError) as caught:
        await GuardedTransport(wire, HOSTS).send(POST)
    assert (caught.value.kind, len(wire.sent), wire.closed) == ("refused", 1, 1)


async def test_redirects_have_an_end() -> None:
    wire = Wire(*[(307, "/again")] * 20)
    with pytest.raises(TransportError):
        await GuardedTransport(wire, HOSTS).send(POST)
    assert len(wire.sent) == MOST_REDIRECTS + 1


async def test_who_wants_to_see_a_redirect_gets_it() -> None:
    wire = Wire((302, "http://169.254.169.254/"))
    request = HttpRequest("GET", POST.url, redirect="manual")
    assert (await GuardedTransport(wire, HOSTS).send(request)).status == 302
