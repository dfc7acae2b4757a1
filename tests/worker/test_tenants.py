"""The boundary between spaces, in workerd over HTTP: what is one's can't be reached, found or guessed by another."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from lettawasm.access.scopes import WRITES
from lettawasm.api.routes import ROUTES
from tests.malformed import TABLE, WAYS, Known, Wrong
from tests.worker.conftest import Worker
from tests.worker.http import exchange, status_of

UNKNOWN = "00000000-0000-4000-8000-00000000dead"
WITH_IDS = [(method, path) for method, path, _ in ROUTES if "{" in path]
LISTS = "agents blocks messages runs steps tools providers tags agents/count blocks/count tools/count".split()


@dataclass
class Tenant:
    """A space with one of every kind of thing, and the person who knows its tokens. `word` stands in all its texts."""

    worker: Worker
    space: str
    word: str
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.full = self.token()
        self._make()
        self.before = self.everything()

    def token(self, **fields: Any) -> str:
        return self.worker.new_token(self.space, requests_per_minute=100_000, **fields)

    def ask(self, method: str, path: str, token: str | None = None, **rest: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {token or self.full}", **rest.pop("headers", {})}
        return CLIENT.request(method, self.worker.url + path, headers=headers, **rest)

    def _make(self) -> None:
        block = self._made("/v1/blocks", label="human", value=self.word)
        agent = self._made(
            "/v1/agents",
            name=self.word,
            model="lettawasm/offline",
            tags=[self.word],
            memory_blocks=[{"label": "human", "value": self.word}],
        )
        said = self._made(f"/v1/agents/{agent['id']}/messages", input=f"Hello from {self.word}")
        [passage] = self._made(f"/v1/agents/{agent['id']}/archival-memory", text=f"{self.word} drinks tea")
        provider = self._made("/v1/providers", name=self.word, provider_type="openai")
        message = said["messages"][0]
        self.ids = {
            "agent_id": agent["id"],
            "block_id": block["id"],
            "message_id": message["id"],
            "run_id": message["run_id"],
            "step_id": message["step_id"],
            "tool_id": agent["tools"][0]["id"],
            "passage_id": passage["id"],
            "provider_id": provider["id"],
            "label": "human",
            "tool_name": agent["tools"][0]["name"],
        }

    def _made(self, path: str, **body: Any) -> Any:
        answer = self.ask("POST", path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def everything(self) -> dict[str, Any]:
        """All that the API tells of the space."""
        agent = f"/v1/agents/{self.ids['agent_id']}"
        paths = [
            *(f"/v1/{name}" for name in LISTS),
            *(
                f"{agent}/{name}"
                for name in ("messages", "archival-memory", "core-memory/history", "core-memory")
            ),
        ]
        return {path: self.ask("GET", path).json() for path in paths}


CLIENT = httpx.Client(timeout=60)


@pytest.fixture(scope="module")
def spaces(worker: Worker) -> Iterator[tuple[Tenant, Tenant]]:
    ada, bob = Tenant(worker, "ada", "adaword"), Tenant(worker, "bob", "bobword")
    yield ada, bob
    assert ada.everything() == ada.before
    assert bob.everything() == bob.before


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda name: ids[name[1]], path)


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
    [("agents", "agent_id"), ("blocks", "block_id"), ("messages", "message_id"), ("runs", "run_id"),
     ("steps", "step_id"), ("tools", "tool_id"), ("providers", "provider_id")],
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
    assert not found[0]
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


def test_a_space_that_is_deleted_takes_everything_along(worker):
    gone = Tenant(worker, "gone", "goneword")
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


def test_a_widget_has_one_agents_messages(worker):
    home = Tenant(worker, "widgets", "secretword")
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


# What is no good request at all


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_wrong_is_refused_and_changes_nothing(spaces, way):
    ada, _ = spaces
    known = Known(
        ada.full,
        ada.token(scope="read-only"),
        ada.token(scope="widget", agent_id=ada.ids["agent_id"]),
        ada.ids,
    )

    @settings(max_examples=64, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(way(known))
    def ask(request: Wrong) -> None:
        # A 400 is workerd's own, for what is hardly HTTP.
        assert status_of(ada.worker.url, request) in {400, *WAYS[way]}

    ask()
    assert ada.everything() == ada.before


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\xff" * 100,
        b"GET /v1/agents\r\n\r\n",
        b"GET /v1/agents HTTP/9.9\r\n\r\n",
        b"GET /v1/agents HTTP/1.1\r\nhost: a\r\nno colon\r\n\r\n",
        b"GET /v1/agents HTTP/1.1\r\nhost: a\r\nauthorization: Bearer \x01\r\n\r\n",
        b"POST /v1/agents HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
        b"POST /v1/agents HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET /v1/agents HTTP/1.1\r\nhost: a\r\nx: " + b"y" * 200_000 + b"\r\n\r\n",
        b"GET /" + b"v" * 200_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n",
    ],
    ids=lambda sent: sent[:40].decode("latin-1"),
)
def test_what_is_hardly_http_is_refused_or_hung_up_on(spaces, sent):
    ada, _ = spaces
    answer = exchange(ada.worker.url, sent)
    assert not answer or 400 <= int(answer.split(b" ", 2)[1]) < 500
    assert ada.ask("GET", "/v1/agents/count").json() == 1
