"""An answer of an agent that lives elsewhere: what the events of its stream say. No I/O."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...model import Failed, FailureKind, FinishReason, ModelEvent, Usage
from .. import failures
from ..decoding import JsonDecoder
from ..dialect import Json
from ..reply import Reply, count, text_of

API = "a server of Letta's API"

_FINISH: Mapping[str, FinishReason] = {
    "max_steps": "length",
    "max_tokens_exceeded": "length",
    "content_filter": "content_filter",
}
_BROKEN: Mapping[str, FailureKind] = {
    "error": "server_error",
    "llm_api_error": "server_error",
    "invalid_llm_response": "server_error",
    "invalid_tool_call": "server_error",
    "no_tool_call": "server_error",
    "insufficient_credits": "quota",
    "context_window_overflow_in_system_prompt": "context_overflow",
}
_BROKE = "The agent at {address} came to no end: {why}. Please try again."
_WAITS = "The agent at {address} waits for a word on a tool call. Give it there, then go on here."
_SHOWN = 500  # characters of a tool's arguments, of what it returned, and of an error
_APART = "\n\n"  # between two messages, which may have a call between them


class LettaReader:
    """Implements `decoding.Reader`. `run_id` is that of the run there, which its first event tells."""

    def __init__(self, reply: Reply) -> None:
        self._reply, self.run_id = reply, ""
        self._speaking = ""  # the id of the message that spoke last
        self._calls: dict[str, list[str]] = {}  # their names and arguments, by their ids
        self._broken: Failed | None = None  # which the next event may tell better

    def read(self, said: Json) -> Iterator[ModelEvent]:
        if error := said.get("error"):
            self._reply.failure = failures.told(error, self._reply.address, self._reply.model)
            return
        kind = said.get("message_type")
        if not isinstance(kind, str):
            return
        self._reply.is_answer = True
        self.run_id = text_of(said.get("run_id")) or self.run_id
        match kind:
            case "assistant_message":
                yield from self._said(text_of(said.get("id")), text_of(said.get("content")))
            case "reasoning_message":
                yield from self._reply.think(text_of(said.get("reasoning")))
            case "tool_call_message":
                for call in _objects(said, "tool_calls", "tool_call"):
                    self._called(call)
            case "tool_return_message":
                for returned in _returns(said):
                    yield from self._reply.think(self._returned(returned))
            case "approval_request_message":
                self._fail(Failed("bad_request", _WAITS.format(address=self._reply.address)))
            case "usage_statistics":
                self._reply.usage = _usage(said)
            case "stop_reason":
                self._stop(text_of(said.get("stop_reason")))
            case "error_message":
                self._fail(self._told(said))

    def read_whole(self, document: Json) -> Iterator[ModelEvent]:
        messages = document.get("messages")
        for each in messages if isinstance(messages, list) else ():
            if isinstance(each, dict):
                yield from self.read(each)
        for name, kind in (("usage", "usage_statistics"), ("stop_reason", "stop_reason")):
            if isinstance(told := document.get(name), dict):
                yield from self.read({**told, "message_type": kind})

    def signature(self) -> str | None:
        return None

    def close(self) -> None:
        """Nothing more comes, so a run that is known to have failed isn't explained any better."""
        if self._broken:
            self._fail(self._broken)

    def _said(self, message_id: str, text: str) -> Iterator[ModelEvent]:
        """More of a message. Where another one has spoken before, a gap comes first."""
        is_next = self._speaking not in ("", message_id) and bool(text)
        self._speaking = message_id if text else self._speaking
        return self._reply.say(_APART + text if is_next else text)

    def _called(self, call: Json) -> None:
        """A call of a tool of that agent's, of which the arguments may come in pieces."""
        known = self._calls.setdefault(text_of(call.get("tool_call_id")), ["", ""])
        known[0] = text_of(call.get("name")) or known[0]
        known[1] += text_of(call.get("arguments"))

    def _returned(self, said: Json) -> str:
        name, arguments = self._calls.pop(text_of(said.get("tool_call_id")), ["", ""])
        name = name or text_of(said.get("name")) or "tool"
        returned = text_of(said.get("tool_return"))
        return f"\n{name}({_clipped(arguments)}) → {_clipped(returned)}\n"

    def _stop(self, reason: str) -> None:
        if kind := _BROKEN.get(reason):
            message = _BROKE.format(address=self._reply.address, why=reason)
            self._broken = Failed(kind, message, detail=reason)
        elif reason == "requires_approval":
            self._fail(Failed("bad_request", _WAITS.format(address=self._reply.address)))
        else:
            self._reply.finish = _FINISH.get(reason, "stop")

    def _told(self, said: Json) -> Failed:
        """What went wrong, in the words of that server, where it is nothing that is known here."""
        words = {name: text_of(said.get(name)) for name in ("error_type", "message", "detail")}
        failed = failures.told(words, self._reply.address, self._reply.model)
        if self._broken and self._broken.kind != "server_error":
            return replace(self._broken, detail=failed.detail)
        why = (words["message"] or words["detail"])[:_SHOWN].rstrip(". ")
        if failed.kind != "server_error" or not why:
            return failed
        return replace(failed, message=_BROKE.format(address=self._reply.address, why=why))

    def _fail(self, failed: Failed) -> None:
        self._reply.failure = self._reply.failure or failed


class LettaDecoder(JsonDecoder):
    """A JsonDecoder that knows which run it hears."""

    def __init__(self, reply: Reply) -> None:
        self._letta = LettaReader(reply)
        super().__init__(reply, self._letta, API)

    @property
    def run_id(self) -> str:
        """Empty until the run is known."""
        return self._letta.run_id

    def end(self) -> list[ModelEvent]:
        self._letta.close()
        return super().end()


def _objects(said: Json, *names: str) -> list[Json]:
    """The objects under the first of the names that has any: one alone, or in a list."""
    for name in names:
        value = said.get(name)
        if found := [
            each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)
        ]:
            return found
    return []


def _returns(said: Json) -> list[Json]:
    """What several calls returned may stand in one message."""
    found = _objects(said, "tool_returns")
    return found if len(found) > 1 else [said]


def _usage(said: Json) -> Usage:
    return Usage(
        count(said, "prompt_tokens"),
        count(said, "completion_tokens"),
        count(said, "cached_input_tokens"),
        count(said, "cache_write_tokens"),
        count(said, "reasoning_tokens"),
    )


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
