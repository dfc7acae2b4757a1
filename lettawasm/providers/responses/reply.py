"""A reply of OpenAI's Responses API: what its events say. No I/O."""

import json
from collections.abc import Callable, Iterator

from ...model import ModelEvent, TextDelta, Usage
from .. import failures
from ..charge import dollars_of
from ..decoding import JsonDecoder
from ..dialect import Json
from ..layout import Entry, has_thoughts
from ..reply import Reply, count, dict_of, key_of, new_call_id, text_of

API = "OpenAI's Responses API"

_TEXT = ("response.output_text.delta", "response.refusal.delta")
_THOUGHT = ("response.reasoning_summary_text.delta", "response.reasoning_text.delta")
_ENDS = ("response.completed", "response.incomplete", "response.failed")


def decoder(address: str, model: str, new_id: Callable[[], str] = new_call_id) -> JsonDecoder:
    reply = Reply(address, model, new_id)
    return JsonDecoder(reply, ResponseReader(reply), API)


class ResponseReader:
    """Implements `decoding.Reader`."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._entries: dict[int, Entry] = {}  # by the API's index of an item, in the order of the items
        self._places: dict[int, int] = {}  # the same index → the place of the call that it is
        self._thinks: int | None = None  # the index of the thought that was told last
        self._is_refusal = False

    def read(self, said: Json) -> Iterator[ModelEvent]:
        kind, index, delta = said.get("type"), key_of(said.get("output_index")), text_of(said.get("delta"))
        match kind:
            case "response.output_item.added":
                yield from self._open(index, dict_of(said.get("item")))
            case "response.output_item.done":
                yield from self._complete(index, dict_of(said.get("item")))
            case _ if kind in _TEXT:
                self._is_refusal = self._is_refusal or kind == "response.refusal.delta"
                yield from self._say(index, delta)
            case _ if kind in _THOUGHT:
                yield from self._think(index, delta)
            case "response.reasoning_summary_part.added" if said.get("summary_index"):
                yield from self._think(index, "\n\n")
            case "response.function_call_arguments.delta" if index in self._places:
                yield self._reply.argue(self._places[index], delta)
            case _ if kind in _ENDS:
                self._end(dict_of(said.get("response")))
            case "error":
                self._fail(said.get("error") or {**said, "type": None})
            case "response.created" | "response.in_progress":
                self._reply.is_answer = True

    def read_whole(self, document: Json) -> Iterator[ModelEvent]:
        output = document.get("output")
        if not isinstance(output, list) or not document.get("status"):
            if error := document.get("error"):
                self._fail(error)
            return
        for index, item in enumerate(output):
            yield from self._complete(index, dict_of(item))
        self._end(document)

    def signature(self) -> str | None:
        layout = list(self._entries.values())
        return json.dumps(layout) if has_thoughts(layout) else None

    def _open(self, index: int, item: Json) -> Iterator[ModelEvent]:
        self._reply.is_answer = True
        if item.get("type") == "function_call" and index not in self._places:
            self._entries[index] = ["call"]
            self._places[index] = len(self._reply.calls)
            yield self._reply.call(text_of(item.get("call_id")), text_of(item.get("name")))

    def _complete(self, index: int, item: Json) -> Iterator[ModelEvent]:
        """An item is there as a whole: servers that didn't stream it tell of it now for the first time."""
        yield from self._open(index, item)
        match item.get("type"):
            case "function_call" if not self._reply.calls[self._places[index]].arguments:
                yield self._reply.argue(self._places[index], text_of(item.get("arguments")))
            case "message" if index not in self._entries:
                yield from self._whole_message(index, item)
            case "reasoning":
                if index != self._thinks:
                    yield from self._think(index, _thought(item))
                if item.get("encrypted_content"):
                    kept = {name: value for name, value in item.items() if name not in ("status", "content")}
                    self._entries[index] = ["reasoning", kept]

    def _whole_message(self, index: int, item: Json) -> Iterator[ModelEvent]:
        parts = item.get("content")
        for part in map(dict_of, parts if isinstance(parts, list) else ()):
            self._is_refusal = self._is_refusal or part.get("type") == "refusal"
            yield from self._say(index, text_of(part.get("text")) or text_of(part.get("refusal")))

    def _say(self, index: int, text: str) -> Iterator[ModelEvent]:
        entry = self._entries.setdefault(index, ["text", 0])
        for event in self._reply.say(text) if text else ():
            if isinstance(event, TextDelta) and entry[0] == "text":
                entry[1] += len(event.text)
            yield event

    def _think(self, index: int, text: str) -> Iterator[ModelEvent]:
        self._thinks = index
        if text:
            yield from self._reply.think(text)

    def _end(self, response: Json) -> None:
        self._reply.is_answer = self._reply.is_ended = True
        usage = dict_of(response.get("usage"))
        self._reply.usage = Usage(
            prompt_tokens=count(usage, "input_tokens"),
            completion_tokens=count(usage, "output_tokens"),
            cached_input_tokens=count(usage.get("input_tokens_details"), "cached_tokens"),
            reasoning_tokens=count(usage.get("output_tokens_details"), "reasoning_tokens"),
            dollars=dollars_of(usage),
        )
        match response.get("status"):
            case "failed" | "cancelled":
                self._fail(response.get("error") or {})
            case "incomplete":
                reason = dict_of(response.get("incomplete_details")).get("reason")
                self._reply.finish = "content_filter" if reason == "content_filter" else "length"
            case _:
                self._reply.finish = "refusal" if self._is_refusal else "stop"

    def _fail(self, error: object) -> None:
        self._reply.failure = failures.told(error, self._reply.address, self._reply.model)


def _thought(item: Json) -> str:
    """What an item tells of a thought: its summary, or all of it where the model is an open one."""
    parts = item.get("summary") or item.get("content")
    texts = [text_of(dict_of(part).get("text")) for part in parts] if isinstance(parts, list) else []
    return "\n\n".join(texts)
