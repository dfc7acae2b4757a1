"""Bad input answers 4xx in Letta's shape, in words, and changes nothing. Odd input that is not bad is just text."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.ports import Driver
from lettawasm.testing import host

UNKNOWN = "00000000-0000-4000-8000-00000000dead"
HALF = b'"\\ud83d"'
DEEP = b"[" * 150 + b"]" * 150


@dataclass
class Letta:
    """A space with an agent that has been spoken to, a passage, a block of its own and one that is free."""

    client: httpx.AsyncClient
    driver: Driver
    ids: dict[str, str]

    async def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        return await self.client.request(method, path.format_map(self.ids), **request)

    def rows(self) -> dict[str, list[Any]]:
        """Everything that is stored, but for the log of edits that were refused."""
        tables = [
            row["name"]
            for row in self.driver.execute("SELECT name FROM sqlite_master WHERE sql GLOB 'CREATE TABLE*'")
            if row["name"] != "failures"
        ]
        return {table: self.driver.execute(f"SELECT * FROM {table}") for table in tables}


@pytest.fixture
async def letta() -> AsyncIterator[Letta]:
    surroundings = host("Hello.")
    transport = httpx.ASGITransport(create_app(surroundings), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://letta") as client:
        letta = Letta(client, surroundings.driver, {"unknown": UNKNOWN})
        blocks = [{"label": "human", "value": "Ada", "limit": 100}, {"label": "persona", "value": "Kind"}]
        agent = {"name": "one", "model": "scripted/model", "memory_blocks": blocks, "tags": ["t"]}
        made = (await letta.ask("POST", "/v1/agents/", json=agent)).json()
        letta.ids |= {"agent": made["id"], "tool": made["tools"][0]["id"], "held": made["blocks"][0]["id"]}
        said = await letta.ask("POST", "/v1/agents/{agent}/messages", json={"input": "hi"})
        letta.ids |= {
            "message": said.json()["messages"][0]["id"],
            "run": said.json()["messages"][0]["run_id"],
        }
        free = await letta.ask("POST", "/v1/blocks/", json={"label": "human", "value": "Bob"})
        passage = await letta.ask("POST", "/v1/agents/{agent}/archival-memory", json={"text": "Tea is fine"})
        letta.ids |= {"free": free.json()["id"], "passage": passage.json()[0]["id"]}
        provider = {"name": "mine", "provider_type": "openai", "base_url": "http://localhost:1/v1"}
        letta.ids["provider"] = (await letta.ask("POST", "/v1/providers/", json=provider)).json()["id"]
        yield letta


AGENTS, AGENT = "/v1/agents/", "/v1/agents/{agent}"
SAY, BLOCKS, IMPORT = AGENT + "/messages", "/v1/blocks/", "/v1/agents/import"
ARCHIVAL, LABELLED = AGENT + "/archival-memory", AGENT + "/core-memory/blocks/human"
NEW = {"name": "two", "model": "scripted/model"}


def says(**content: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", **content}]}


# (status, method, path, body)
BODIES: list[tuple[int, str, str, Any]] = [
    # Messages
    (422, "POST", SAY, {}),
    (422, "POST", SAY, []),
    (422, "POST", SAY, None),
    (422, "POST", SAY, {"input": ""}),
    (422, "POST", SAY, {"input": " \n\t"}),
    (422, "POST", SAY, {"input": []}),
    (422, "POST", SAY, {"input": 5}),
    (422, "POST", SAY, {"input": "hi", "messages": [{"role": "user", "content": "hi"}]}),
    (422, "POST", SAY, {"input": "tea " * 50_000}),
    (422, "POST", SAY, {"messages": []}),
    (422, "POST", SAY, {"messages": "hi"}),
    (422, "POST", SAY, says()),
    (422, "POST", SAY, says(content=None)),
    (422, "POST", SAY, says(content="")),
    (422, "POST", SAY, says(content=[{"type": "smell"}])),
    (422, "POST", SAY, says(content=[{"type": "image", "source": {"type": "url"}}])),
    (422, "POST", SAY, says(role="robot", content="hi")),
    (422, "POST", SAY, says(content="hi", otid="x" * 300)),
    (422, "POST", SAY, says(content="hi", otid=7)),
    (422, "POST", SAY, says(content="hi", name={"first": "Ada"})),
    (422, "POST", SAY, {"input": "hi", "max_steps": 0}),
    (422, "POST", SAY, {"input": "hi", "max_steps": "many"}),
    (422, "POST", SAY, {"input": "hi", "max_steps": 10**30}),
    (422, "POST", SAY, {"input": "hi", "streaming": "perhaps"}),
    (422, "POST", SAY, {"input": "hi", "stream_tokens": True}),
    (422, "POST", SAY, {"input": "hi", "include_return_message_types": ["telegram"]}),
    (422, "POST", SAY, {"input": "hi", "client_tools": [{"name": "has spaces"}]}),
    (422, "POST", SAY, {"input": "hi", "client_tools": [{}]}),
    (422, "POST", SAY, {"messages": [{"type": "approval"}]}),
    (422, "POST", SAY, {"messages": [{"type": "approval", "approvals": [{"approve": True}]}]}),
    (422, "POST", SAY, {"messages": [{"type": "tool_return", "tool_returns": []}]}),
    (
        422,
        "POST",
        SAY,
        {"messages": [{"role": "user", "content": "a"}, {"type": "approval", "approve": True}]},
    ),
    (400, "POST", SAY, {"messages": [{"type": "approval", "approve": True}]}),
    (
        400,
        "POST",
        SAY,
        {"messages": [{"type": "approval", "approve": True, "approval_request_id": "message-1"}]},
    ),
    (
        400,
        "POST",
        SAY,
        {"messages": [{"type": "approval", "approvals": [{"tool_call_id": "c", "approve": True}]}]},
    ),
    (400, "POST", SAY, {"input": "hi", "override_model": "model"}),
    (404, "POST", SAY, {"input": "hi", "override_model": "nobody/model"}),
    (404, "POST", SAY, {"input": "hi", "override_model": "scripted/other"}),
    (422, "POST", SAY + "/stream", {"input": ""}),
    (422, "POST", SAY + "/async", {"input": ""}),
    (422, "POST", SAY + "/cancel", {"run_ids": "all"}),
    (409, "POST", SAY + "/cancel", {}),
    (409, "POST", SAY + "/cancel", {"run_ids": ["run-1"]}),
    (404, "POST", "/v1/agents/agent-{unknown}/messages", {"input": "hi"}),
    (404, "POST", "/v1/agents/agent-{unknown}/messages", {"input": "hi", "streaming": True}),
    (422, "POST", "/v1/agents/{message}/messages", {"input": "hi"}),
    (422, "POST", "/v1/messages/search", {}),
    (422, "POST", "/v1/messages/search", {"query": 5}),
    (422, "POST", "/v1/messages/search", {"query": "tea", "limit": 0}),
    (422, "POST", "/v1/messages/search", {"query": "tea", "start_date": "yesterday"}),
    (422, "POST", "/v1/messages/search", {"query": "tea", "end_date": "9999-12-31T23:59:59-05:00"}),
    (422, "POST", "/v1/messages/search", {"query": "tea", "search_mode": "luck"}),
    # Agents
    (400, "POST", AGENTS, {}),
    (422, "POST", AGENTS, []),
    (422, "POST", AGENTS, {**NEW, "name": 5}),
    (422, "POST", AGENTS, {**NEW, "name": ""}),
    (422, "POST", AGENTS, {**NEW, "name": "x" * 1_000}),
    (422, "POST", AGENTS, {**NEW, "model": 5}),
    (400, "POST", AGENTS, {**NEW, "model": "model"}),
    (404, "POST", AGENTS, {**NEW, "model": "scripted/other"}),
    (404, "POST", AGENTS, {**NEW, "model": "nobody/model"}),
    (422, "POST", AGENTS, {**NEW, "llm_config": {"model": "model"}}),
    (422, "POST", AGENTS, {**NEW, "agent_type": "butler"}),
    (501, "POST", AGENTS, {**NEW, "agent_type": "voice_convo_agent"}),
    (501, "POST", AGENTS, {**NEW, "from_template": "companion:latest"}),
    (422, "POST", AGENTS, {**NEW, "initial_message_sequence": [{"role": "robot", "content": "hi"}]}),
    (422, "POST", AGENTS, {**NEW, "max_reasoning_tokens": -1}),
    (422, "POST", AGENTS, {**NEW, "memory_blocks": "human"}),
    (422, "POST", AGENTS, {**NEW, "memory_blocks": [{"value": "Ada"}]}),
    (422, "POST", AGENTS, {**NEW, "memory_blocks": [{"label": "a b", "value": "Ada"}]}),
    (422, "POST", AGENTS, {**NEW, "memory_blocks": [{"label": "human", "value": "Ada", "limit": 2}]}),
    (409, "POST", AGENTS, {**NEW, "memory_blocks": [{"label": "human", "value": x} for x in "ab"]}),
    (404, "POST", AGENTS, {**NEW, "block_ids": [f"block-{UNKNOWN}"]}),
    (400, "POST", AGENTS, {**NEW, "tool_ids": [f"tool-{UNKNOWN}"]}),
    (400, "POST", AGENTS, {**NEW, "tools": ["levitate"]}),
    (422, "POST", AGENTS, {**NEW, "tool_rules": [{"type": "luck", "tool_name": "memory_insert"}]}),
    (422, "POST", AGENTS, {**NEW, "tags": "t"}),
    (422, "POST", AGENTS, {**NEW, "tags": [5]}),
    (422, "POST", AGENTS, {**NEW, "metadata": "none"}),
    (422, "POST", AGENTS, {**NEW, "secrets": {"KEY": {"a": 1}}}),
    (422, "POST", AGENTS, {**NEW, "timezone": "Mars/Olympus"}),
    (422, "POST", AGENTS, {**NEW, "timezone": "../../etc/passwd"}),
    (422, "POST", AGENTS, {**NEW, "context_window_limit": 5}),
    (422, "POST", AGENTS, {**NEW, "context_window_limit": "wide"}),
    (422, "PATCH", AGENT, {"name": ""}),
    (422, "PATCH", AGENT, {"system": 5}),
    (422, "PATCH", AGENT, {"timezone": "Mars/Olympus"}),
    (422, "PATCH", AGENT, {"message_ids": "none"}),
    (404, "PATCH", AGENT, {"model": "scripted/other", "name": "two"}),
    (404, "PATCH", AGENT, {"name": "two", "block_ids": [f"block-{UNKNOWN}"]}),
    (404, "PATCH", AGENT, {"name": "two", "tool_ids": [f"tool-{UNKNOWN}"]}),
    (404, "PATCH", AGENT, {"name": "two", "message_ids": [f"message-{UNKNOWN}"]}),
    (404, "PATCH", "/v1/agents/agent-{unknown}", {"name": "two"}),
    (404, "DELETE", "/v1/agents/agent-{unknown}", None),
    (404, "POST", "/v1/agents/agent-{unknown}/recompile", None),
    (404, "PATCH", "/v1/agents/agent-{unknown}/reset-messages", {}),
    # Blocks
    (422, "POST", BLOCKS, {"value": "Ada"}),
    (422, "POST", BLOCKS, {"label": "human"}),
    (422, "POST", BLOCKS, {"label": "human", "value": None}),
    (422, "POST", BLOCKS, {"label": "", "value": "Ada"}),
    (422, "POST", BLOCKS, {"label": "x" * 200, "value": "Ada"}),
    (422, "POST", BLOCKS, {"label": "</human>", "value": "Ada"}),
    (422, "POST", BLOCKS, {"label": "human", "value": "Ada", "limit": 0}),
    (422, "POST", BLOCKS, {"label": "human", "value": "Ada", "limit": 2}),
    (422, "POST", BLOCKS, {"label": "human", "value": "Ada", "limit": 10**12}),
    (422, "POST", BLOCKS, {"label": "human", "value": "Ada", "read_only": "perhaps"}),
    (422, "PATCH", BLOCKS + "{held}", {"value": "x" * 101}),
    (422, "PATCH", BLOCKS + "{held}", {"limit": 2}),
    (422, "PATCH", BLOCKS + "{held}", {"value": 5}),
    (409, "PATCH", BLOCKS + "{held}", {"label": "persona"}),
    (422, "PATCH", LABELLED, {"value": "x" * 101}),
    (409, "PATCH", LABELLED, {"label": "persona"}),
    (404, "PATCH", AGENT + "/core-memory/blocks/nothing", {"value": "x"}),
    (404, "PATCH", BLOCKS + "block-{unknown}", {"value": "x"}),
    (404, "DELETE", BLOCKS + "block-{unknown}", None),
    (409, "PATCH", AGENT + "/core-memory/blocks/attach/{free}", None),
    (404, "PATCH", AGENT + "/core-memory/blocks/attach/block-{unknown}", None),
    (404, "PATCH", AGENT + "/core-memory/blocks/detach/{free}", None),
    (404, "PATCH", AGENT + "/tools/attach/tool-{unknown}", None),
    (404, "PATCH", AGENT + "/tools/detach/tool-{unknown}", None),
    (422, "PATCH", AGENT + "/tools/attach/{held}", None),
    # Archival memory
    (422, "POST", ARCHIVAL, {}),
    (422, "POST", ARCHIVAL, {"text": ""}),
    (422, "POST", ARCHIVAL, {"text": ["tea"]}),
    (422, "POST", ARCHIVAL, {"text": "tea", "tags": "t"}),
    (422, "POST", ARCHIVAL, {"text": "tea", "tags": [""]}),
    (422, "POST", ARCHIVAL, {"text": "tea", "created_at": "yesterday"}),
    (422, "POST", ARCHIVAL, {"text": "tea", "created_at": "0001-01-01T00:00:00+14:00"}),
    (404, "DELETE", ARCHIVAL + "/passage-{unknown}", None),
    (422, "DELETE", ARCHIVAL + "/{message}", None),
    (422, "POST", "/v1/passages/search", {"query": 5}),
    (422, "POST", "/v1/passages/search", {"query": "tea", "limit": 1_000}),
    (422, "POST", "/v1/passages/search", {"query": "tea", "tag_match_mode": "some"}),
    (422, "POST", "/v1/passages/search", {"query": "tea", "start_date": "2024-13-01"}),
    (404, "POST", "/v1/passages/search", {"query": "tea", "agent_id": f"agent-{UNKNOWN}"}),
    # Providers, runs, and what there is not
    (422, "POST", "/v1/providers/", {"name": "a/b", "provider_type": "openai"}),
    (422, "POST", "/v1/providers/", {"name": "two", "provider_type": "oracle"}),
    (422, "POST", "/v1/providers/", {"name": "two", "provider_type": "openai", "base_url": "file:///etc"}),
    (422, "POST", "/v1/providers/", {"name": "two", "provider_type": "openai", "api_key": "two\nlines"}),
    (400, "POST", "/v1/providers/", {"name": "scripted", "provider_type": "openai"}),
    (409, "POST", "/v1/providers/", {"name": "mine", "provider_type": "openai"}),
    (422, "PATCH", "/v1/providers/{provider}", {"base_url": "nowhere"}),
    (404, "DELETE", "/v1/providers/provider-{unknown}", None),
    (422, "POST", "/v1/runs/{run}/stream", {"starting_after": "soon"}),
    (404, "POST", "/v1/runs/run-{unknown}/stream", {}),
    (404, "POST", "/v1/nothing/", {}),
    (405, "PUT", AGENTS, {}),
    (405, "DELETE", AGENTS, None),
]


@pytest.mark.parametrize(("status", "method", "path", "body"), BODIES)
async def test_a_bad_body_changes_nothing(
    letta: Letta, status: int, method: str, path: str, body: Any
) -> None:
    before = letta.rows()
    refuses(await letta.ask(method, path, json=body), status)
    assert letta.rows() == before


def refuses(answer: httpx.Response, status: int) -> None:
    """Letta's shape of an error: a sentence under `detail`; conflicts are not to be tried again."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert isinstance(body["detail"], str)
    assert body["detail"]
    assert answer.headers.get("x-should-retry") == ("false" if status in (409, 501) else None)
    if "trace_id" in body:
        assert status == 422
        assert "'loc': (" in body["detail"]


