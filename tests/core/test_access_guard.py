"""The guard: from which page, how often, and how much at once; and that each refusal can be read."""

from collections.abc import AsyncIterator

import pytest

from lettawasm.errors import TooLarge

from .access import URL, door, rows

AGENTS = "/v1/agents/"
PAGE = {"origin": "https://page.example"}


@pytest.mark.parametrize(
    "text", ["lw_home", "Bearer", "lw_home_" + "0" * 32 + "_" + "0" * 64, "é", "x" * 10_000]
)
async def test_who_has_no_good_token_hears_the_same(text):
    async with door() as home:
        before = rows(home.tokens.driver)
        answer = await home.ask("GET", AGENTS, headers={"authorization": f"Bearer {text}".encode()})  # type: ignore[dict-item]
        assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})
        assert dict(answer.headers) == {
            "content-type": "application/json",
            "www-authenticate": "Bearer",
            "content-length": "26",
        }
        assert rows(home.tokens.driver) == before


async def test_a_token_is_not_looked_for_anywhere_else():
    async with door() as home:
        answer = await home.client.get(
            AGENTS, params={"token": home.full}, headers={"cookie": f"authorization={home.full}"}
        )
        assert answer.status_code == 401


async def test_two_tokens_at_once_are_none():
    async with door() as home:
        pair = [("authorization", f"Bearer {home.full}")] * 2
        assert (await home.client.get(AGENTS, headers=pair)).status_code == 401


@pytest.mark.parametrize(
    ("origins", "origin", "may"),
    [
        ([], "https://page.example", False),
        ([], "null", False),
        ([], "", False),
        ([], URL, True),
        ([], URL.replace("http:", "https:"), True),
        ([], URL + ":8080", False),
        ([], URL + ".evil.example", False),
        (["https://page.example"], "https://page.example", True),
        (["https://page.example"], "http://page.example", False),
        (["https://page.example"], "https://page.example.evil.example", False),
        (["https://page.example"], "https://page.example:444", False),
        (["*"], "https://page.example", True),
        (["*"], "null", True),
    ],
)
async def test_a_page_may_use_a_token_that_was_given_its_origin(origins, origin, may):
    async with door() as home:
        answer = await home.ask("GET", AGENTS, home.token(origins=origins), {"origin": origin})
        assert answer.status_code == (200 if may else 403)
        assert answer.headers.get("access-control-allow-origin") == (origin if may else None)


async def test_a_page_may_read_why_it_was_refused():
    async with door() as home:
        token = home.token(scope="read-only", origins=["https://page.example"])
        answer = await home.ask("POST", AGENTS, token, PAGE, json={})
        unknown = await home.ask("GET", AGENTS, token[:-64] + "0" * 64, PAGE)
        for refused, status in ((answer, 403), (unknown, 401)):
            assert refused.status_code == status
            assert refused.headers["access-control-allow-origin"] == "https://page.example"
            assert refused.headers["vary"] == "Origin"


async def test_a_page_that_may_not_ask_changes_nothing():
    async with door() as home:
        before = rows(home.tokens.driver)
        new = {"name": "three", "model": "scripted/model"}
        assert (await home.ask("POST", AGENTS, headers=PAGE, json=new)).status_code == 403
        assert rows(home.tokens.driver) == before


async def test_a_preflight_is_answered_without_a_token():
    async with door() as home:
        wish = {
            "access-control-request-method": "PATCH",
            "access-control-request-headers": "authorization, x-stainless-os",
        }
        answer = await home.client.options(AGENTS, headers={**PAGE, **wish})
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "https://page.example"
        assert answer.headers["access-control-allow-headers"] == "authorization, x-stainless-os"
        assert "PATCH" in answer.headers["access-control-allow-methods"]
        assert (await home.client.options(AGENTS, headers=PAGE)).status_code == 401


