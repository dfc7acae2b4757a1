"""A reply of Anthropic's Messages API: what its events say. No I/O."""

import json
from collections.abc import Callable, Iterator, Mapping

from ...model import FinishReason, ModelEvent, ReasoningDelta, TextDelta, Usage
from ...tokens import estimate_tokens
from .. import failures
from ..decoding import JsonDecoder
from ..dialect import Json
from ..layout import Entry, has_thoughts
from ..reply import Reply, count, dict_of, key_of, new_call_id, text_of

API = "Anthropic's Messages API"

_FINISH: Mapping[str, FinishReason] = {
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


def decoder(address: str, model: str, new_id: Callable[[], str] = new_call_id) -> JsonDecoder:
    reply = Reply(address, model, new_id)
    return JsonDecoder(reply, MessageReader(reply), API)


class MessageReader:
    """Implements `decoding.Reader`."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._usage: Json = {}
        self._layout: list[Entry] = []
        self._entries: dict[int, Entry] = {}  # by the API's index of a block
        self._places: dict[int, int] = {}  # the same index → the place of the call that it is

    def read(self, said: Json) -> Iterator[ModelEvent]:
        match said.get("type"):
            case "message_start":
                self._begin(dict_of(said.get("message")))
            case "content_block_start":
                yield from self._open(key_of(said.get("index")), dict_of(said.get("content_block")))
            case "content_block_delta":
                yield from self._delta(key_of(said.get("index")), dict_of(said.get("delta")))
            case "message_delta":
                self._count(said.get("usage"))
                self._stop(dict_of(said.get("delta")).get("stop_reason"))
            case "message_stop":
                self._reply.is_ended = True
            case "error":
                self._reply.failure = failures.told(said.get("error"), self._reply.address, self._reply.model)

    def read_whole(self, document: Json) -> Iterator[ModelEvent]:
        if document.get("type") == "error":
            yield from self.read(document)
        elif isinstance(blocks := document.get("content"), list):
            self._begin(document)
            for index, block in enumerate(blocks):
                yield from self._open(index, dict_of(block))
            self._stop(document.get("stop_reason"))

    def signature(self) -> str | None:
        return json.dumps(self._layout) if has_thoughts(self._layout) else None

    def _begin(self, message: Json) -> None:
        self._reply.is_answer = True
        self._count(message.get("usage"))

    def _open(self, index: int, block: Json) -> Iterator[ModelEvent]:
        match block.get("type"):
            case "text":
                yield from self._grow(self._enter(index, ["text", 0]), text_of(block.get("text")))
            case "thinking":
                entry = self._enter(index, ["thinking", 0, text_of(block.get("signature"))])
                yield from self._grow(entry, text_of(block.get("thinking")))
            case "redacted_thinking":
                self._enter(index, ["redacted_thinking", text_of(block.get("data"))])
            case "tool_use":
                self._enter(index, ["call"])
                self._places[index] = len(self._reply.calls)
                given = json.dumps(block["input"]) if block.get("input") else ""
                yield self._reply.call(text_of(block.get("id")), text_of(block.get("name")), given)

    def _delta(self, index: int, delta: Json) -> Iterator[ModelEvent]:
        entry, place = self._entries.get(index), self._places.get(index)
        kind = entry[0] if entry else None
        match delta.get("type"):
            case "text_delta" if entry and kind == "text":
                yield from self._grow(entry, text_of(delta.get("text")))
            case "thinking_delta" if entry and kind == "thinking":
                yield from self._grow(entry, text_of(delta.get("thinking")))
            case "signature_delta" if entry and kind == "thinking":
                entry[2] += text_of(delta.get("signature"))
            case "input_json_delta" if place is not None:
                yield self._reply.argue(place, text_of(delta.get("partial_json")))

    def _enter(self, index: int, entry: Entry) -> Entry:
        self._layout.append(entry)
        self._entries[index] = entry
        return entry

    def _grow(self, entry: Entry, text: str) -> Iterator[ModelEvent]:
        """Say or think more of a block."""
        speak, kind = (
            (self._reply.think, ReasoningDelta) if entry[0] == "thinking" else (self._reply.say, TextDelta)
        )
        for event in speak(text) if text else ():
            if isinstance(event, kind):
                entry[1] += len(event.text)
            yield event

    def _stop(self, reason: object) -> None:
        if not reason:
            return
        if reason == "model_context_window_exceeded" and not (self._reply.text or self._reply.calls):
            self._reply.failure = failures.too_long(self._reply.address, self._reply.model)
        self._reply.finish = _FINISH.get(str(reason), "stop")

    def _count(self, usage: object) -> None:
        """What is told later counts."""
        self._usage |= {name: value for name, value in dict_of(usage).items() if value is not None}
        read, written = (count(self._usage, f"cache_{kind}_input_tokens") for kind in ("read", "creation"))
        self._reply.usage = Usage(
            prompt_tokens=count(self._usage, "input_tokens") + read + written,
            completion_tokens=count(self._usage, "output_tokens"),
            cached_input_tokens=read,
            cache_write_tokens=written,
            reasoning_tokens=self._thoughts() if has_thoughts(self._layout) else 0,
        )

    def _thoughts(self) -> int:
        """Thoughts are counted with the reply, and not told apart: what was not said was thought."""
        said = self._reply.text + "".join(call.name + call.arguments for call in self._reply.calls)
        return max(0, count(self._usage, "output_tokens") - estimate_tokens(said))