QUERIES = [
    *((422, path, query) for path in (AGENTS, SAY, BLOCKS, "/v1/runs/", "/v1/steps/", "/v1/tools/", ARCHIVAL)
      for query in ("limit=0", "limit=-1", "limit=ten", "limit=1e3", "order=sideways", "order_by=luck")),
    *((404, path, f"{cursor}=" + kind + "-{unknown}") for cursor in ("after", "before") for path, kind in (
        (AGENTS, "agent"), (SAY, "message"), (BLOCKS, "block"), ("/v1/runs/", "run"), ("/v1/steps/", "step"),
        ("/v1/tools/", "tool"), (ARCHIVAL, "passage"), ("/v1/messages/", "message"),
        (AGENT + "/core-memory/blocks", "block"), (AGENT + "/tools", "tool"),
    )),
    (404, SAY, "after=%27%20OR%201%3D1%20--"),
    (404, AGENTS, "after=%00"),
    (404, AGENTS, "before={message}"),
    (422, "/v1/runs/", "active=perhaps"),
    (422, AGENTS, "match_all_tags=perhaps"),
    (422, AGENTS, "sort_by=luck"),
    *((422, path, query) for path in (AGENTS, AGENT) for query in ("include=agent.luck", "include_relationships=luck")),
    (400, "/v1/tools/", "tool_types=magic"),
    (422, ARCHIVAL + "/search", ""),
    (422, ARCHIVAL + "/search", "query=tea&top_k=0"),
    (422, ARCHIVAL + "/search", "query=tea&tag_match_mode=some"),
    (422, ARCHIVAL + "/search", "query=tea&start_datetime=soon"),
    (400, AGENT + "/export", "use_legacy_format=true"),
    *((422, path, "") for path in (
        "/v1/agents/one", "/v1/agents/{agent}x", "/v1/agents/{message}", "/v1/messages/1", "/v1/blocks/human",
        "/v1/runs/%00", "/v1/steps/{run}", "/v1/tools/memory_insert", "/v1/providers/mine",
        "/v1/agents/agent-00000000-0000-1000-8000-000000000000", "/v1/agents/AGENT-{unknown}",
    )),
    *((404, path, "") for path in (
        "/v1/agents/agent-{unknown}", "/v1/messages/message-{unknown}", "/v1/blocks/block-{unknown}",
        "/v1/runs/run-{unknown}", "/v1/steps/step-{unknown}", "/v1/tools/tool-{unknown}",
        "/v1/providers/provider-{unknown}", "/v1/blocks/block-{unknown}/agents", "/v1/runs/run-{unknown}/steps",
        "/v1/runs/run-{unknown}/messages", "/v1/runs/run-{unknown}/usage", "/v1/steps/step-{unknown}/messages",
        *("/v1/agents/agent-{unknown}/" + rest for rest in (
            "messages", "core-memory", "core-memory/blocks", "core-memory/blocks/human", "tools", "context",
            "archival-memory", "archival-memory/search?query=tea", "export",
        )),
        AGENT + "/core-memory/blocks/%00", AGENT + "/core-memory/blocks/nothing", "/v1/agents/../../etc/passwd",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("status", "path", "query"), QUERIES)
async def test_a_bad_address_or_query_is_refused(letta: Letta, status: int, path: str, query: str) -> None:
    refuses(await letta.ask("GET", f"{path}?{query}" if query else path), status)


TEXTS = {
    "not JSON": b"{nonsense",
    "cut off": b'{"input": "hi',
    "no number": b'{"metadata": {"x": NaN}}',
    "infinite": b'{"metadata": {"x": 1e999}}',
    "endless digits": b'{"metadata": {"x": ' + b"1" * 10_000 + b"}}",
    "not UTF-8": b'{"input": "\xff"}',
    "half a pair": b'{"name": ' + HALF + b"}",
    "half a pair below": b'{"metadata": {"x": [' + HALF + b"]}}",
    "half a pair as key": b'{"metadata": {' + HALF + b": 1}}",
    "deep": b'{"metadata": {"x": ' + DEEP + b"}}",
    "deeper": b'{"metadata": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    "a number": b"5",
    "a text": b'"hi"',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", AGENTS), ("PATCH", AGENT), ("POST", SAY), ("POST", BLOCKS)]
)
async def test_text_that_is_no_good_json_is_refused(
    letta: Letta, method: str, path: str, text: bytes
) -> None:
    before = letta.rows()
    refuses(await letta.ask(method, path, content=text), 422)
    assert letta.rows() == before


async def test_a_huge_body_is_refused_before_it_is_whole(letta: Letta) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 1_000:
            sent += 1
            yield b" " * 1_000_000

    refuses(await letta.ask("POST", SAY, content=endless()), 413)
    assert sent < 100


def agent_file(**changes: Any) -> dict[str, Any]:
    agent = {
        "id": "agent-0",
        "name": "guest",
        "model": "scripted/model",
        "block_ids": ["block-0"],
        "messages": [],
    }
    block = {"id": "block-0", "label": "human", "value": "Ada"}
    return {"agents": [agent], "blocks": [block], "tools": [], **changes}


def guest(**fields: Any) -> dict[str, Any]:
    return agent_file(agents=[{**agent_file()["agents"][0], **fields}])


def remembering(**message: Any) -> dict[str, Any]:
    return guest(messages=[{"id": "message-0", "role": "tool", **message}])


FILES: dict[str, bytes | dict[str, Any]] = {
    "nothing": b"",
    "not JSON": b"{nonsense",
    "not UTF-8": b'{"agents": ["\xff"]}',
    "a list": b"[]",
    "deep": b'{"agents": ' + DEEP + b"}",
    "half a pair": b'{"agents": [], "x": ' + HALF + b"}",
    "no agent": agent_file(agents=[]),
    "an agent twice": agent_file(agents=agent_file()["agents"] * 2),
    "the old format": {"agent_type": "memgpt_agent", "core_memory": []},
    "a block that is not there": agent_file(blocks=[]),
    "a message that is not there": guest(in_context_message_ids=["message-9"]),
    "a block over every limit": agent_file(blocks=[{**agent_file()["blocks"][0], "value": "x" * 1_000_001}]),
    "two blocks of one label": {
        **guest(block_ids=["block-0", "block-1"]),
        "blocks": [{**agent_file()["blocks"][0], "id": f"block-{number}"} for number in (0, 1)],
    },
    "an unknown model": guest(model="nobody/model"),
    "a type nobody knows": guest(agent_type="butler"),
    "a bad time zone": guest(timezone="Mars/Olympus"),
    "calls of no shape": remembering(tool_calls=[{"function": "memory_insert"}]),
    "returns of no shape": remembering(tool_returns=[{"stderr": 5}]),
    "a bad time": remembering(created_at="yesterday"),
    "a passage at a bad time": agent_file(
        lettawasm={
            "archives": [
                {
                    "id": "archive-0",
                    "name": "a",
                    "agent_ids": ["agent-0"],
                    "passages": [{"text": "x", "created_at": "soon"}],
                }
            ]
        }
    ),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
async def test_a_bad_agent_file_changes_nothing(letta: Letta, file: bytes | dict[str, Any]) -> None:
    before = letta.rows()
    data = file if isinstance(file, bytes) else json.dumps(file).encode()
    answer = await letta.ask("POST", IMPORT, files={"file": ("guest.af", data)})
    refuses(answer, answer.status_code)
    assert answer.status_code in (400, 404, 409, 422)
    assert letta.rows() == before


UPLOADS: dict[str, dict[str, Any]] = {
    "JSON": {"json": agent_file()},
    "no file": {"files": {"other": ("guest.af", b"{}")}},
    "a text for a file": {"data": {"file": "{}"}},
    "no boundary": {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
    "no parts": {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}},
    "no length": {
        "content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b", "content-length": "many"},
    },
    "secrets that are no JSON": {
        "files": {"file": ("guest.af", json.dumps(agent_file()).encode())}, "data": {"secrets": "{nonsense"},
    },
    "secrets that are no object": {
        "files": {"file": ("guest.af", json.dumps(agent_file()).encode())}, "data": {"secrets": "[]"},
    },
}  # fmt: skip


@pytest.mark.parametrize("upload", UPLOADS.values(), ids=UPLOADS)
async def test_a_bad_upload_changes_nothing(letta: Letta, upload: dict[str, Any]) -> None:
    before = letta.rows()
    refuses(await letta.ask("POST", IMPORT, **upload), 422)
    assert letta.rows() == before


async def test_a_huge_upload_is_refused(letta: Letta) -> None:
    files = {"file": ("guest.af", b" " * 33_000_000)}
    refuses(await letta.ask("POST", IMPORT, files=files), 413)


ODD_QUERIES = [
    '"', "'", "''; DROP TABLE passages; --", "tea AND", "tea NOT", "NEAR(tea, 5)", "text:tea", "(tea", "tea*", "^tea",
    "{text}: tea", "%", "_", "\\", "\x00", "-tea", "tea OR", "🍵", "茶", "\u202e", "a" * 10_000, "tea " * 1_000, "?",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_QUERIES)
async def test_what_is_searched_for_is_never_syntax(letta: Letta, text: str) -> None:
    before = letta.rows()
    answers = [
        await letta.ask("GET", ARCHIVAL + "/search", params={"query": text}),
        await letta.ask("GET", ARCHIVAL, params={"search": text}),
        await letta.ask("POST", "/v1/passages/search", json={"query": text}),
        await letta.ask("POST", "/v1/messages/search", json={"query": text}),
        await letta.ask("GET", AGENTS, params={"query_text": text, "tags": text}),
        await letta.ask("GET", BLOCKS, params={"value_search": text, "label_search": text, "tags": text}),
        await letta.ask("GET", "/v1/tools/", params={"search": text}),
        await letta.ask("GET", "/v1/tags/", params={"name": text}),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert letta.rows() == before


ODD_TEXTS = [
    "\x00",
    "a\x00b",
    "\ufeffx",
    "\u202eabc",
    "é ≠ e\u0301",
    "👩‍👩‍👧",
    "\U0010ffff",
    "\r\n\t",
    "{{ 7 * 7 }}",
    "</value>",
]


@pytest.mark.parametrize("text", ODD_TEXTS)
async def test_odd_text_comes_back_as_it_was(letta: Letta, text: str) -> None:
    await letta.ask("PATCH", LABELLED, json={"value": text, "description": text})
    block = (await letta.ask("GET", LABELLED)).json()
    await letta.ask("PATCH", AGENT, json={"name": text, "metadata": {text: text}, "system": text})
    agent = (await letta.ask("GET", AGENT)).json()
    passage = (await letta.ask("POST", ARCHIVAL, json={"text": text, "tags": [text]})).json()[0]
    await letta.ask("POST", SAY, json={"input": f"Say {text}"})
    said = (await letta.ask("GET", SAY, params={"limit": 2})).json()
    assert (block["value"], block["description"]) == (text, text)
    assert (agent["name"], agent["metadata"], agent["system"]) == (text, {text: text}, text)
    assert (passage["text"], passage["tags"]) == (text, [text])
    assert [message["content"] for message in said] == [f"Say {text}", "ok"]
