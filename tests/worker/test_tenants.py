"""The boundary between spaces, in workerd over HTTP: what is one's can't be reached, found or guessed by another."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lettawasm.access.tables import WRITES
from lettawasm.api.routes import ROUTES
from tests.malformed import TABLE
from tests.mcp_server import McpServer
from tests.worker.conftest import Worker
from tests.worker.tenant import CLIENT, LISTS, Tenant, filled

UNKNOWN = "00000000-0000-4000-8000-00000000dead"
WITH_IDS = [(method, path) for method, path, _ in ROUTES if "{" in path]


@pytest.fixture(scope="module")
def spaces(worker: Worker, mcp_server: McpServer) -> Iterator[tuple[Tenant, Tenant]]:
    ada, bob = [Tenant(worker, name, f"{name}word", mcp_server.url) for name in ("ada", "bob")]
    yield ada, bob
    assert ada.everything() == ada.before
    assert bob.everything() == bob.before


# Ids of another space


@pytest.mark.parametrize(("method", "path"), WITH_IDS, ids=lambda part: part)
def test_another_spaces_id_can_not_be_told_from_one_that_never_was(spaces, method, path):
    ada, bob = spaces
    named = [name for name in re.findall(r"{(\w+)}", path) if name.endswith("_id")]
    for name in named:
        unknown = re.sub("-.*", f"-{UNKNOWN}", bob.ids[name])
        answers = []
        for stranger in (bob.ids[name], unknown):
            body = {"content": body_of(method, path)} if method in ("POST", "PATCH", "PUT") else {}
            answer = ada.ask(method, filled(path, {**ada.ids, name: stranger}), **body)
            answers.append((answer.status_code, answer.text.replace(stranger, "?")))
        theirs, nobodys = answers
        assert theirs == nobodys
        assert 400 <= theirs[0] < 500
        assert "bobword" not in theirs[1]


def body_of(method: str, path: str) -> bytes:
    """One that would do, were the ids one's own."""
    bodies = {
        "/messages": {"input": "hi"},
        "/archival-memory": {"text": "tea"},
        "/blocks/{label}": {"value": "x"},
    }
    known = [body for end, body in bodies.items() if path.endswith(end) or f"{end}/" in path.split("}")[-1]]
    return json.dumps(known[0] if known else {}).encode()


@pytest.mark.parametrize("where", ["block_ids", "tool_ids"])
def test_an_agent_is_not_made_of_another_spaces_parts(spaces, where):
    ada, bob = spaces
    theirs = bob.ids[where.removesuffix("s")]
    new = {"name": "new", "model": "lettawasm/offline", where: [theirs]}
    assert ada.ask("POST", "/v1/agents", json=new).status_code in (400, 404)
    assert ada.ask("PATCH", f"/v1/agents/{ada.ids['agent_id']}", json={where: [theirs]}).status_code in (
        400,
        404,
    )


def test_another_spaces_messages_are_no_context(spaces):
    ada, bob = spaces
    body = {"message_ids": [bob.ids["message_id"]]}
    assert ada.ask("PATCH", f"/v1/agents/{ada.ids['agent_id']}", json=body).status_code == 404


def test_another_spaces_runs_are_not_cancelled(spaces):
    ada, bob = spaces
    answer = ada.ask(
        "POST", f"/v1/agents/{ada.ids['agent_id']}/messages/cancel", json={"run_ids": [bob.ids["run_id"]]}
    )
    assert answer.status_code == 409


# Lists and searches


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_of_ones_own_space(spaces, name):
    ada, bob = spaces
    told = ada.ask("GET", f"/v1/{name}", params={"limit": 1_000}).text
    assert "bobword" not in told
    assert not [entry for entry in bob.ids.values() if "-" in entry and entry in told]


