"""Workers AI: models that run beside the worker, behind a binding and without a key.

The binding is put behind the port of a transport, where it speaks OpenAI's dialect. So an OpenAIProvider at
BASE_URL is its provider, and what is known of such servers (their accents, when to try again) is known of it.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol

from .. import sse
from ..ports import HttpRequest, HttpResponse, TransportError
from . import ai_dialect

NAME = "workers-ai"
ADDRESS = "Workers AI"
BASE_URL = "https://workers-ai.invalid"  # never resolved: the binding is not reached by an address

# Models that call tools, with their context windows in tokens: what is offered unless other ones are configured.
MODELS: Mapping[str, int] = {
    "@cf/openai/gpt-oss-120b": 128_000,
    "@cf/openai/gpt-oss-20b": 128_000,
    "@cf/meta/llama-4-scout-17b-16e-instruct": 131_000,
    "@cf/meta/llama-3.3-70b-instruct-fp8-fast": 24_000,
    "@cf/mistralai/mistral-small-3.1-24b-instruct": 128_000,
    "@cf/qwen/qwen3-30b-a3b-fp8": 32_768,
}

# Workers AI's own numbers, as the statuses that say to a client what to do about them.
_STATUSES = {
    3003: 400,
    5004: 400,
    5005: 400,
    5016: 400,
    5018: 400,
    5019: 400,
    3023: 400,
    3039: 400,
    3041: 400,
    3006: 413,
    3007: 504,
    3008: 504,
    3036: 402,
    3040: 429,
    3042: 404,
    5007: 404,
}
_CODE = re.compile(r"\b([35]\d{3}): ")


class AiError(Exception):
    """What the binding threw, in its own words."""


class AiBinding(Protocol):
    """Runs a model. Gives its output: the bytes of an event stream, or one object. Raises AiError."""

    async def run(
        self, model: str, model_input: Mapping[str, Any]
    ) -> AsyncIterator[bytes] | Mapping[str, Any]: ...


class AiTransport:
    """Implements `ports.Transport` for one server, and that is the binding."""

    def __init__(self, binding: AiBinding) -> None:
        self._binding = binding

    async def send(self, request: HttpRequest) -> HttpResponse:
        if request.url != f"{BASE_URL}/chat/completions" or request.body is None:
            return _document({"error": {"message": "There is nothing at this address"}}, 404)
        body = json.loads(request.body)
        try:
            async with asyncio.timeout(request.timeout):
                output = await self._binding.run(body["model"], ai_dialect.model_input(body))
        except TimeoutError:
            raise TransportError("timeout") from None
        except AiError as error:
            return _refused(str(error))
        if not isinstance(output, Mapping):
            return _stream(_translated(output, request.timeout), output)
        if body.get("stream"):
            return _stream(_told(ai_dialect.as_stream(dict(output))))
        return _document(ai_dialect.document(dict(output)))


async def _translated(output: AsyncIterator[bytes], patience: float) -> AsyncIterator[bytes]:
    events, chunks = sse.Decoder(), ai_dialect.Chunks()
    while True:
        try:
            async with asyncio.timeout(patience):
                piece = await anext(output, None)
        except TimeoutError:
            raise TransportError("timeout") from None
        except AiError as error:
            raise TransportError("cut_off", str(error)) from None
        ended = events.close() if piece is None else events.feed(piece)
        for event in ended:
            for data in chunks.feed(event.data):
                yield sse.encode(data)
        if piece is None:
            return


async def _told(events: Any) -> AsyncIterator[bytes]:
    for data in events:
        yield sse.encode(data)


def _stream(chunks: AsyncIterator[bytes], source: object = None) -> HttpResponse:
    async def aclose() -> None:
        for open_ in (chunks, source):
            if close := getattr(open_, "aclose", None):
                await close()

    return HttpResponse(200, {"content-type": "text/event-stream"}, chunks, aclose)


def _refused(said: str) -> HttpResponse:
    found = _CODE.search(said)
    status = _STATUSES.get(int(found[1]), 502) if found else 502
    return _document({"error": {"message": said}}, status)


def _document(body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    async def chunks() -> AsyncIterator[bytes]:
        yield json.dumps(body).encode()

    async def aclose() -> None: ...

    return HttpResponse(status, {"content-type": "application/json"}, chunks(), aclose)
