"""An answer of an agent that lives elsewhere: what the events of its stream say. No I/O."""

from collections.abc import Iterator, Mapping

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
_BROKEN = ("error", "llm_api_error", "invalid_llm_response", "invalid_tool_call", "no_tool_call")
_BROKE = "The agent at {address} came to no end: {why}. Please try again."
_WAITS = "The agent at {address} waits for a word on a tool call. Give it there, then go on here."
_SHOWN = 500  # characters of a tool's arguments, and of what it returned


class LettaReader:
    """Implements `decoding.Reader`. `run_id` is that of the run there, which its first event tells."""

    def __init__(self, reply: Reply) -> None:
        self._reply, self.run_id = reply, ""
        self._calls: dict[str, list[str]] = {}  # their names and arguments, by their ids

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
                yield from self._reply.say(text_of(said.get("content")))
            case "reasoning_message":
                yield from self._reply.think(text_of(said.get("reasoning")))
            case "tool_call_message":
                self._called(said.get("tool_call"))
            case "tool_return_message":
                yield from self._reply.think(self._returned(said))
            case "approval_request_message":
                self._fail("bad_request", _WAITS)
            case "usage_statistics":
                self._reply.usage = Usage(count(said, "prompt_tokens"), count(said, "completion_tokens"))
            case "stop_reason":
                self._stop(text_of(said.get("stop_reason")))
            case "error_message":
                told = {"message": text_of(said.get("message")) or text_of(said.get("detail"))}
                self._reply.failure = failures.told(told, self._reply.address, self._reply.model)

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

    def _called(self, call: object) -> None:
        """A call of a tool of that agent's, of which the arguments may come in pieces."""
        if isinstance(call, dict):
            known = self._calls.setdefault(text_of(call.get("tool_call_id")), ["", ""])
            known[0] = text_of(call.get("name")) or known[0]
            known[1] += text_of(call.get("arguments"))

    def _returned(self, said: Json) -> str:
        name, arguments = self._calls.pop(text_of(said.get("tool_call_id")), ["", ""])
        name = name or text_of(said.get("name")) or "tool"
        returned = text_of(said.get("tool_return"))
        return f"\n{name}({_clipped(arguments)}) → {_clipped(returned)}\n"

    def _stop(self, reason: str) -> None:
        if reason in _BROKEN:
            self._fail("server_error", _BROKE.replace("{why}", reason))
        elif reason == "requires_approval":
            self._fail("bad_request", _WAITS)
        else:
            self._reply.finish = _FINISH.get(reason, "stop")

    def _fail(self, kind: FailureKind, sentence: str) -> None:
        message = sentence.format(address=self._reply.address)
        self._reply.failure = self._reply.failure or Failed(kind, message)


class LettaDecoder(JsonDecoder):
    """A JsonDecoder that knows which run it hears."""

    def __init__(self, reply: Reply) -> None:
        self._letta = LettaReader(reply)
        super().__init__(reply, self._letta, API)

    @property
    def run_id(self) -> str:
        """Empty until the run is known."""
        return self._letta.run_id


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
