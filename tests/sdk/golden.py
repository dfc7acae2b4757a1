"""Recordings of Letta's own server, replayed against ours, and how two JSON documents differ in shape.

The recordings are no part of this repository; LETTAWASM_GROUND_TRUTH names the folder that has them.
"""

import asyncio
import json
import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from lettawasm.api import create_app
from lettawasm.db import SqliteDriver
from lettawasm.model import (
    Done,
    Failed,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from lettawasm.ports import Host
from lettawasm.testing import NoNetwork, TickingClock

_ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("LETTAWASM_GROUND_TRUTH") or _ROOT.parent / "shared" / "letta") / "golden"

_ID = re.compile(r"[a-z_]+-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_NO_ID = re.compile(r"[a-z_]+-00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Recording:
    """One request with the answer it got."""

    name: str
    request: dict[str, Any]
    status: int
    body: Any

    @classmethod
    def read(cls, path: Path) -> "Recording":
        data = json.loads(path.read_text())
        body = frames(data["sse"]) if "sse" in data else data.get("body")
        return cls(path.stem, data["request"], data["status"], body)


def recordings(numbers: set[int]) -> list[Recording]:
    """The recorded requests with these numbers; what was said to models is left out."""
    paths = [path for path in sorted(FOLDER.glob("*.json")) if int(path.name[:3]) in numbers]
    return [Recording.read(path) for path in paths if "-LLM-" not in path.name]


def frames(stream: str) -> list[Any]:
    """The events of a stream: JSON documents, and the text [DONE] at its end."""
    data = [line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data: ")]
    return [text if text == "[DONE]" else json.loads(text) for text in data]


class Parrot:
    """The model of the recordings: does what the last message tells it, or gives the `reply` set for it."""

    def __init__(self) -> None:
        self.reply: Done | Failed | None = None

    async def models(self) -> list[ModelInfo]:
        return [ModelInfo("gpt-4o-mini", "openai", "openai", 128_000)]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        reply = self.reply or _obey(request.messages[-1].role, request.messages[-1].text)
        if isinstance(reply, Failed):
            yield reply
            return
        for word in _words(reply.reasoning):
            yield ReasoningDelta(word)
        for word in _words(reply.text):
            yield TextDelta(word)
        for index, call in enumerate(reply.tool_calls):
            yield ToolCallDelta(index, id=call.id, name=call.name)
            for word in _words(call.arguments):
                yield ToolCallDelta(index, arguments=word)
        yield replace(reply, usage=Usage(10, 5))


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)


def _obey(role: str, text: str) -> Done:
    command, _, rest = text.partition(" ")
    match role, command:
        case "tool", _:
            return Done("Done.")
        case _, "SAY":
            return Done(rest)
        case _, "CALL":
            name, _, arguments = rest.partition(" ")
            arguments = json.dumps(json.loads(arguments))
            return Done(tool_calls=(ToolCall("call_0", name, arguments),), finish_reason="tool_calls")
        case _, "CALLS":
            calls = [
                ToolCall(f"call_{index}", call["name"], json.dumps(call["arguments"]))
                for index, call in enumerate(json.loads(rest))
            ]
            return Done(tool_calls=tuple(calls), finish_reason="tool_calls")
        case _:
            return Done(f"You said: {text}")


_REPLIES: dict[str, Done | Failed] = {
    "058-msg-reasoning": Done("Hello", reasoning="The user greets me."),
    "060-msg-length": Done("Cut", finish_reason="length"),
    "077-stream-tokens-reasoning": Done("Hello there", reasoning="The user greets me."),
    "080-stream-llm-500": Failed("server_error", "The model's server failed.", status=500),
}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


async def replay(recorded: list[Recording]) -> dict[str, Answer]:
    """Ask our server what theirs was asked, in order, with our ids in place of theirs."""
    parrot = Parrot()
    app = create_app(Host(SqliteDriver(":memory:"), TickingClock(), NoNetwork(), {"openai": parrot}))
    answers: dict[str, Answer] = {}
    ids: dict[str, str] = {}
    file = b""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://letta") as client:
        for one in recorded:
            parrot.reply = _REPLIES.get(one.name)
            response = await client.send(_request(client, one, ids, file))
            answers[one.name] = _answer(response)
            _learn(one.body, answers[one.name].body, ids)
            if one.name == "267-export":
                file = response.content
            if one.name == "083-async":
                await _completed(client, answers[one.name].body["id"])
    return answers


def _request(client: httpx.AsyncClient, one: Recording, ids: dict[str, str], file: bytes) -> httpx.Request:
    def ours(text: str) -> str:
        return _ID.sub(lambda match: ids.get(match[0], match[0]), text)

    method, path = one.request["method"], ours(one.request["path"])
    params, body = (json.loads(ours(json.dumps(one.request[part]))) for part in ("params", "json"))
    if one.name == "466-invalid-json":
        return client.build_request(method, path, content=b"{nonsense")
    if path == "/v1/agents/import":
        upload = {"file": ("agent.af", b"{nonsense" if "corrupt" in one.name else file)}
        return client.build_request(method, path, data=one.request["form"] or {}, files=upload)
    if body is None:
        return client.build_request(method, path, params=params)
    return client.build_request(method, path, params=params, json=body)


def _answer(response: httpx.Response) -> Answer:
    if response.headers["content-type"].startswith("text/event-stream"):
        return Answer(response.status_code, frames(response.text))
    return Answer(response.status_code, response.json())


async def _completed(client: httpx.AsyncClient, run_id: str) -> None:
    async with asyncio.timeout(10):
        while (await client.get(f"/v1/runs/{run_id}")).json()["status"] != "completed":
            await asyncio.sleep(0)


def _learn(theirs: Any, ours: Any, ids: dict[str, str]) -> None:
    """Note which of our ids stands where one of theirs stood first."""
    match theirs, ours:
        case dict(), dict():
            for key in theirs.keys() & ours.keys():
                _learn(theirs[key], ours[key], ids)
        case list(), list():
            for _, one, other in pairs(theirs, ours):
                _learn(one, other, ids)
        case str(), str() if _ID.fullmatch(theirs) and _ID.fullmatch(ours) and not _NO_ID.fullmatch(theirs):
            ids.setdefault(theirs, ours)


def pairs(theirs: list[Any], ours: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Entries of two lists that stand for the same thing, each under its name; None where ours lacks one."""
    partners = dict(_named(ours))
    for name, entry in _named(theirs):
        yield name, entry, partners.get(name)


def _named(entries: list[Any]) -> Iterator[tuple[str, Any]]:
    seen: Counter[str] = Counter()
    for entry in entries:
        name = _name(entry)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} {seen[name]}", entry


def _name(entry: Any) -> str:
    if not isinstance(entry, dict):
        return ""
    return str(next((entry[key] for key in ("message_type", "label", "role", "name") if entry.get(key)), ""))


def differences(theirs: Any, ours: Any, at: str = "") -> Iterator[str]:
    """Where `ours` lacks a key of `theirs` or has another type there. More keys than theirs are welcome."""
    match theirs, ours:
        case dict(), dict():
            for key, value in theirs.items():
                if key not in ours:
                    yield f"{at}.{key} is missing"
                else:
                    yield from differences(value, ours[key], f"{at}.{key}")
        case list(), list():
            for name, one, other in pairs(theirs, ours):
                if other is None and one is not None:
                    yield f"{at}[{name}] is missing"
                else:
                    yield from differences(one, other, f"{at}[{name}]")
        case _ if _type(theirs) != _type(ours):
            yield f"{at} is {_type(ours)}, not {_type(theirs)}"


def _type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
