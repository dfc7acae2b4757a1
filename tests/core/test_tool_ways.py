"""Which way a model's calls are asked for: by what is known, by what a person says, by what a server refuses."""

import json
from dataclasses import replace
from typing import Any

import pytest

from lettawasm.model import Failed, ModelInfo
from lettawasm.schemas.model_options import ModelOptions
from lettawasm.small.wrapping import wrapped
from tests.core.small import ASKED, INSERT, Speaker, heard

OLLAMA = Failed(
    "bad_request", "The server refused", "registry.ollama.ai/library/gemma:2b does not support tools"
)
VLLM = Failed("bad_request", "refused", '"auto" tool choice requires --enable-auto-tool-choice')
NO_SCHEMA = Failed("bad_request", "refused", "response_format is not known")
OTHER = Failed("bad_request", "refused", "messages must alternate")


def info(provider: str = "mine", name: str = "tiny") -> ModelInfo:
    return ModelInfo(name, provider, "openai", 8_192)


def way(request: Any) -> str:
    return "native" if request.tools else "schema" if request.response_format else "text"


@pytest.mark.parametrize(
    ("provider", "model", "expected"),
    [
        ("openai", "gpt-5", "native"),
        ("mine", "anything", "native"),
        ("webllm", "Qwen3-0.6B-q4f16_1-MLC", "schema"),
        ("chrome", "gemini-nano", "schema"),
        ("wllama", "Qwen3-0.6B-Q4_K_M", "native"),
        ("wllama", "gemma-2-2b-it-Q4", "schema"),
    ],
)
async def test_what_is_known_of_a_model_chooses_the_way(provider: str, model: str, expected: str) -> None:
    speaker = Speaker(["{}"])
    await heard(wrapped(speaker, info(provider, model)))
    assert way(speaker.requests[0]) == expected


@pytest.mark.parametrize("chosen", ["native", "schema", "text"])
async def test_a_person_may_choose_the_way(chosen: Any) -> None:
    speaker = Speaker(["{}"])
    await heard(wrapped(speaker, info("webllm"), ModelOptions(tool_calls=chosen)))
    assert way(speaker.requests[0]) == chosen


@pytest.mark.parametrize("refusal", [OLLAMA, VLLM])
async def test_a_model_that_refuses_tools_is_asked_without_from_then_on(refusal: Failed) -> None:
    call = json.dumps({"tool": "memory_insert", "arguments": {"label": "human", "new_string": "Ada"}})
    speaker = Speaker([refusal, call, '{"say": "hello"}'])
    assert len((await heard(wrapped(speaker, info()))).calls) == 1
    assert (await heard(wrapped(speaker, info()))).text == "hello"
    assert [way(request) for request in speaker.requests] == ["native", "schema", "schema"]


async def test_one_that_refuses_schemas_too_writes_text() -> None:
    speaker = Speaker([OLLAMA, NO_SCHEMA, "hello"])
    assert (await heard(wrapped(speaker, info()))).text == "hello"
    assert [way(request) for request in speaker.requests] == ["native", "schema", "text"]


async def test_any_other_refusal_is_told() -> None:
    assert [event async for event in wrapped(Speaker([OTHER]), info()).stream(ASKED)] == [OTHER]


async def test_for_wllama_the_one_tool_to_call_is_the_only_one() -> None:
    speaker = Speaker(["{}"])
    await heard(wrapped(speaker, info("wllama")), replace(ASKED, tool_choice="memory_insert"))
    assert (speaker.requests[0].tools, speaker.requests[0].tool_choice) == ((INSERT,), "required")
