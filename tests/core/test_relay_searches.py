"""The web searched for those whom the services don't let ask: `POST /v1/search` of a server."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from lettawasm.access.tokens import Token
from lettawasm.errors import Misconfigured
from lettawasm.ports import HttpRequest, HttpResponse, TransportError
from lettawasm.relay.searches import PATH
from lettawasm.runtime import Runtime
from lettawasm.schemas.web_access import WebAccessUpdate
from lettawasm.testing import host
from lettawasm.webpages.searching import Hit, Question
from tests.core.relay_bed import Bed, Reply, nothing_else, token

KEY, THEIRS = "sk-of-the-server", "sk-of-a-person"
OWN = {"LETTAWASM_SEARCH": '{"service": "brave", "key": "BRAVE", "price": 0.25}', "BRAVE": KEY}
TEA = {"title": "Tea", "url": "https://tea.example/"}
SAID = {"description": "Green or black", "content": "Green or black", "text": "Green or black"}
HIT: dict[str, Any] = {
    "title": "Tea",
    "url": "https://tea.example/",
    "text": "Green or black",
    "published": None,
}
ASKED = {"query": "tea", "num_results": 3}


class Engines:
    """Every search service there is: they find tea, answer with a status, or can't be reached."""

    def __init__(self, answer: int | TransportError | None = None) -> None:
        self._answer = answer
        self.asked: list[HttpRequest] = []

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        if isinstance(self._answer, TransportError):
            raise self._answer
        hits = [{**TEA, **SAID}]
        found = {"results": hits, "web": {"results": hits}, "message": f"Not with {dict(request.headers)}"}
        return response(self._answer or 200, json.dumps(found).encode())


def response(status: int, body: bytes) -> HttpResponse:
    async def chunks() -> AsyncIterator[bytes]:
        yield body

    async def aclose() -> None:
        pass

    return HttpResponse(status, {"content-type": "application/json"}, chunks(), aclose)


class Server(Bed):
    """A server behind which are search services: those that it may ask by its settings, and the public web."""

    def __init__(
        self, settings: dict[str, str], own: Engines | None = None, public: Engines | None = None
    ) -> None:
        super().__init__(settings, transport=own or Engines(), public=public)
        self.app = self.outside.relayed(nothing_else)

    async def search(self, who: Token | None = None, **wish: Any) -> Reply:
        return await self.ask({**ASKED, **wish}, path=PATH, who=who)

    async def send(self, request: HttpRequest) -> HttpResponse:
        """As those reach it who may not ask the services themselves."""
        reply = await self.ask(request.body, path=request.url.removeprefix("https://worker.example"))
        return response(reply.status, reply.body)


async def test_a_server_searches_with_a_key_that_stays_there() -> None:
    own, public = Engines(), Engines()
    server = Server(OWN, own, public)
    found = await server.search()
    assert (found.status, found.json) == (200, {"results": [HIT]})
    [asked] = own.asked
    assert asked.url == "https://api.search.brave.com/res/v1/web/search?q=tea&count=3"
    assert (asked.headers["x-subscription-token"], asked.redirect, public.asked) == (KEY, "manual", [])
    assert await server.used("token") == await server.used() == (1, 0, 0.25)


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        ({"service": "exa"}, "https://api.exa.ai/search"),
        ({"service": "tavily"}, "https://api.tavily.com/search"),
        ({"service": "searxng", "url": "https://sx.example/"}, "https://sx.example/search?q=tea&format=json"),
    ],
)
async def test_a_person_s_key_goes_to_the_service_that_they_name(wish: dict[str, Any], asked: str) -> None:
    own, public = Engines(), Engines()
    server = Server(OWN, own, public)
    assert (await server.search(key=THEIRS, **wish)).json == {"results": [HIT]}
    [request] = public.asked
    assert (request.url, own.asked) == (asked, [])
    assert (THEIRS in str(request.headers), KEY in str(request)) == (wish["service"] != "searxng", False)
    assert await server.used() == (1, 0, 0)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080", "http://[::1]/", "http://search.internal", "https://me:pass@sx.example"]
)
async def test_what_is_not_public_is_not_asked_and_costs_nothing(url: str) -> None:
    public = Engines()
    server = Server(OWN, public=public)
    assert (await server.search(service="searxng", url=url)).status == 400
    assert (public.asked, await server.used()) == ([], (0, 0, 0))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (token("read-only"), 403),
        (token("widget"), 403),
        (token("read-only", relay=True), 200),
        (token(requests=0), 429),
        (token(dollars=0.2), 429),
    ],
    ids=["read-only", "widget", "relay", "used up", "too dear"],
)
async def test_a_token_needs_the_right_to_have_the_web_searched(who: Token, status: int) -> None:
    own = Engines()
    assert (await Server(OWN, own).search(who)).status == status
    assert len(own.asked) == (status == 200)