async def test_a_token_asks_as_often_as_it_may_and_again_when_it_has_waited():
    async with door() as home:
        token = home.token(requests_per_minute=3)
        first = [(await home.ask("GET", AGENTS, token)).status_code for _ in range(4)]
        refused = await home.ask("GET", AGENTS, token)
        assert first == [200, 200, 200, 429]
        assert refused.headers["retry-after"] == "20"
        assert "x-should-retry" not in refused.headers  # SDKs know when to try a 429 again
        assert (await home.ask("GET", AGENTS)).status_code == 200
        home.watch.seconds += 20
        assert [(await home.ask("GET", AGENTS, token)).status_code for _ in range(2)] == [200, 429]
        home.watch.seconds += 100_000
        assert [(await home.ask("GET", AGENTS, token)).status_code for _ in range(4)] == first


async def test_a_request_that_is_refused_costs_nothing():
    async with door() as home:
        token = home.token(scope="read-only", requests_per_minute=1)
        assert [(await home.ask("POST", AGENTS, token, json={})).status_code for _ in range(3)] == [403] * 3
        assert (await home.ask("GET", AGENTS, token)).status_code == 200


NEW = b'{"name": "three", "model": "scripted/model"}'


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 10):
        yield body[start : start + 10]


@pytest.mark.parametrize("agent", [None, "one"])
async def test_a_body_over_the_limit_is_refused_whether_it_says_so_or_not(agent):
    async with door() as home:
        path = f"/v1/agents/{home.ids['one']}/messages" if agent else AGENTS
        body = b'{"input": "hi", "otid": "1234567890"}' if agent else NEW
        fitting = home.token(max_body_bytes=len(body), **({"agent": agent} if agent else {}))
        tight = home.token(max_body_bytes=len(body) - 1, **({"agent": agent} if agent else {}))
        before = rows(home.tokens.driver)
        for content in (body, pieces(body)):
            answer = await home.ask("POST", path, tight, content=content)
            assert (answer.status_code, list(answer.json())) == (413, ["detail"])
        assert rows(home.tokens.driver) == before
        assert (await home.ask("POST", path, fitting, content=pieces(body))).status_code == 200


@pytest.mark.parametrize(("length", "status"), [("9" * 5_000, 413), ("-1", 200), ("many", 200), ("²", 200)])
async def test_a_length_that_is_no_length_is_counted(length, status):
    async with door() as home:
        headers = {"content-length": length.encode()}
        answer = await home.ask("POST", AGENTS, headers=headers, content=pieces(NEW))  # type: ignore[arg-type]
        assert answer.status_code == status


async def test_an_app_that_knows_nothing_of_limits_is_stopped_as_well():
    from lettawasm.access.guard import Guard

    async with door() as home:
        heard: list[object] = []

        async def app(scope, receive, send):
            heard.append(scope["lettawasm.token"].name)
            while (await receive()).get("more_body"):
                pass

        async def receive():
            return {"type": "http.request", "body": b"x" * 60, "more_body": True}

        sent: list[object] = []

        async def send(message):
            sent.append(message.get("status"))

        token = home.token(name="mine", max_body_bytes=100)
        scope = {
            "type": "http",
            "method": "POST",
            "path": AGENTS,
            "headers": [(b"authorization", b"Bearer " + token.encode())],
        }
        await Guard(app, home.tokens)(scope, receive, send)
        assert (heard, sent) == (["mine"], [413, None])

        async def late(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await app(scope, receive, send)

        with pytest.raises(TooLarge):
            await Guard(late, home.tokens)(scope, receive, send)


async def test_a_websocket_finds_nobody():
    async with door() as home:
        from lettawasm.access.guard import Guard

        sent: list[object] = []

        async def send(message):
            sent.append(message["type"])

        await Guard(None, home.tokens)({"type": "websocket", "path": "/v1/agents"}, None, send)  # type: ignore[arg-type]
        assert sent == ["websocket.close"]