@pytest.mark.parametrize(
    ("name", "cursor"),
    [("agents", "agent_id"), ("archives", "archive_id"), ("blocks", "block_id"), ("folders", "folder_id"),
     ("conversations", "conversation_id"), ("groups", "group_id"), ("identities", "identity_id"),
     ("messages", "message_id"), ("runs", "run_id"), ("steps", "step_id"), ("tools", "tool_id"),
     ("providers", "provider_id")],
)  # fmt: skip
@pytest.mark.parametrize("direction", ["after", "before"])
def test_another_spaces_id_is_no_place_in_a_list(spaces, name, cursor, direction):
    ada, bob = spaces
    assert ada.ask("GET", f"/v1/{name}", params={direction: bob.ids[cursor]}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "wish"),
    [
        ("POST", "/v1/messages/search", {"query": "bobword"}),
        ("POST", "/v1/passages/search", {"query": "bobword"}),
        ("POST", "/v1/memory/search", {"query": "bobword"}),
        ("POST", "/v1/memory/search", {"source": "bobword"}),
        ("GET", "/v1/agents", {"query_text": "bobword"}),
        ("GET", "/v1/agents", {"name": "bobword"}),
        ("GET", "/v1/agents", {"tags": "bobword"}),
        ("GET", "/v1/blocks", {"value_search": "bobword"}),
        ("GET", "/v1/tags", {"name": "bobword"}),
        ("GET", "/v1/runs", {"agent_id": "{agent_id}"}),
        ("GET", "/v1/steps", {"agent_id": "{agent_id}"}),
        ("POST", "/v1/messages/search", {"query": "Hello", "agent_id": "{agent_id}"}),
    ],
)
def test_a_search_finds_nothing_of_another_space(spaces, method, path, wish):
    ada, bob = spaces
    wish = {name: filled(value, bob.ids) for name, value in wish.items()}
    own = {name: filled(value.replace("bobword", "adaword"), ada.ids) for name, value in wish.items()}
    own = {name: value.replace(bob.ids["agent_id"], ada.ids["agent_id"]) for name, value in own.items()}
    found = [
        ada.ask(method, path, **{"json" if method == "POST" else "params": w}).json() for w in (wish, own)
    ]
    told = json.dumps(found[0])  # which may have what is like it in one's own space
    assert "bobword" not in told
    assert not [entry for entry in bob.ids.values() if "-" in entry and entry in told]
    assert found[1]


# Tokens


def test_a_token_is_good_in_its_space_alone(spaces):
    ada, _ = spaces
    for moved in (ada.full.replace("lw_ada_", "lw_bob_"), ada.full.replace("lw_ada_", "lw_nowhere_")):
        answer = ada.ask("GET", "/v1/agents", moved)
        assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})


def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(spaces):
    ada, _ = spaces
    revoked = ada.token(expires_at="2020-01-01")
    texts = [
        "nothing",
        "lw_ada",
        ada.full[:-1],
        ada.full[:-64] + "0" * 64,
        ada.full.replace("ada", "eve"),
        revoked,
    ]
    answers = [ada.ask("GET", "/v1/agents", text) for text in texts]
    told = {(a.status_code, a.text, json.dumps(sorted(set(a.headers) - {"date"}))) for a in answers}
    assert len(told) == 1
    assert next(iter(told))[:2] == (401, '{"detail": "Unauthorized"}')


def test_asking_for_a_space_that_is_not_there_leaves_no_trace(spaces):
    ada, _ = spaces
    files = sorted(ada.worker.data.rglob("*"))
    for number in range(5):
        ada.ask("GET", "/v1/agents", ada.full.replace("ada", f"ghost-{number}"))
    assert sorted(ada.worker.data.rglob("*")) == files


def test_a_space_that_is_deleted_takes_everything_along(worker, mcp_server):
    gone = Tenant(worker, "gone", "goneword", mcp_server.url)
    admin = {"authorization": f"Bearer {worker.admin_secret}"}
    assert CLIENT.delete(f"{worker.url}/admin/spaces/gone", headers=admin).is_success
    assert gone.ask("GET", "/v1/agents").status_code == 401
    tokens = CLIENT.get(f"{worker.url}/admin/spaces/gone/tokens", headers=admin)
    assert tokens.status_code == 404
    again = worker.new_token("gone")
    assert gone.ask("GET", "/v1/agents").status_code == 401
    assert gone.ask("GET", "/v1/agents", again).json() == []
    assert gone.ask("GET", f"/v1/runs/{gone.ids['run_id']}", again).status_code == 404


# Scopes


