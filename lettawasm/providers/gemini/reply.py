"""A reply of Gemini's: what its chunks say. No I/O.

A chunk holds whole parts: text, thoughts, and calls with all of their arguments. Nothing marks the end but the
reason for it.
"""

import json
from collections.abc import Iterator, Mapping

from ...model import Failed, FinishReason, ModelEvent, ToolCallDelta, Usage
from .. import failures
from ..dialect import Json
from ..reply import Reply, count, text_of

API = "the Gemini API"

_FINISH: Mapping[str, FinishReason] = {"STOP": "stop", "MAX_TOKENS": "length"}
_REFUSALS = {
    "SAFETY",
    "RECITATION",
    "LANGUAGE",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "MODEL_ARMOR",
}
_BROKEN = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE"}
_BROKEN_CALL = "{model} wrote a tool call that {address} could not read. Please try again."


class GeminiReader:
    """Implements `decoding.Reader`."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._signature: str | None = None

    def read(self, said: Json) -> Iterator[ModelEvent]:
        if error := said.get("error"):
            self._reply.failure = failures.told(error, self._reply.address, self._reply.model)
            return
        if isinstance(usage := said.get("usageMetadata"), dict):
            self._reply.usage = usage_of(usage)
        feedback, candidates = said.get("promptFeedback"), said.get("candidates")
        if isinstance(feedback, dict) and feedback.get("blockReason"):
            self._refuse()
        if isinstance(candidates, list) and candidates and isinstance(candidates[0], dict):
            yield from self._candidate(candidates[0])

    read_whole = read

    def signature(self) -> str | None:
        return self._signature

    def _candidate(self, candidate: Json) -> Iterator[ModelEvent]:
        self._reply.is_answer = True
        content = candidate.get("content")
        parts = content.get("parts") if isinstance(content, dict) else None
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict):
                yield from self._part(part)
        if reason := candidate.get("finishReason"):
            self._finish(str(reason))

    def _part(self, part: Json) -> Iterator[ModelEvent]:
        signature = part.get("thoughtSignature")
        signature = signature if isinstance(signature, str) and signature else None
        if isinstance(call := part.get("functionCall"), dict):
            yield self._call(call, signature)
            return
        if text := text_of(part.get("text")):
            yield from self._reply.think(text) if part.get("thought") else self._reply.say(text)
        self._signature = signature or self._signature

    def _call(self, call: Json, signature: str | None) -> ToolCallDelta:
        told = call.get("args") or {}
        arguments = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
        delta = self._reply.call(text_of(call.get("id")), text_of(call.get("name")), arguments)
        self._reply.calls[-1].signature = signature
        return delta

    def _finish(self, reason: str) -> None:
        if reason in _REFUSALS:
            self._refuse()
        elif reason in _BROKEN:
            message = _BROKEN_CALL.format(model=self._reply.model, address=self._reply.address)
            self._reply.failure = Failed("garbage", message, detail=reason)
        else:
            self._reply.finish = _FINISH.get(reason, "stop")

    def _refuse(self) -> None:
        self._reply.is_answer, self._reply.finish = True, "refusal"


def usage_of(usage: Json) -> Usage:
    """Thoughts are counted apart there, and are part of what was written."""
    thoughts = count(usage, "thoughtsTokenCount")
    return Usage(
        prompt_tokens=count(usage, "promptTokenCount") + count(usage, "toolUsePromptTokenCount"),
        completion_tokens=count(usage, "candidatesTokenCount") + thoughts,
        cached_input_tokens=count(usage, "cachedContentTokenCount"),
        reasoning_tokens=thoughts,
    )
