"""What a call can cost before it is made, and what it did cost after."""

import json
import re
from collections.abc import Iterator
from math import ceil
from typing import Any

from ..model import Usage
from ..tokens import estimate_tokens
from .ledger import Amount
from .settings import ModelSettings

RESERVE = 1.2  # an estimate of tokens may be this much too low
PICTURE_TOKENS = 1_600  # a large picture, or a page of a document
_PROMPT = ("messages", "tools", "functions", "response_format", "prediction")
_DATA_URL = re.compile(r'"data:[^"]*"')


def amount(model: ModelSettings, usage: Usage) -> Amount:
    """What the provider says that it cost, or our prices: dollars for a million tokens are millionths of a dollar for
    one.
    """
    if usage.dollars is not None:
        return Amount(usage.total_tokens, ceil(usage.dollars * 1_000_000))
    price = usage.prompt_tokens * model.input_price + usage.completion_tokens * model.output_price
    return Amount(usage.total_tokens, ceil(price))


def prompt_tokens(body: dict[str, Any]) -> int:
    """About how many tokens the prompt of a chat completion takes, rather too many than too few."""
    text = json.dumps([body[name] for name in _PROMPT if name in body], ensure_ascii=False)
    pictures = max(text.count('"image_url": '), len(_DATA_URL.findall(text)))
    return ceil(estimate_tokens(_DATA_URL.sub('""', text)) * RESERVE) + pictures * PICTURE_TOKENS


def reply_tokens(said: object) -> int:
    """About how many tokens a model wrote, from whatever JSON holds its words."""
    return ceil(estimate_tokens("".join(_texts(said))) * RESERVE)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for entry in value.values():
                yield from _texts(entry)
        case list():
            for entry in value:
                yield from _texts(entry)
