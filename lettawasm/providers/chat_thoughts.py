"""A model's thoughts in chat completions, told under as many names as there are servers, and given back where a
server needs them to go on.

OpenRouter wants its `reasoning_details` back, with what is encrypted or signed in them; DeepSeek, Kimi and llama-server
the text of `reasoning_content`, while a call that came of it is being answered.
"""

import json
from typing import Any

from .dialect import Json
from .reply import text_of

_GROWING = ("text", "summary", "data")


class ChatThoughts:
    """Deltas in, text out. `signature` is what the server wants back."""

    def __init__(self) -> None:
        self._details: dict[Any, Json] = {}  # by their index and kind
        self._is_content = False

    def feed(self, delta: Json) -> str:
        details = delta.get("reasoning_details")
        told = (
            [self._detail(each) for each in details if isinstance(each, dict)]
            if isinstance(details, list)
            else []
        )
        if content := text_of(delta.get("reasoning_content")):
            self._is_content = True
            return content
        return text_of(delta.get("reasoning")) or "".join(told)

    def signature(self, has_calls: bool) -> str | None:
        if self._details:
            return json.dumps({"reasoning_details": list(self._details.values())})
        return json.dumps({"reasoning_content": True}) if self._is_content and has_calls else None

    def _detail(self, piece: Json) -> str:
        """The text in one piece, which is kept with the others of its block."""
        kept = self._details.setdefault((str(piece.get("index")), str(piece.get("type"))), {})
        grown = {name: text_of(kept.get(name)) + text_of(piece[name]) for name in _GROWING if name in piece}
        kept.update({name: value for name, value in piece.items() if value is not None} | grown)
        return text_of(piece.get("text")) or text_of(piece.get("summary"))
