"""How much of a model's window is taken, and by what.

The estimate of tokens is off by a few per cent, so a prompt may fill only `FULL` of the window; the rest
is the reserve for that error and for the reply.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ..model import ToolSpec
from ..schemas.messages import Message
from ..tokens import MESSAGE_TOKENS, estimate_tokens

FULL = 0.9  # of the window: compaction starts here
ROOMY = 0.7  # of the window: what one message may fill, with all that is always there
SUMMARY_SHARE = 0.1  # of the window: what a summary may take


@dataclass(frozen=True, slots=True)
class Budget:
    """A window of `window` tokens of which `fixed` go to the system prompt and the tools.

    `density` is how many tokens the model was seen to count where we count one.
    """

    window: int
    fixed: int
    density: float = 1.0

    def room(self, share: float = FULL) -> int:
        """Tokens left for messages when the prompt may fill `share` of the window."""
        return int(self.window * share / self.density) - self.fixed

    @property
    def return_chars(self) -> int:
        """Characters of a tool return that are shown; all of it stays stored."""
        return max(5_000, int(self.window * 0.2) * 4)

    @property
    def summary_tokens(self) -> int:
        """What a summary may take."""
        return max(100, int(self.window * SUMMARY_SHARE))

    def cost(self, message: Message) -> int:
        """Tokens of a message as it is shown."""
        if all(len(answer.text) <= self.return_chars for answer in message.tool_returns):
            return message.tokens
        texts = (shown(answer.text, self.return_chars) for answer in message.tool_returns)
        return sum(MESSAGE_TOKENS + estimate_tokens(text) for text in texts)

    def total(self, messages: Sequence[Message]) -> int:
        return sum(map(self.cost, messages))

    def as_counted(self, tokens: int, messages: Sequence[Message]) -> "Budget":
        """The same, once the model counted `tokens` for a prompt with these messages. It may count more than we do;
        a server that counts less is not believed.
        """
        ours = self.fixed + self.total(messages)
        return replace(self, density=max(self.density, tokens / ours)) if ours else self

    def used(self, messages: Sequence[Message]) -> int:
        """What the model will count for a prompt with these messages."""
        return round((self.fixed + self.total(messages)) * self.density)


def shown(text: str, most_chars: int) -> str:
    """The beginning of a tool return, with a word on what is missing."""
    if len(text) <= most_chars:
        return text
    return f"{text[:most_chars]}… [{len(text) - most_chars:,} more characters are not shown]"


def tool_tokens(tools: Sequence[ToolSpec]) -> int:
    return sum(_schema_tokens(json.dumps([t.name, t.description, dict(t.parameters)])) for t in tools)


@lru_cache(maxsize=512)
def _schema_tokens(schema: str) -> int:
    return estimate_tokens(schema)
