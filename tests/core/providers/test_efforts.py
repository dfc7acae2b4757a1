"""How hard models can be asked to think: what is offered is what makes a difference to them."""

import json
from typing import Any

import pytest

from lettawasm.model import ChatMessage, ModelInfo, ModelRequest, Reasoning, Text
from lettawasm.model_offers import offers
from lettawasm.providers import chat_request
from lettawasm.providers.anthropic import AnthropicMessages
from lettawasm.providers.efforts import efforts
from lettawasm.providers.gemini import request as gemini
from lettawasm.providers.responses import request as responses
from tests.core.conftest import Space

OPENAI = ("none", "minimal", "low", "medium", "high", "xhigh")


@pytest.mark.parametrize(
    ("provider_type", "model", "offered"),
    [
        ("openai", "gpt-5-mini-2025-08-07", ("minimal", "low", "medium", "high")),
        ("openrouter", "openai/gpt-5.1", ("none", "low", "medium", "high")),
        ("openai", "gpt-5.9", OPENAI),
        ("openai", "o4-mini", ("low", "medium", "high")),
        ("openai", "gpt-4o-mini", ()),
        ("openai", "gpt-5-chat-latest", ()),
        ("ollama", "qwen3:4b", OPENAI),
        ("anthropic", "claude-opus-4-5", ("none", "low", "medium", "high", "xhigh", "max")),
        ("google_ai", "gemini-3-pro-preview", ("minimal", "low", "medium", "high")),
        ("google_ai", "gemini-2.5-flash", ("none", "minimal", "low", "medium", "high")),
        ("letta", "agent-1", ()),
        ("letta", "o3", ()),
    ],
)
def test_a_model_is_offered_what_it_takes(provider_type: str, model: str, offered: tuple[str, ...]) -> None:
    assert efforts(provider_type, model) == offered


def messages(request: ModelRequest) -> Any:
    return AnthropicMessages("anthropic").body(request, frozenset())


@pytest.mark.parametrize(
    ("encode", "provider_type", "model"),
    [
        (chat_request.encode, "openai", "model"),
        (chat_request.encode, "openai", "gpt-5"),
        (responses.encode, "openai", "gpt-5.1"),
        (responses.encode, "openai", "gpt-5.2"),
        (messages, "anthropic", "claude-opus-4-5"),
        (gemini.encode, "google_ai", "gemini-2.5-flash"),
        (gemini.encode, "google_ai", "gemini-3-pro-preview"),
    ],
)
def test_each_effort_that_is_offered_is_another_wish(encode: Any, provider_type: str, model: str) -> None:
    said = (ChatMessage("user", (Text("hello"),)),)
    offered = efforts(provider_type, model)
    sent = {json.dumps(encode(ModelRequest(model, said, reasoning=Reasoning(each)))) for each in offered}
    assert len(sent) == len(offered)


def test_what_runs_in_the_tab_is_not_asked_to_think_harder() -> None:
    store = Space().store
    [here, there] = offers(
        store, [ModelInfo(*model, 8_000) for model in (("m", "wllama", "wllama"), ("m", "x", "openai"))]
    )
    assert (here.efforts, there.efforts) == ((), OPENAI)
