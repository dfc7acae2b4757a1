"""What each scope may do: every route has its place, and no way around leads past it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Match

from lettawasm.access import scopes, tables
from lettawasm.api import create_app
from lettawasm.api.routes import ROUTES
from lettawasm.schemas.turns import TurnRequest
from lettawasm.testing import host

from .access import Door, door, rows

TABLE = {f"{method} {path}" for method, path, _ in ROUTES}
AGENT = "/v1/agents/{one}"
SAY = AGENT + "/messages"


def test_every_route_is_a_read_or_a_write():
    assert tables.READS | tables.WRITES >= TABLE
    assert not tables.READS & tables.WRITES
    assert tables.WIDGET <= TABLE


def test_reading_is_getting_but_for_searches_backups_and_following():
    posts = {route for route in tables.READS if not route.startswith("GET ")}
    assert posts == {
        "POST /v1/agents/import/inspect",
        "POST /v1/agents/{agent_id}/backup",
        "POST /v1/backup",
        "POST /v1/backup/verify",
        "POST /v1/memory/search",
        "POST /v1/messages/search",
        "POST /v1/passages/search",
        "POST /v1/tools/search",
        "POST /v1/runs/{run_id}/stream",
        "POST /v1/conversations/{conversation_id}/stream",
    }


def filled(path: str, door: Door) -> str:
    known = {"agent_id": "one", "message_id": "message_one", "run_id": "run_one"}
    return re.sub(r"{(\w+)}", lambda name: door.ids.get(known.get(name[1], ""), "nothing"), path)


async def test_who_may_only_read_can_change_nothing_by_any_route():
    async with door() as home:
        token = home.token(scope="read-only")
        before = rows(home.tokens.driver)
        for method, path, _ in ROUTES:
            route = f"{method} {path}"
            body = {"content": b"{}"} if method in ("POST", "PATCH") else {}
            answer = await home.ask(method, filled(path, home), token, **body)
            assert (answer.status_code == 403) == (route in tables.WRITES), route
        assert rows(home.tokens.driver) == before


async def test_a_widget_has_its_agents_messages_and_nothing_else():
    async with door() as home:
        token = home.token(agent="one")
        for method, path, _ in ROUTES:
            if f"{method} {path}" not in tables.WIDGET:
                answer = await home.ask(method, filled(path, home), token, content=b"{}")
                assert answer.status_code == 403, path


async def test_a_widget_talks_with_its_agent_and_follows_it():
    async with door() as home:
        token = home.token(agent="one")
        said = await home.ask("POST", SAY, token, json={"input": "hi"})
        run = said.json()["messages"][0]["run_id"]
        followed = await home.ask("POST", f"/v1/runs/{run}/stream", token)
        history = (await home.ask("GET", SAY, token)).json()
        assert followed.text.endswith("data: [DONE]\n\n")
        assert (await home.ask("GET", f"/v1/runs/{run}", token)).json()["status"] == "completed"
        assert [m["message_type"] for m in history] == ["user_message", "assistant_message"] * 2
        assert (await home.ask("GET", "/v1/messages/{message_one}", token)).status_code == 200
        assert (await home.ask("POST", SAY + "/cancel", token, json={})).status_code == 409


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/agents/{two}/messages"),
        ("POST", "/v1/agents/{two}/messages/stream"),
        ("POST", "/v1/agents/{two}/messages/async"),
        ("POST", "/v1/agents/{two}/messages/cancel"),
        ("GET", "/v1/agents/{two}/messages"),
        ("HEAD", "/v1/agents/{two}/messages"),
        ("GET", "/v1/messages/{message_two}"),
        ("GET", "/v1/messages/{system_one}"),
        ("GET", "/v1/runs/{run_two}"),
        ("POST", "/v1/runs/{run_two}/stream"),
        ("GET", "/v1/runs/run-00000000-0000-4000-8000-00000000dead"),
        ("GET", "/v1/messages/%C3%A9"),
    ],
)
async def test_what_is_another_agents_can_not_be_told_from_what_is_not_there(method, path):
    async with door() as home:
        answer = await home.ask(method, path, home.token(agent="one"), json={"input": "hi"})
        assert answer.status_code == 403
        assert answer.text == ("" if method == "HEAD" else '{"detail": "This token may not do that"}')


@pytest.mark.parametrize("types", [None, "system_message", "user_message"])
async def test_a_widget_never_reads_the_system_prompt(types):
    async with door() as home:
        query = {"include_return_message_types": types} if types else {}
        for form in (query, {"include_return_message_types[]": types} if types else {}):
            answer = await home.ask("GET", SAY, home.token(agent="one"), params={**form, "limit": 100})
            if types == "system_message":
                assert answer.status_code == 403
            else:
                assert "Ada" not in answer.text
                assert {m["message_type"] for m in answer.json()} <= {"user_message", "assistant_message"}


SENT_BY_WIDGETS = {"messages", "input", "otid", "streaming", "stream_tokens", "background", "include_pings"} | {
    "include_return_message_types", "include_compaction_messages", "use_assistant_message",
    "assistant_message_tool_name", "assistant_message_tool_kwarg",
}  # fmt: skip


@pytest.mark.parametrize("form", ["", "/stream", "/async"])
@pytest.mark.parametrize(
    "field", [*sorted(TurnRequest.model_fields.keys() - SENT_BY_WIDGETS), "tomorrows_field"]
)
async def test_a_widget_sends_words_and_does_not_choose_how_they_are_answered(form, field):
    async with door() as home:
        token = home.token(agent="one")
        before = rows(home.tokens.driver)
        answer = await home.ask("POST", SAY + form, token, json={"input": "hi", field: 1})
        assert (answer.status_code, answer.json()["detail"]) == (403, f"A widget may not send {field}")
        assert rows(home.tokens.driver) == before


@pytest.mark.parametrize("role", ["system", "assistant", "tool", None, ["user"]])
async def test_a_widget_speaks_as_the_user_only(role):
    async with door() as home:
        body = json.dumps({"messages": [{"role": "user", "content": "a"}, {"role": role, "content": "b"}]})
        twice = '{"messages": [{"role": "system", "content": "x"}], ' + body[1:]  # the last one counts
        for text in (body, twice):
            assert (await home.ask("POST", SAY, home.token(agent="one"), content=text)).status_code == 403


@pytest.mark.parametrize("text", ["{nonsense", "[]", "5", '{"messages": 5}', '{"messages": [5]}', "\ufeff{}"])
async def test_a_widgets_bad_body_is_the_apis_to_explain(text):
    async with door() as home:
        answer = await home.ask("POST", SAY, home.token(agent="one"), content=text.encode())
        assert answer.status_code == 422


async def test_the_relay_is_for_full_tokens_and_those_that_were_given_it():
    async with door() as home:
        passes = {}
        for name, fields in {
            "full": {},
            "read-only": {"scope": "read-only"},
            "widget": {"agent": "one"},
            "widget with it": {"agent": "one", "relay": True},
        }.items():
            answer = await home.ask("POST", "/v1/chat/completions", home.token(**fields), json={})
            passes[name] = answer.status_code != 403
        assert passes == {"full": True, "read-only": False, "widget": False, "widget with it": True}


PIECES = st.sampled_from(
    ["v1", "V1", "agents", "agent-1", "messages", "runs", "run-1", "stream", "core-memory", "blocks", "attach",
     "search", "count", "import", "", ".", "..", "%2e", "%2F", "\n", " ", "é", "\x00", ";", "messages\n", "chat"]
)  # fmt: skip


@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "get"]),
    path=st.lists(PIECES, max_size=6).map(lambda pieces: "/" + "/".join(pieces)),
)
def test_a_request_is_judged_on_the_route_it_takes(method, path):
    scope = {"type": "http", "method": method, "path": path}
    taken = [r for r in APP.routes if r.matches(scope)[0] is Match.FULL][:1]
    route, _ = scopes.route_of(scope)
    names = [r.path.removesuffix("/") for r in taken]
    assert route.partition(" ")[2] == (names[0] if names else "")
    assert route in TABLE | tables.RELAY or not route


APP = create_app(host())
