"""A reply as the APIs of model servers say it: in the events of a stream, or in one document."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


@dataclass(frozen=True)
class Say:
    """A good reply, token by token. Arguments given as text go out as they are, JSON or not.

    With a `gate`, each token waits until it is set. `whole` answers in one JSON document.
    """

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any] | str]] = ()
    reasoning: str = ""
    finish_reason: str | None = None
    gate: threading.Event | None = None
    whole: bool = False
    usage: Mapping[str, float] | None = None

    @property
    def finish(self) -> str:
        return self.finish_reason or ("tool_calls" if self.calls else "stop")

    @property
    def counted(self) -> Mapping[str, float]:
        return self.usage or USAGE


@dataclass(frozen=True)
class Spoken:
    """One API: the events of a stream, those that end it, and the whole of a reply."""

    events: Callable[[Say], Iterator[bytes]]
    ending: Callable[[Say, Any], Iterator[bytes]]
    whole: Callable[[Say], Json]


def spoken_at(path: str) -> Spoken:
    """The API of a path."""
    return next((api for end, api in _APIS.items() if path.endswith(end)), _CHAT)


def last_words(body: Any) -> str:
    """What the person said last, whichever API the request is of."""
    messages = (body.get("messages") or body.get("input") or []) if isinstance(body, dict) else []
    spoken = [message["content"] for message in messages if message.get("role") == "user"]
    content = spoken[-1] if spoken else "nothing"
    texts = [content] if isinstance(content, str) else [part["text"] for part in content if "text" in part]
    return texts[-1] if texts else "a picture"


def words(text: str) -> list[str]:
    return [word + " " for word in text.split(" ")[:-1]] + [text.split(" ")[-1]] if text else []


def written(arguments: Mapping[str, Any] | str) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def pieces(arguments: Mapping[str, Any] | str) -> list[str]:
    text = written(arguments)
    return [text[at : at + 7] for at in range(0, len(text), 7)]


def event(data: Json) -> bytes:
    """With a name where it has a type, as servers send it that name their events."""
    name = f"event: {data['type']}\n" if "type" in data else ""
    return f"{name}data: {json.dumps(data)}\n\n".encode()


# Chat completions


def _chat_events(say: Say) -> Iterator[bytes]:
    yield _chunk({"role": "assistant", "content": ""})
    for word in words(say.reasoning):
        yield _chunk({"reasoning_content": word})
    for word in words(say.text):
        yield _chunk({"content": word})
    for index, (name, arguments) in enumerate(say.calls):
        call = {"id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": ""}}
        yield _chunk({"tool_calls": [{"index": index, **call}]})
        for piece in pieces(arguments):
            yield _chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield _chunk({}, say.finish)


def _chunk(delta: Json, finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return event(
        {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "tiny", "choices": [choice]}
    )


def _chat_ending(say: Say, body: Any) -> Iterator[bytes]:
    if isinstance(body, dict) and (body.get("stream_options") or {}).get("include_usage"):
        yield event({"choices": [], "usage": say.counted})
    yield b"data: [DONE]\n\n"


def _chat_whole(say: Say) -> Json:
    message: Json = {"role": "assistant", "content": say.text or None}
    if say.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{index}",
                "type": "function",
                "function": {"name": name, "arguments": written(given)},
            }
            for index, (name, given) in enumerate(say.calls)
        ]
    choice = {"index": 0, "message": message, "finish_reason": say.finish}
    return {"choices": [choice], "usage": say.counted}


# Anthropic's Messages

_STOPS = {"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens"}


def _message_events(say: Say) -> Iterator[bytes]:
    usage = {"input_tokens": say.counted["prompt_tokens"], "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "usage": usage}
    yield event({"type": "message_start", "message": message})
    index = 0
    for index, (block, deltas) in enumerate(_blocks(say)):
        yield event({"type": "content_block_start", "index": index, "content_block": block})
        for delta in deltas:
            yield event({"type": "content_block_delta", "index": index, "delta": delta})
        yield event({"type": "content_block_stop", "index": index})
    stop = {"stop_reason": _STOPS.get(say.finish, say.finish), "stop_sequence": None}
    counted = {"output_tokens": say.counted["completion_tokens"]}
    yield event({"type": "message_delta", "delta": stop, "usage": counted})


def _blocks(say: Say) -> Iterator[tuple[Json, list[Json]]]:
    if say.reasoning:
        thought = [{"type": "thinking_delta", "thinking": word} for word in words(say.reasoning)]
        sealed = {"type": "signature_delta", "signature": "seal"}
        yield {"type": "thinking", "thinking": "", "signature": ""}, [*thought, sealed]
    if say.text:
        yield {"type": "text", "text": ""}, [{"type": "text_delta", "text": word} for word in words(say.text)]
    for number, (name, arguments) in enumerate(say.calls):
        use = {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": {}}
        yield use, [{"type": "input_json_delta", "partial_json": piece} for piece in pieces(arguments)]


def _message_ending(say: Say, body: Any) -> Iterator[bytes]:
    yield event({"type": "message_stop"})


def _message_whole(say: Say) -> Json:
    uses = [
        {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": json.loads(written(given))}
        for number, (name, given) in enumerate(say.calls)
    ]
    content = [{"type": "text", "text": say.text}, *uses] if say.text else uses
    usage = {
        "input_tokens": say.counted["prompt_tokens"],
        "output_tokens": say.counted["completion_tokens"],
    }
    stop = _STOPS.get(say.finish, say.finish)
    return {"type": "message", "role": "assistant", "content": content, "stop_reason": stop, "usage": usage}


# OpenAI's Responses


def _response_events(say: Say) -> Iterator[bytes]:
    yield event({"type": "response.created", "response": {"status": "in_progress"}})
    for index, (item, kind, deltas) in enumerate(_items(say)):
        started = {**item, "arguments": ""} if "arguments" in item else item
        yield event({"type": "response.output_item.added", "output_index": index, "item": started})
        for delta in deltas:
            yield event({"type": f"response.{kind}.delta", "output_index": index, "delta": delta})
        yield event({"type": "response.output_item.done", "output_index": index, "item": item})


def _items(say: Say) -> Iterator[tuple[Json, str, list[str]]]:
    if say.reasoning:
        summary = [{"type": "summary_text", "text": say.reasoning}]
        thought = {"id": "rs_1", "type": "reasoning", "summary": summary, "encrypted_content": "sealed"}
        yield thought, "reasoning_summary_text", words(say.reasoning)
    if say.text:
        content = [{"type": "output_text", "text": say.text}]
        yield {"type": "message", "role": "assistant", "content": content}, "output_text", words(say.text)
    for number, (name, arguments) in enumerate(say.calls):
        call = {"type": "function_call", "call_id": f"call_{number}", "name": name}
        yield {**call, "arguments": written(arguments)}, "function_call_arguments", pieces(arguments)


def _response_ending(say: Say, body: Any) -> Iterator[bytes]:
    status = "incomplete" if say.finish == "length" else "completed"
    yield event({"type": f"response.{status}", "response": _response_whole(say)})


def _response_whole(say: Say) -> Json:
    usage = {
        "input_tokens": say.counted["prompt_tokens"],
        "output_tokens": say.counted["completion_tokens"],
    }
    status = "incomplete" if say.finish == "length" else "completed"
    output = [item for item, _, _ in _items(say)]
    return {"object": "response", "status": status, "output": output, "usage": usage}


# Gemini


def _gemini_events(say: Say) -> Iterator[bytes]:
    for word in words(say.reasoning):
        yield _candidate({"text": word, "thought": True})
    for word in words(say.text):
        yield _candidate({"text": word})
    for name, arguments in say.calls:
        yield _candidate({"functionCall": {"name": name, "args": json.loads(written(arguments))}})


def _candidate(*parts: Json, **more: Any) -> bytes:
    candidate = {"index": 0, "content": {"role": "model", "parts": parts}, **more}
    return event({"candidates": [candidate]})


def _gemini_ending(say: Say, body: Any) -> Iterator[bytes]:
    yield event(_gemini_end(say, []))


def _gemini_end(say: Say, parts: Sequence[Json]) -> Json:
    reason = {"length": "MAX_TOKENS"}.get(say.finish, "STOP")
    candidate = {"index": 0, "content": {"role": "model", "parts": parts}, "finishReason": reason}
    prompt, completion = say.counted["prompt_tokens"], say.counted["completion_tokens"]
    counted = {"promptTokenCount": prompt, "candidatesTokenCount": completion}
    return {"candidates": [candidate], "usageMetadata": counted}


def _gemini_whole(say: Say) -> Json:
    calls = [
        {"functionCall": {"name": name, "args": json.loads(written(given))}} for name, given in say.calls
    ]
    return _gemini_end(say, [{"text": say.text}, *calls] if say.text else calls)


# An agent of Letta's API, which calls its tools itself


def _letta_events(say: Say) -> Iterator[bytes]:
    for word in words(say.reasoning):
        yield _letta("reasoning_message", reasoning=word)
    for word in words(say.text):
        yield _letta("assistant_message", content=word)


def _letta(kind: str, **fields: Any) -> bytes:
    return event({"message_type": kind, "id": "message-1", "run_id": "run-1", **fields})


def _letta_ending(say: Say, body: Any) -> Iterator[bytes]:
    reason = {"length": "max_steps"}.get(say.finish, "end_turn")
    yield event({"message_type": "stop_reason", "stop_reason": reason})
    yield event({"message_type": "usage_statistics", **say.counted})
    yield b"data: [DONE]\n\n"


def _letta_whole(say: Say) -> Json:
    said = {"message_type": "assistant_message", "content": say.text}
    return {"messages": [said], "stop_reason": {"stop_reason": "end_turn"}, "usage": say.counted}


_CHAT = Spoken(_chat_events, _chat_ending, _chat_whole)
_APIS = {
    "/messages": Spoken(_message_events, _message_ending, _message_whole),
    "/responses": Spoken(_response_events, _response_ending, _response_whole),
    ":streamGenerateContent": Spoken(_gemini_events, _gemini_ending, _gemini_whole),
    "/messages/stream": Spoken(_letta_events, _letta_ending, _letta_whole),
}
