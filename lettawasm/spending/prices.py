"""Prices of models, in dollars for a million tokens: those their makers have published, and those that a person sets.

Makers change their prices, and discounts, taxes and long prompts are nowhere in this table. A model that isn't in it
has no price, rather than a guessed one.
"""

import re
from dataclasses import dataclass

from ..model import Usage

AS_OF = "2025-11"


@dataclass(frozen=True, slots=True)
class Price:
    """Without a price of their own, tokens that were read from a cache or written to it cost as any other."""

    input: float
    output: float
    cached_input: float | None = None
    cache_write: float | None = None

    def dollars(self, usage: Usage) -> float:
        cached = min(usage.cached_input_tokens, usage.prompt_tokens)
        written = min(usage.cache_write_tokens, usage.prompt_tokens - cached)
        fresh = usage.prompt_tokens - cached - written
        total = fresh * self.input + usage.completion_tokens * self.output
        total += cached * (self.input if self.cached_input is None else self.cached_input)
        total += written * (self.input if self.cache_write is None else self.cache_write)
        return total / 1_000_000


FREE = Price(0, 0)
_DATE = r"(-20\d\d-?\d\d-?\d\d|-latest|-\d{3})?"
_KNOWN = tuple(
    (re.compile(pattern + _DATE), price)
    for pattern, price in (
        (r"gpt-5(\.1)?(-chat|-codex)?", Price(1.25, 10, 0.125)),
        (r"gpt-5-mini", Price(0.25, 2, 0.025)),
        (r"gpt-5-nano", Price(0.05, 0.4, 0.005)),
        (r"gpt-4\.1", Price(2, 8, 0.5)),
        (r"gpt-4\.1-mini", Price(0.4, 1.6, 0.1)),
        (r"gpt-4\.1-nano", Price(0.1, 0.4, 0.025)),
        (r"gpt-4o", Price(2.5, 10, 1.25)),
        (r"gpt-4o-mini", Price(0.15, 0.6, 0.075)),
        (r"o3", Price(2, 8, 0.5)),
        (r"o4-mini", Price(1.1, 4.4, 0.275)),
        (r"claude-opus-4[-.]5", Price(5, 25, 0.5, 6.25)),
        (r"claude-opus-4([-.][01])?", Price(15, 75, 1.5, 18.75)),
        (r"claude-(sonnet-4([-.]5)?|3[-.][57]-sonnet)", Price(3, 15, 0.3, 3.75)),
        (r"claude-haiku-4[-.]5", Price(1, 5, 0.1, 1.25)),
        (r"claude-3[-.]5-haiku", Price(0.8, 4, 0.08, 1)),
        (r"gemini-2\.5-pro", Price(1.25, 10, 0.125)),
        (r"gemini-2\.5-flash", Price(0.3, 2.5, 0.03)),
        (r"gemini-2\.5-flash-lite", Price(0.1, 0.4, 0.01)),
        (r"gemini-2\.0-flash", Price(0.1, 0.4, 0.025)),
    )
)


def published(handle: str) -> Price | None:
    """The price of a model by its name, which is the last part of its handle."""
    name = handle.rpartition("/")[2].lower()
    return next((price for pattern, price in _KNOWN if pattern.fullmatch(name)), None)
