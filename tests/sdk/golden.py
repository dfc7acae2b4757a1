"""Recordings of Letta's own server, replayed against ours, and how two JSON documents differ in shape.

The recordings are no part of this repository; LETTAWASM_GROUND_TRUTH names the folder that has them.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from tests.model_server import ModelServer, Received, Reply, Say, Status

from .hosts import PATIENCE, Space, until

_ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("LETTAWASM_GROUND_TRUTH") or _ROOT.parent / "shared" / "letta") / "golden"
SAMPLES = FOLDER.parent / "af"

_ID = re.compile(r"[a-z_]+-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_CALL_ID = re.compile(r"call_[0-9a-f]{20}")
_ANY_ID = re.compile(f"{_ID.pattern}|{_CALL_ID.pattern}")
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


def recordings(without: set[int]) -> list[Recording]:
    """The recorded requests but those with these numbers; what was said to models is left out as well."""
    paths = [path for path in sorted(FOLDER.glob("*.json")) if int(path.name[:3]) not in without]
    every = [Recording.read(path) for path in paths if "-LLM-" not in path.name]
    return [one for one in every if "file" not in one.request or (SAMPLES / one.request["file"]).exists()]


def frames(stream: str) -> list[Any]:
    """The events of a stream: JSON documents, and the text [DONE] at its end."""
    data = [line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data: ")]
    return [text if text == "[DONE]" else json.loads(text) for text in data]


class Parrot(ModelServer):
    """The model of the recordings: does what the last message tells it, or gives the `reply` set for it."""

    def __init__(self) -> None:
        super().__init__()
        self.models = [{"id": "gpt-4o-mini", "owned_by": "openai", "max_model_len": 128_000}]
        self.reply: Say | Status | None = None

    def next_reply(self, request: Received) -> Reply:
        last = request.json["messages"][-1]
        said = _obey(last["role"], str(last["content"]))
        tools = [tool["function"]["name"] for tool in request.json.get("tools") or ()]
        if isinstance(choice := request.json.get("tool_choice"), dict):
            return Say(calls=[(choice["function"]["name"], {"x": "x"})])
        return self.reply or (_by_tool(said) if "send_message" in tools and last["role"] == "user" else said)


def _obey(role: str, text: str) -> Say:
    command, _, rest = text.partition(" ")
    match role, command:
        case "tool", _:
            return Say("Done.")
        case _, "SAY":
            return Say(rest)
        case _, "CALL":
            name, _, arguments = rest.partition(" ")
            return Say(calls=[(name, json.loads(arguments))])
        case _, "CALLS":
            return Say(calls=[(call["name"], call["arguments"]) for call in json.loads(rest)])
        case _:
            return Say(f"You said: {text}")


def _by_tool(say: Say) -> Say:
    """The same from an agent that speaks by tool, and that thinks before it does."""
    return replace(
        say, text="", calls=say.calls or [("send_message", {"message": say.text})], reasoning="So."
    )


_BIG = Say("big", usage={"prompt_tokens": 3_900, "completion_tokens": 1, "total_tokens": 3_901})
_REPLIES = {
    "058-msg-reasoning": Say("Hello", reasoning="The user greets me."),
    "060-msg-length": Say("Cut", finish_reason="length"),
    "077-stream-tokens-reasoning": Say("Hello there", reasoning="The user greets me."),
    "061-msg-noop": Say(),
    **{
        f"{number:03}-msg-llm-{status}": Status(status)
        for number, status in enumerate((400, 401, 403, 404, 429, 500, 503), 62)
    },
    "080-stream-llm-500": Status(500),
    "348-compaction-auto": _BIG,
    "352-compaction-auto-stream": _BIG,
    "356-compaction-auto-legacy": _BIG,
    "360-compaction-auto-legacy-stream": _BIG,
}


_UPLOADS = {
    "434-folder-upload": ("hello.txt", b"alpha line\nbeta line\ngamma TODO line\n", "text/plain"),
    "437-folder-upload-bad": ("x.bin", b"\0\1", "application/octet-stream"),
    "573-rc-upload": ("hello.txt", b"alpha line\nbeta l\n", "text/plain"),
}

# What is imported: an earlier answer, or a file of the samples.
_EXPORTS = {
    "270-import": "267-export",
    "271-import-named": "267-export",
    "276-import-scrubbed": "268-export-scrub",
}
_OLD_FORMAT = {"273-import-legacy": "customer_service.af"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


def replay(recorded: list[Recording], space: Space, parrot: Parrot) -> dict[str, Answer]:
    """Ask a space of ours what theirs was asked, in order, with our ids in place of theirs."""
    answers: dict[str, Answer] = {}
    ids: dict[str, str] = {}
    exported: dict[str, bytes] = {}
    with httpx.Client(base_url=space.url, headers=space.headers, timeout=PATIENCE) as client:
        for one in recorded:
            parrot.reply = _REPLIES.get(one.name)
            response = client.send(_request(client, one, ids, exported, parrot.url))
            answers[one.name] = _answer(response)
            _learn(one.body, answers[one.name].body, ids)
            if one.name in _EXPORTS.values():
                exported[one.name] = response.content
            if one.name == "083-async":
                run = f"/v1/runs/{answers[one.name].body['id']}"
                until(lambda run=run: client.get(run).json()["status"] == "completed")
    return answers


_SERVERS = re.compile(r"http://127\.0\.0\.1:9123/v1|https://example\.com")  # not every host may reach these


def _request(
    client: httpx.Client, one: Recording, ids: dict[str, str], exported: dict[str, bytes], server: str
) -> httpx.Request:
    def ours(text: str) -> str:
        return _SERVERS.sub(server, _ANY_ID.sub(lambda match: ids.get(match[0], match[0]), text))

    method, path = one.request["method"], ours(one.request["path"])
    params, body = (json.loads(ours(json.dumps(one.request.get(part)))) for part in ("params", "json"))
    if one.name == "466-invalid-json":
        return client.build_request(method, path, content=b"{nonsense")
    if path == "/v1/agents/import":
        upload = {"file": ("agent.af", _agent_file(one, exported))}
        return client.build_request(method, path, data=one.request["form"] or {}, files=upload)
    if path.endswith("/upload"):
        return client.build_request(method, path, params=params, files={"file": _UPLOADS[one.name]})
    if body is None:
        return client.build_request(method, path, params=params)
    return client.build_request(method, path, params=params, json=body)


def _agent_file(one: Recording, exported: dict[str, bytes]) -> bytes:
    if sample := one.request.get("file") or _OLD_FORMAT.get(one.name):
        return (SAMPLES / sample).read_bytes()
    return b"{nonsense" if "corrupt" in one.name else exported[_EXPORTS[one.name]]


def _answer(response: httpx.Response) -> Answer:
    if not response.content:
        return Answer(response.status_code, None)
    if response.headers["content-type"].startswith("text/event-stream"):
        return Answer(response.status_code, frames(response.text))
    return Answer(response.status_code, response.json())


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
        case str(), str() if _CALL_ID.fullmatch(theirs):
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
