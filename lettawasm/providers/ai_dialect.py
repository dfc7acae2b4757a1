"""Workers AI's way of saying what OpenAI's chat completions say, translated both ways. No I/O.

Models there answer in one of two forms: OpenAI's, which passes as it is, or their own: `response` with the text
(now and then a number, or an object where JSON was asked for), `tool_calls` of `{name, arguments}` with whole
calls or of OpenAI's pieces, `usage`, and no word of how the reply ended.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .. import strict_json
from .reply import dict_of, new_call_id

Json = dict[str, Any]

_NOT_THEIRS = ("model", "stream_options", "parallel_tool_calls")


def model_input(body: Mapping[str, Any]) -> Json:
    """The input of a model, from the body of a chat completion."""
    asked = {name: value for name, value in body.items() if name not in _NOT_THEIRS and value is not None}
    messages = [{**message, "content": message.get("content") or ""} for message in asked.get("messages", [])]
    return {**asked, "messages": messages, **_chosen_tool(asked)}


def _chosen_tool(asked: Json) -> Json:
    """One tool can't be chosen by its name, but it can be required while it is the only one."""
    choice = asked.get("tool_choice")
    if not isinstance(choice, dict):
        return {}
    name = choice.get("function", {}).get("name")
    tools = [tool for tool in asked.get("tools", []) if tool.get("function", {}).get("name") == name]
    return {"tools": tools, "tool_choice": "required"}


def document(output: Json) -> Json:
    """A whole reply as a chat completion."""
    if output.get("choices"):
        return output
    calls = _Calls()
    message: Json = {"role": "assistant", "content": _text(output.get("response")) or None}
    if tool_calls := calls.translated(output.get("tool_calls")):
        message["tool_calls"] = [
            {name: call[name] for name in call if name != "index"} for call in tool_calls
        ]
    choice = {"index": 0, "message": message, "finish_reason": calls.finish_reason}
    return {"object": "chat.completion", "choices": [choice], "usage": output.get("usage")}


def as_stream(output: Json) -> Iterator[str]:
    """A whole reply as the events of a stream, for who asked for one."""
    chunks = Chunks()
    whole = dict(output)
    if choices := _choices(whole):
        message = dict_of(choices[0].get("message"))
        whole = {"response": message.get("content"), "tool_calls": message.get("tool_calls")}
    yield from chunks.feed(json.dumps({**whole, "usage": output.get("usage")}))
    yield from chunks.feed("[DONE]")


class Chunks:
    """The data of their events in, the data of a chat completion's chunks out."""

    def __init__(self) -> None:
        self._calls = _Calls()
        self._is_finished = False

    def feed(self, data: str) -> list[str]:
        if data.strip() == "[DONE]":
            return [*self._ending(), data]
        try:
            event = strict_json.parse(data)
        except (ValueError, RecursionError):
            return [data]
        if not isinstance(event, dict) or event.get("error") or event.get("choices"):
            self._note(event)
            return [data]
        return [json.dumps(chunk) for chunk in self._chunks(event)]

    def _note(self, event: object) -> None:
        reasons = (choice.get("finish_reason") for choice in _choices(event))
        self._is_finished = self._is_finished or any(reasons)

    def _chunks(self, event: Json) -> Iterator[Json]:
        if text := _text(event.get("response")):
            yield _chunk({"content": text})
        if calls := self._calls.translated(event.get("tool_calls")):
            yield _chunk({"tool_calls": calls})
        if usage := event.get("usage"):
            yield {"object": "chat.completion.chunk", "choices": [], "usage": usage}

    def _ending(self) -> list[str]:
        return [] if self._is_finished else [json.dumps(_chunk({}, self._calls.finish_reason))]


class _Calls:
    """Tool calls, numbered in the order they come."""

    def __init__(self) -> None:
        self._count = 0

    @property
    def finish_reason(self) -> str:
        return "tool_calls" if self._count else "stop"

    def translated(self, calls: object) -> list[Json]:
        return (
            [self._call(call) for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
        )

    def _call(self, call: Json) -> Json:
        """A whole call in either form, or a piece of one."""
        inner = call.get("function")
        function = inner if isinstance(inner, dict) else call
        name, arguments = function.get("name"), function.get("arguments")
        if not isinstance(arguments, str):
            arguments = "" if arguments is None else json.dumps(arguments)
        if not name:
            return {"index": call.get("index", max(0, self._count - 1)), "function": {"arguments": arguments}}
        index, self._count = call.get("index", self._count), self._count + 1
        return {
            "index": index,
            "id": call.get("id") or new_call_id(),
            "type": "function",
            "function": {"name": name, "arguments": arguments},
        }


def _choices(event: object) -> list[Json]:
    """The choices of OpenAI's form, if it is that."""
    choices = event.get("choices") if isinstance(event, dict) else None
    return [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []


def _text(response: object) -> str:
    if response is None or isinstance(response, str):
        return response or ""
    return json.dumps(response, ensure_ascii=False)


def _chunk(delta: Json, finish_reason: str | None = None) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"object": "chat.completion.chunk", "choices": [choice]}
