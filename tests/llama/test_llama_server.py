"""Our dialects against a real server that speaks three of them, with real inference and grammars behind it."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.model import (
    ChatMessage,
    Done,
    Failed,
    ModelEvent,
    ModelRequest,
    Text,
    TextDelta,
    ToolCallDelta,
    ToolSpec,
)
from lettawasm.providers.anthropic import AnthropicMessages
from lettawasm.providers.dialect import Dialect
from lettawasm.providers.http import HttpProvider
from lettawasm.providers.openai import ChatCompletions, OpenAIProvider
from lettawasm.providers.responses import Responses
from lettawasm.testing import host

from .conftest import WINDOW, Start

DIALECTS = [ChatCompletions(), Responses(), AnthropicMessages()]
every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda each: type(each).__name__)
LABEL = {"type": "string", "enum": ["human", "persona"]}
PARAMETERS = {
    "type": "object",
    "properties": {"label": LABEL, "content": {"type": "string"}},
    "required": ["label", "content"],
}
APPEND = ToolSpec("core_memory_append", "Remember.", PARAMETERS)


def request(text: str = "Hello, who are you?", **fields: Any) -> ModelRequest:
    return ModelRequest("tiny", (ChatMessage("user", (Text(text),)),), max_tokens=200, **fields)


@pytest.fixture
async def transport() -> AsyncIterator[HttpxTransport]:
    transport = HttpxTransport()
    yield transport
    await transport.aclose()


async def ask(
    url: str, transport: HttpxTransport, dialect: Dialect, wanted: ModelRequest
) -> list[ModelEvent]:
    provider = HttpProvider("llama", url, None, transport, dialect)
    return [event async for event in provider.stream(wanted)]


@every_dialect
async def test_text_streams_token_by_token(
    talkative: str, transport: HttpxTransport, dialect: Dialect
) -> None:
    *deltas, done = await ask(talkative, transport, dialect, replace(request(), max_tokens=40))
    texts = [event.text for event in deltas if isinstance(event, TextDelta)]
    assert isinstance(done, Done)
    assert "".join(texts) == done.text
    assert len(texts) > 20
    assert done.usage.prompt_tokens > 5 and done.usage.completion_tokens == 40


@every_dialect
async def test_a_required_call_comes_with_arguments_that_fit(
    url: str, transport: HttpxTransport, dialect: Dialect
) -> None:
    wanted = request(tools=(APPEND,), tool_choice="required")
    *deltas, done = await ask(url, transport, dialect, replace(wanted, max_tokens=1_000))
    assert isinstance(done, Done)
    assert done.finish_reason == "tool_calls"
    call = done.tool_calls[0]
    arguments = json.loads(call.arguments)
    assert (call.name, set(arguments)) == ("core_memory_append", {"label", "content"})
    assert arguments["label"] in LABEL["enum"]
    assert any(isinstance(event, ToolCallDelta) for event in deltas)


async def test_an_answer_has_the_form_of_a_schema(url: str, transport: HttpxTransport) -> None:
    schema = {"type": "object", "properties": {"answer": LABEL}, "required": ["answer"]}
    wanted = request(
        response_format={"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    )
    *_, done = await ask(url, transport, ChatCompletions(), wanted)
    assert isinstance(done, Done)
    assert json.loads(done.text)["answer"] in LABEL["enum"]


@every_dialect
async def test_a_prompt_that_is_too_long_is_said_to_be(
    url: str, transport: HttpxTransport, dialect: Dialect
) -> None:
    [failed] = await ask(url, transport, dialect, request("memory " * WINDOW * 2))
    assert isinstance(failed, Failed)
    assert failed.kind == "context_overflow"


@every_dialect
async def test_after_a_reply_that_nobody_listened_to_the_next_one_comes(
    url: str, transport: HttpxTransport, dialect: Dialect
) -> None:
    provider = HttpProvider("llama", url, None, transport, dialect)
    async with aclosing(provider.stream(request())) as events:  # type: ignore[type-var]
        await anext(events)
    assert isinstance((await ask(url, transport, dialect, replace(request(), max_tokens=10)))[-1], Done)


async def test_the_model_is_listed_with_its_window(url: str, transport: HttpxTransport) -> None:
    [model] = await OpenAIProvider("llama", url, None, transport, provider_type="llama_cpp").models()
    assert model.context_window == WINDOW


async def test_it_embeds(start: Start, transport: HttpxTransport) -> None:
    server = OpenAIProvider("llama", start("--embeddings", "--pooling", "mean"), None, transport)
    one, two = await server.embedder("tiny", 0).embed(["memory", "archival search"])
    assert len(one) == len(two) == 64
    assert one != two


async def test_an_agent_keeps_what_the_model_was_made_to_write(url: str, transport: HttpxTransport) -> None:
    app = create_app(replace(host(), transport=transport))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://here/v1") as http:
        await http.post("/providers/", json={"name": "local", "provider_type": "llama_cpp", "base_url": url})
        [model] = [m for m in (await http.get("/models/")).json() if m["handle"].startswith("local/")]
        wanted = {
            "model": model["handle"],
            "memory_blocks": [{"label": "human", "value": ""}, {"label": "persona", "value": ""}],
            "include_base_tools": False,
            "tools": ["core_memory_append"],
            "tool_rules": [
                {"type": "run_first", "tool_name": "core_memory_append"},
                {"type": "exit_loop", "tool_name": "core_memory_append"},
            ],
        }
        agent = (await http.post("/agents/", json=wanted)).json()
        answer = await http.post(
            f"/agents/{agent['id']}/messages", json={"input": "I like tea."}, timeout=120
        )
        assert answer.status_code == 200, answer.text
        kinds = [each["message_type"] for each in answer.json()["messages"]]
        assert kinds[-2:] == ["tool_call_message", "tool_return_message"]
        blocks = (await http.get(f"/agents/{agent['id']}/core-memory/blocks")).json()
        assert any(block["value"] for block in blocks)