@pytest.mark.parametrize("fault", [401, 429, 500, 302, TransportError("timeout")])
async def test_a_service_that_fails_costs_nothing_and_no_key_is_told(fault: Any) -> None:
    server = Server(OWN, Engines(fault), Engines(fault))
    theirs: dict[str, Any] = {"service": "tavily", "key": THEIRS}
    for wish in ({}, theirs):
        answer = await server.search(**wish)
        assert (answer.status, list(answer.json)) == (503, ["detail"])
        assert KEY not in answer.json["detail"] and THEIRS not in answer.json["detail"]
        assert isinstance(fault, TransportError) or "[key]" in answer.json["detail"]
    assert await server.used() == (2, 0, 0)


@pytest.mark.parametrize(
    "wish",
    [{"query": ""}, {"query": 1}, {"num_results": 99}, {"service": "bing"}, {"url": "ftp://a.example"}],
)
async def test_what_is_no_search_is_refused(wish: dict[str, Any]) -> None:
    own = Engines()
    assert (await Server(OWN, own).search(**wish)).status == 422
    assert own.asked == []


async def test_a_server_without_a_service_says_so() -> None:
    answer = await Server({}).search()
    assert (answer.status, "LETTAWASM_SEARCH" in answer.json["detail"]) == (503, True)
    assert (await Server({}).search(service="exa", key=THEIRS)).status == 503
    assert (await Server(OWN).ask(ASKED, path=PATH, method="GET")).status == 405
    assert (await Server(OWN).ask(ASKED, path=f"{PATH}es")).status == 204


# For spaces

WORKER: dict[str, Any] = {"worker_url": "https://worker.example/v1", "worker_token": "lw_home_token"}


def elsewhere(server: Server, **settings: Any) -> Runtime:
    """A space that may ask nobody but the server, as one in a page is."""
    space = Runtime(replace(host(), transport=server, public=None))
    space.web.change(WebAccessUpdate(**WORKER, **settings))
    return space


async def test_a_space_elsewhere_searches_with_what_its_worker_has() -> None:
    own = Engines()
    space = elsewhere(Server(OWN, own), search_service="worker")
    assert await space.web.search(Question("tea", wants_text=True)) == [Hit(**HIT)]
    assert not space.web.settings().has_search_key


async def test_a_space_elsewhere_lets_its_worker_ask_with_its_own_key() -> None:
    public = Engines()
    space = elsewhere(
        Server({}, public=public), search_service="exa", search_by_worker=True, search_key=THEIRS
    )
    question = Question(
        "tea", 4, "news", ("a.example",), ("b.example",), "2026-01-01", "2026-02-01", "de", True
    )
    assert await space.web.search(question) == [Hit(**HIT)]
    [asked] = public.asked
    told = json.loads(asked.body or b"")
    assert (asked.headers["x-api-key"], told["query"], told["numResults"]) == (THEIRS, "tea", 4)
    assert (told["includeDomains"], told["startPublishedDate"], told["userLocation"]) == (
        ["a.example"],
        "2026-01-01",
        "de",
    )


async def test_a_key_for_a_service_is_none_for_the_worker_until_it_is_given() -> None:
    server = Server({}, public=Engines())
    space = elsewhere(server, search_service="exa", search_key=THEIRS)
    assert space.web.settings().has_search_key
    assert not space.web.change(WebAccessUpdate(search_by_worker=True)).has_search_key
    with pytest.raises(Misconfigured, match="needs a key"):
        await space.web.search(Question("tea"))
    assert space.web.change(WebAccessUpdate(search_key=THEIRS)).has_search_key
    assert not space.web.change(WebAccessUpdate(search_service="tavily")).has_search_key


async def test_a_worker_that_cannot_be_asked_is_told_of_with_what_to_look_at() -> None:
    space = Runtime(replace(host(), transport=Engines(TransportError("unreachable"))))
    space.web.change(WebAccessUpdate(**WORKER, search_service="worker"))
    with pytest.raises(Misconfigured, match="among the `origins` of its token"):
        await space.web.search(Question("tea"))
    space.web.change(WebAccessUpdate(search_service="tavily", search_key=THEIRS))
    with pytest.raises(Misconfigured, match="a Worker of yours can"):
        await space.web.search(Question("tea"))
    space.web.change(WebAccessUpdate(worker_url=None, search_service="worker"))
    with pytest.raises(Misconfigured, match="No Worker"):
        await space.web.search(Question("tea"))


async def test_a_space_on_the_server_searches_with_its_service_on_its_space_s_account() -> None:
    server = Server(OWN)
    space = Runtime(replace(host(), search=server.outside.search))
    space.web.change(WebAccessUpdate(search_service="worker"))
    assert await space.web.search(Question("tea")) == [Hit(**HIT)]
    assert await server.used() == (1, 0, 0.25)
    assert KEY not in repr(space.host)


@pytest.mark.parametrize("fault", [500, TransportError("timeout")])
async def test_a_search_of_such_a_space_that_fails_costs_nothing(fault: Any) -> None:
    server = Server(OWN, Engines(fault))
    space = Runtime(replace(host(), search=server.outside.search))
    space.web.change(WebAccessUpdate(search_service="worker"))
    with pytest.raises(Misconfigured):
        await space.web.search(Question("tea"))
    assert await server.used() == (1, 0, 0)
