"""Reads along while a reply passes, to know what it used. No I/O."""

from collections.abc import Iterable
from typing import Any

from .. import sse, strict_json
from ..model import Usage
from ..providers.chat_reply import usage_of


class Meter:
    """`usage` is the provider's own count, once it has come; `said` what has been seen of the reply."""

    def __init__(self, shows_usage: bool) -> None:
        self._shows_usage = shows_usage
        self._events = sse.Decoder()
        self.usage: Usage | None = None
        self.said: list[Any] = []
        self.is_finished = False  # the model has said its last word
        self.is_done = False  # and the provider has nothing to add

    def feed(self, chunk: bytes) -> list[str]:
        """The data of the events that end in a piece of a stream, as far as they are for the client."""
        return self._shown(self._events.feed(chunk))

    def close(self) -> list[str]:
        return self._shown(self._events.close())

    def document(self, document: object) -> None:
        """A reply that came in one piece."""
        self._note(document)
        self.is_done = True

    def _shown(self, events: Iterable[sse.Event]) -> list[str]:
        return [event.data for event in events if self._is_shown(event.data)]

    def _is_shown(self, data: str) -> bool:
        if data.strip() == "[DONE]":
            self.is_finished = self.is_done = True
            return True
        try:
            chunk = strict_json.parse(data)
        except (ValueError, RecursionError):
            return True
        self._note(chunk)
        is_only_usage = isinstance(chunk, dict) and chunk.get("usage") and not chunk.get("choices")
        return self._shows_usage or not is_only_usage

    def _note(self, value: object) -> None:
        if not isinstance(value, dict):
            return
        if isinstance(usage := value.get("usage"), dict):
            self.usage = usage_of(usage)
        choices = value.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict):
                self.said.append(choice.get("delta") or choice.get("message"))
                self.is_finished = self.is_finished or bool(choice.get("finish_reason"))
