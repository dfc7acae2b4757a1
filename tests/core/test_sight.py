"""Pictures: seen by models that see, told of to those that don't, and never the end of a conversation."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from lettawasm.engines.provider import EngineProvider
from lettawasm.errors import TooLarge
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.model import ChatMessage, Done, Failed, Image, ModelRequest, Text
from lettawasm.providers.openai import OpenAIProvider
from lettawasm.providers.sight import UNSEEN
from lettawasm.schemas.turns import TurnRequest
from tests.core.conftest import MakeSpace
from tests.core.engine import FakeEngine, fails, says
from tests.model_server import ModelServer, Say, Status

PICTURE = "data:image/png;base64,iVBORw0KGgo="
ASKED = ModelRequest("tiny", (ChatMessage("user", (Text("What is this?"), Image(PICTURE))),))

# How servers say that a model has no eyes.
BLIND = {
    "OpenAI": (400, "Invalid content type. image_url is only supported by certain models."),
    "llama-server": (500, "image input is not supported - hint: you may need to provide the mmproj"),
    "vLLM": (400, "At most 0 image(s) may be provided in one prompt."),
    "OpenRouter": (404, "No endpoints found that support image input"),
    "DeepSeek": (422, "unknown variant `image_url`, expected `text`"),
    "Groq": (400, "'messages.0' : content must be a string"),
}


async def no_time(seconds: float) -> None:
    pass


@pytest.fixture
async def provider(server: ModelServer) -> AsyncIterator[OpenAIProvider]:
    transport = HttpxTransport()
    yield OpenAIProvider("far", server.url, None, transport, sleep=no_time)
    await transport.aclose()


async def outcome(provider: OpenAIProvider, request: ModelRequest = ASKED) -> Any:
    return [event async for event in provider.stream(request)][-1]


def error(status: int, message: str) -> Status:
    return Status(status, {"error": {"message": message}})


def shown(server: ModelServer) -> list[Any]:
    """The content of the last message of each request."""
    return [request.json["messages"][-1]["content"] for request in server.requests]


async def test_a_model_that_sees_is_shown_the_picture(provider: OpenAIProvider, server: ModelServer) -> None:
    server.script(Say("A cup of tea."))
    assert (await outcome(provider)).text == "A cup of tea."
    assert shown(server) == [
        [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": PICTURE}}]
    ]


@pytest.mark.parametrize("name", BLIND)
async def test_a_model_that_cannot_see_is_told_that_there_was_a_picture_and_never_shown_one_again(
    provider: OpenAIProvider, server: ModelServer, name: str
) -> None:
    server.script(error(*BLIND[name]), Say("I can't see pictures."), Say("Still can't."))
    assert isinstance(await outcome(provider), Done)
    assert isinstance(await outcome(provider), Done)
    words = f"What is this?\n{UNSEEN}"
    assert shown(server)[1:] == [words, words]


@pytest.mark.parametrize(
    "complaint", ["image exceeds 5 MB maximum", "Could not decode the image", "too many images"]
)
async def test_a_complaint_about_one_picture_makes_no_model_blind(
    provider: OpenAIProvider, server: ModelServer, complaint: str
) -> None:
    server.script(error(400, complaint), Say("A cup of tea."))
    failed = await outcome(provider)
    assert isinstance(failed, Failed) and complaint in failed.message
    assert (await outcome(provider)).text == "A cup of tea."
    assert len(shown(server)[1]) == 2


async def test_an_error_about_something_else_stays_one(provider: OpenAIProvider, server: ModelServer) -> None:
    server.script(error(400, "The sky is falling"))
    assert (await outcome(provider)).kind == "bad_request"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "said",
    [
        "This model sees no pictures. Choose one that does.",
        "The model loaded is not of type ModelType.VLM (vision-language model).",
    ],
)
async def test_an_engine_in_the_tab_that_cannot_see_is_told_as_well(said: str) -> None:
    engine = FakeEngine(fails("bad_request", said), says("I only read."))
    told = [event async for event in EngineProvider("wllama", engine.connect).stream(ASKED)]
    assert told[-1] == Done("I only read.")
    assert engine.asked[1]["body"]["messages"][-1]["content"] == f"What is this?\n{UNSEEN}"


async def test_a_picture_that_is_too_large_to_keep_is_refused_and_nothing_is_stored(space: MakeSpace) -> None:
    talk = await space()
    before = talk.said()
    source = {"type": "base64", "media_type": "image/png", "data": "A" * 2_000_000}
    with pytest.raises(TooLarge):
        await talk.runtime.send(
            talk.agent.id, TurnRequest.model_validate({"input": [{"type": "image", "source": source}]})
        )
    assert (talk.said(), talk.store.runs.unfinished()) == (before, [])
