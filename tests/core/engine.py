"""An engine at the other end of a wire, which does what a test says."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from lettawasm.engines.port import Hear

Json = dict[str, Any]


class FakeEngine:
    """Each call takes the next answer of the script: a list of messages without their ids. `connect` it as often as you
    like; `asked` is all that was sent, `calls` counts what was started, and `closed` how often a wire was closed.
    """

    def __init__(self, *script: Sequence[Json]) -> None:
        self._script = list(script)
        self.asked: list[Json] = []
        self.starts = self.closed = 0
        self.dies_at_once = False
        self.hear: Hear = lambda text: None

    async def connect(self, hear: Hear) -> "FakeEngine":
        await asyncio.sleep(0)
        self.starts += 1
        self.hear = hear
        return self

    def send(self, text: str) -> None:
        message = json.loads(text)
        self.asked.append(message)
        if message["op"] != "abort":
            for answer in self._script.pop(0) if self._script else ():
                self.tell({"id": message["id"], **answer})

    def tell(self, message: Json) -> None:
        self.hear(json.dumps(message))

    def die(self) -> None:
        self.hear("")

    def close(self) -> None:
        self.closed += 1


def says(*pieces: str, finish: str = "stop", **usage: int) -> list[Json]:
    """A chat's answer in these pieces."""
    chunks: list[Json] = [
        {"choices": [{"delta": {"content": piece}, "finish_reason": None}]} for piece in pieces
    ]
    chunks.append({"choices": [{"delta": {}, "finish_reason": finish}], "usage": usage})
    return [*({"chunk": chunk} for chunk in chunks), {"done": True}]


def calls(*names: str) -> list[Json]:
    """A chat's answer that calls these tools without arguments, each in two pieces and without an id."""
    answer: list[Json] = []
    for index, name in enumerate(names):
        begun = {"index": index, "id": "", "function": {"name": name, "arguments": "{"}}
        rest = {"index": index, "function": {"arguments": "}"}}
        answer += [{"chunk": {"choices": [{"delta": {"tool_calls": [piece]}}]}} for piece in (begun, rest)]
    return [*answer, *says(finish="tool_calls")]


def fails(kind: str, message: str = "Oh.") -> list[Json]:
    return [{"error": {"kind": kind, "message": message}}]