def test_a_reader_changes_nothing(spaces):
    ada, _ = spaces
    reader = ada.token(scope="read-only")
    for method, path in TABLE:
        answer = ada.ask(method, filled(path, ada.ids), reader, content=b"{}" if method != "GET" else None)
        assert (answer.status_code == 403) == (f"{method} {path}" in WRITES), path


def test_a_widget_has_one_agents_messages(worker, mcp_server):
    home = Tenant(worker, "widgets", "secretword", mcp_server.url)
    agent = f"/v1/agents/{home.ids['agent_id']}"
    widget = home.token(scope="widget", agent_id=home.ids["agent_id"], origins=["https://page.example"])
    page = {"origin": "https://page.example"}
    said = home.ask("POST", f"{agent}/messages/stream", widget, json={"input": "Hi"}, headers=page)
    assert said.text.endswith("data: [DONE]\n\n")
    assert said.headers["access-control-allow-origin"] == "https://page.example"
    history = home.ask("GET", f"{agent}/messages", widget)
    assert {m["message_type"] for m in history.json()} >= {"user_message", "assistant_message"}
    assert "system_message" not in history.text
    refused = {
        "another page": home.ask(
            "GET", f"{agent}/messages", widget, headers={"origin": "https://evil.example"}
        ),
        "memory": home.ask("GET", f"{agent}/core-memory", widget),
        "export": home.ask("GET", f"{agent}/export", widget),
        "the model": home.ask(
            "POST", f"{agent}/messages", widget, json={"input": "Hi", "override_model": "a/b"}
        ),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(refused, 403)


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_secret_nothing_is_served(tmp_path: Path, secret):
    with Worker(tmp_path, secret_env={"LETTAWASM_ADMIN_SECRET": secret}) as worker:
        worker.start()
        for path in ("/v1/health/", "/v1/agents", "/admin/spaces", "/metrics"):
            answer = CLIENT.get(worker.url + path, headers={"authorization": f"Bearer {secret}x"})
            assert answer.status_code == 503
            assert "wrangler secret put LETTAWASM_ADMIN_SECRET" in answer.json()["detail"]
        assert {path.stem for path in worker.data.rglob("*.sqlite")} <= {"metadata"}  # workerd's own


def test_a_visitor_of_a_page_talks_in_one_conversation_of_the_space_that_its_token_names(worker, mcp_server):
    home = Tenant(worker, "shopkeeper", "secretword", mcp_server.url)
    worker.new_token("competitor")
    page = {"origin": "https://shop.example"}
    wish = {"agent_id": home.ids["agent_id"], "origins": [page["origin"]]}
    widget = home.ask("POST", "/v1/widget/tokens", json=wish).json()
    session = home.ask("POST", "/v1/widget/sessions", widget["token"], headers=page).json()
    talk, visitor = f"/v1/conversations/{session['conversation_id']}", session["session_token"]
    said = home.ask(
        "POST", f"{talk}/messages", visitor, json={"input": "Hi", "stream_tokens": True}, headers=page
    )
    assert said.text.endswith("data: [DONE]\n\n")
    assert said.headers["access-control-allow-origin"] == page["origin"]
    history = home.ask("GET", f"{talk}/messages", visitor).text
    assert "secretword" not in history and "Hi" in history
    evil = {"origin": "https://evil.example"}
    refusals = {
        "another page": home.ask("GET", f"{talk}/messages", visitor, headers=evil),
        "the agent": home.ask("GET", f"/v1/agents/{home.ids['agent_id']}", visitor),
        "the widget's own": home.ask("GET", f"{talk}/messages", widget["token"]),
        "another space": home.ask("GET", f"{talk}/messages", visitor.replace("shopkeeper", "competitor")),
        "no space": home.ask("GET", f"{talk}/messages", visitor.replace("shopkeeper", "nobody")),
    }
    assert {name: answer.status_code for name, answer in refusals.items()} == {
        "another page": 403, "the agent": 403, "the widget's own": 403, "another space": 401, "no space": 401,
    }  # fmt: skip
    assert "secretword" not in "".join(answer.text for answer in refusals.values())
    home.ask("DELETE", f"/v1/widget/tokens/{widget['id']}").raise_for_status()
    assert home.ask("GET", f"{talk}/messages", visitor).status_code == 401
