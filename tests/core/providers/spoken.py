"""The APIs that model servers speak, each with streams as its servers send them, and a server in memory."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lettawasm.model import ChatMessage, Done, ModelEvent, ModelRequest, Text, ToolCall, ToolSpec, Usage
from lettawasm.ports import HttpRequest, HttpResponse, TransportError
from lettawasm.providers.anthropic import AnthropicMessages
from lettawasm.providers.dialect import Dialect
from lettawasm.providers.gemini import Gemini
from lettawasm.providers.http import RETRIED, TRIES, HttpProvider
from lettawasm.providers.letta_home import HomeProvider, LettaHome
from lettawasm.providers.openai import ChatCompletions
from lettawasm.providers.responses import Responses

STREAMS = Path(__file__).parent / "streams"
URL = "http://models.test/v1"
KEY = "sk-canary-0123456789"
ROLL = ToolSpec("roll", "Roll a die.", {"type": "object", "properties": {"sides": {"type": "integer"}}})
HELLO = ModelRequest("model", (ChatMessage("user", (Text("hello"),)),), tools=(ROLL,))


@dataclass(frozen=True)
class Pause:
    """A silence of the server, which ends when it `goes_on`; `is_reached` once somebody waits there."""

    is_reached: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        self.is_reached.set()
        await self.goes_on.wait()


Chunk = bytes | TransportError | Pause
Bodies = Callable[[Mapping[str, Any]], list[str]]


@dataclass(frozen=True)
class SpokenApi:
    """One API. `last_word` matches a stream as soon as the reply is complete; `calls` and `returns` find the ids of
    both in a request; `seal` is what stands there of the thought in `musing`; `told` is what its servers tell
    otherwise than others do, by the name of the stream; `lacks` are the streams that they never send, each with the
    reason; `kinds` are the failures that mean something else there, by the name of the error; `retried` are those
    after which a server is asked again; `hardest` is how it calls an effort of xhigh. Behind one that `is_home` are
    agents: they call tools of their own, think as they were told to where they live, and keep what they hear, so none
    of our calls, efforts and older messages go there. `opening` is what such a server sends before a model is asked.
    """

    name: str
    dialect: Dialect
    last_word: bytes
    calls: Bodies
    returns: Bodies
    seal: str
    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lacks: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    retried: Collection[str] = RETRIED
    hardest: str = "xhigh"
    is_home: bool = False
    opening: bytes = b""

    @property
    def cases(self) -> list[str]:
        return [case for case in EXPECTED if case not in self.lacks]

    def tries(self, kind: str) -> int:
        """How often a server that fails so each time is asked."""
        return TRIES if kind in self.retried else 1

    def stream(self, case: str) -> bytes:
        return (STREAMS / self.name / f"{case}.sse").read_bytes()

    def error(self, case: str) -> bytes:
        """What the server answers with a status that is not 200."""
        errors = json.loads((STREAMS / self.name / "errors.json").read_text())
        return json.dumps(errors[case]).replace("KEY", KEY).encode()

    def is_complete(self, seen: bytes) -> bool:
        """Whether a part of a stream says all of the reply."""
        return re.search(self.last_word, seen) is not None

    def done(self, case: str) -> Done:
        """What a stream comes to, but for ids and signatures."""
        return Done(**{**EXPECTED[case], **self.told.get(case, {})})


def _call(arguments: str) -> ToolCall:
    return ToolCall("", "roll", arguments)


USAGE = Usage(prompt_tokens=11, completion_tokens=7, cached_input_tokens=4)
SILENT = Usage(prompt_tokens=11, cached_input_tokens=4)
THOUGHTFUL = Usage(prompt_tokens=11, completion_tokens=7, cached_input_tokens=4, reasoning_tokens=3)
TWO = (_call('{"sides": 6}'), _call('{"sides": 20}'))
EXPECTED: Mapping[str, Mapping[str, Any]] = {
    "text": {"text": "Süß 🍰, nicht wahr?", "usage": USAGE},
    "thought": {"text": "Hello!", "reasoning": "They greet me.", "usage": THOUGHTFUL},
    "call": {"tool_calls": TWO[1:], "finish_reason": "tool_calls", "usage": USAGE},
    "parallel": {"text": "Rolling.", "tool_calls": TWO, "finish_reason": "tool_calls", "usage": USAGE},
    "refusal": {"text": "I can't help with that.", "finish_reason": "refusal", "usage": USAGE},
    "empty": {"usage": SILENT},
    "malformed": {"tool_calls": (_call('{"sides": 2'),), "finish_reason": "tool_calls", "usage": USAGE},
    "musing": {
        "reasoning": "Let me roll.",
        "tool_calls": TWO[1:],
        "finish_reason": "tool_calls",
        "usage": THOUGHTFUL,
    },
    "filtered": {"finish_reason": "content_filter", "usage": SILENT},
    "length": {"text": "It goes", "finish_reason": "length", "usage": USAGE},
}


def _written(*names: str) -> Mapping[str, Mapping[str, Any]]:
    """Anthropic tells what it wrote to its cache."""
    return {
        name: {"usage": Usage(11, usage.completion_tokens, 4, 3, usage.reasoning_tokens)}
        for name in names
        for usage in [EXPECTED[name]["usage"]]
    }


def _rolled(name: str, thought: str, text: str) -> Mapping[str, Mapping[str, Any]]:
    """What an agent did with a tool of its own is a thought of its, and no call."""
    return {name: {"reasoning": thought, "text": text, "tool_calls": (), "finish_reason": "stop"}}


def _parts(body: Mapping[str, Any]) -> list[Any]:
    """All parts of a request to Gemini."""
    return [part for turn in body["contents"] for part in turn["parts"]]


APIS = [
    SpokenApi(
        "chat",
        ChatCompletions(),
        last_word=rb'"finish_reason":"',
        calls=lambda body: [call["id"] for m in body["messages"] for call in m.get("tool_calls", ())],
        returns=lambda body: [m["tool_call_id"] for m in body["messages"] if m["role"] == "tool"],
        seal='"reasoning_content": "Let me roll."',
    ),
    SpokenApi(
        "anthropic",
        AnthropicMessages(),
        last_word=rb'"stop_reason":"',
        calls=lambda body: [
            b["id"] for m in body["messages"] for b in m["content"] if b["type"] == "tool_use"
        ],
        returns=lambda body: [
            b["tool_use_id"] for m in body["messages"] for b in m["content"] if "tool_use_id" in b
        ],
        seal="EqoBCkgIARABGAIiQL8hbeef==",
        told={
            **_written(*EXPECTED),
            "filtered": {"finish_reason": "refusal", "usage": Usage(11, 0, 4, 3)},
            "thought": {"usage": Usage(11, 7, 4, 3, 5)},  # it doesn't tell how much was thought
            "musing": {"usage": Usage(11, 7, 4, 3, 1)},
        },
    ),
    SpokenApi(
        "responses",
        Responses(),
        last_word=rb'"type":"response\.(completed|incomplete|failed)"',
        calls=lambda body: [item["call_id"] for item in body["input"] if item["type"] == "function_call"],
        returns=lambda body: [i["call_id"] for i in body["input"] if i["type"] == "function_call_output"],
        seal="gAAAAABsealed",
    ),
    SpokenApi(
        "gemini",
        Gemini(),
        last_word=rb'"(finishReason|blockReason)":"',
        calls=lambda body: [p["functionCall"]["id"] for p in _parts(body) if "functionCall" in p],
        returns=lambda body: [p["functionResponse"]["id"] for p in _parts(body) if "functionResponse" in p],
        seal="EskGCsYGsealed==",
        told={"filtered": {"finish_reason": "refusal"}},
        hardest="high",
    ),
    SpokenApi(
        "letta",
        LettaHome(),
        last_word=rb'"message_type":"stop_reason","stop_reason":"(?!llm_api_error)',
        calls=lambda body: [],
        returns=lambda body: [],
        seal="",
        told={
            **_rolled("call", '\nroll({"sides": 20}) → 4\n', "A 4."),
            **_rolled("musing", 'Let me roll.\nroll({"sides": 20}) → 4\n', "A 4."),
            **_rolled("malformed", '\nroll({"sides": 2) → The arguments are no JSON.\n', "Never mind."),
            **_rolled(
                "parallel",
                '\nroll({"sides": 6}) → 4\n\nroll({"sides": 20}) → 17\n',
                "Rolling.\n\nA 4 and a 17.",
            ),
            "refusal": {"finish_reason": "stop"},  # a refusal is what its model said, no more
        },
        lacks={"filtered": "a reply of its model's that was held back is an error of its server's"},
        kinds={
            "413": "bad_request",
            "overflow": "bad_request",
        },  # it shortens its own conversation, and we ours
        retried=("rate_limited",),
        is_home=True,
        opening=(STREAMS / "letta" / "empty.sse").read_bytes().partition(b"\n\n")[0] + b"\n\n",
    ),
]
MODELS = [api for api in APIS if not api.is_home]
HOMES = [api for api in APIS if api.is_home]


@dataclass
class Answer:
    """What the server sends. A chunk that is an error breaks the connection; before and between chunks it may pause."""

    chunks: Iterable[Chunk] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Scripted = Answer | TransportError | Pause  # before a pause is over there is no head


class Server:
    """Implements `ports.Transport` with a script, from which lists of models are taken as well if it `lists` them.
    `open` counts the responses that nobody has closed; `cancels` are the wishes that an agent's run end.
    """

    def __init__(self, *script: Scripted, lists: bool = False) -> None:
        self._script, self._lists = list(script), lists
        self.requests: list[HttpRequest] = []
        self.cancels: list[Any] = []
        self.open = 0

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.body) for request in self.requests if request.body]

    def then(self, *script: Scripted) -> None:
        self._script += script

    async def send(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and not self._lists:
            raise TransportError("unreachable")  # nobody has to be asked for models
        if request.url.endswith("/messages/cancel"):
            self.cancels.append(json.loads(request.body or b""))
            return HttpResponse(200, {}, _chunks([b"{}"]), _nothing)
        self.requests.append(request)
        answer = self._script.pop(0)
        if isinstance(answer, Pause):
            await answer.wait()
            answer = self._script.pop(0)
        if isinstance(answer, TransportError):
            raise answer
        assert isinstance(answer, Answer)
        self.open += 1
        return HttpResponse(answer.status, answer.headers, _chunks(answer.chunks), self._close)

    async def _close(self) -> None:
        self.open -= 1


async def _nothing() -> None: ...


async def _chunks(chunks: Iterable[Chunk]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        match chunk:
            case TransportError():
                raise chunk
            case Pause():
                await chunk.wait()
            case _:
                yield chunk


@dataclass
class Waits:
    """A sleep that only takes note."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def provider(api: SpokenApi, server: Server, waits: Waits | None = None) -> HttpProvider:
    make = HomeProvider if api.is_home else HttpProvider
    return make("scripted", URL, KEY, server, api.dialect, sleep=waits or Waits(), jitter=lambda: 0.0)


async def ask(
    api: SpokenApi,
    *script: Scripted,
    request: ModelRequest = HELLO,
    waits: Waits | None = None,
) -> list[ModelEvent]:
    """What comes of a request, after which no response is left open."""
    server = Server(*script)
    events = [event async for event in provider(api, server, waits).stream(request)]
    assert server.open == 0
    return events
