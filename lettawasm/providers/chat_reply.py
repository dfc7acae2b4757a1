"""A reply of OpenAI's chat completions: what its chunks say. No I/O.

Many servers speak this dialect, each with an accent. What is accepted beyond the letter: whole replies
instead of streams, calls without ids or indexes, arguments as objects, reasoning under several names,
usage in any chunk.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from ..model import FinishReason, ModelEvent, ToolCallDelta, Usage
from . import failures
from .charge import dollars_of
from .chat_thoughts import ChatThoughts
from .decoding import JsonDecoder
from .dialect import Json
from .reply import Reply, count, new_call_id, text_of

API = "an OpenAI-compatible server"

_FINISH: Mapping[str, FinishReason] = {name: name for name in get_args(FinishReason)} | {
    "function_call": "tool_calls",
    "max_tokens": "length",
}


def decoder(address: str, model: str, new_id: Callable[[], str] = new_call_id) -> JsonDecoder:
    reply = Reply(address, model, new_id)
    return JsonDecoder(reply, ChatReader(reply), API)


class ChatReader:
    """Implements `decoding.Reader`."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._places: dict[int, int] = {}  # the server's index of a call → its place here
        self._thoughts = ChatThoughts()
        self._is_refusal = False

    def read(self, said: Json) -> Iterator[ModelEvent]:
        if error := said.get("error"):
            self._reply.failure = failures.told(error, self._reply.address, self._reply.model)
            return
        if isinstance(usage := said.get("usage"), dict):
            self._reply.usage = usage_of(usage)
        choices = said.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        self._reply.is_answer = True
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            yield from self._delta(delta)
        if reason := choice.get("finish_reason"):
            finish = _FINISH.get(str(reason), "stop")
            self._reply.finish = "refusal" if self._is_refusal and finish == "stop" else finish

    read_whole = read  # a document says `message` where a chunk says `delta`

    def signature(self) -> str | None:
        return self._thoughts.signature(bool(self._reply.calls))

    def _delta(self, delta: Json) -> Iterator[ModelEvent]:
        if thought := self._thoughts.feed(delta):
            yield from self._reply.think(thought)
        refusal = text_of(delta.get("refusal"))
        self._is_refusal = self._is_refusal or bool(refusal)
        if content := text_of(delta.get("content")) or refusal:
            yield from self._reply.say(content)
        pieces = delta.get("tool_calls")
        for piece in pieces if isinstance(pieces, list) else ():
            if isinstance(piece, dict):
                yield self._tool_call(piece)

    def _tool_call(self, piece: Json) -> ToolCallDelta:
        function = piece.get("function")
        function = function if isinstance(function, dict) else {}
        name, call_id = str(function.get("name") or ""), str(piece.get("id") or "")
        arguments = function.get("arguments") or ""
        arguments = arguments if isinstance(arguments, str) else json.dumps(arguments)
        place = self._place(piece.get("index"), call_id, name)
        if place == len(self._reply.calls):
            return self._reply.call(call_id, name, arguments)
        return self._reply.argue(place, arguments)

    def _place(self, index: object, call_id: str, name: str) -> int:
        """Which call a piece belongs to. Some servers give every call the index 0, some give none."""
        new = len(self._reply.calls)
        key = index if isinstance(index, int) else (new if name else max(0, new - 1))
        place = self._places.get(key, new)
        if place < new and name and call_id and call_id != self._reply.calls[place].id:
            place = new
        self._places[key] = place
        return place


def usage_of(usage: Mapping[str, Any]) -> Usage:
    prompt, completion = (usage.get(f"{kind}_tokens_details") for kind in ("prompt", "completion"))
    return Usage(
        prompt_tokens=count(usage, "prompt_tokens"),
        completion_tokens=count(usage, "completion_tokens"),
        cached_input_tokens=count(prompt, "cached_tokens") or count(usage, "prompt_cache_hit_tokens"),
        cache_write_tokens=count(prompt, "cache_write_tokens"),
        reasoning_tokens=count(completion, "reasoning_tokens"),
        dollars=dollars_of(usage),
    )
