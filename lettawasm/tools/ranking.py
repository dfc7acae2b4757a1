"""Finding tools by what they are for: the words of their names, descriptions, tags and arguments. Pure.

A space has hundreds of tools at most, so they are weighed one by one (Okapi BM25 without an index).
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from ..schemas.tools import Tool

_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(ies|ing|es|ed|s|y|e)$")
_SATURATION, _LENGTH = 1.2, 0.75  # the usual constants of BM25
_NAME_COUNTS = 3  # a word in the name tells more than one in the description


def rank(tools: Sequence[Tool], query: str) -> list[tuple[Tool, float]]:
    """The tools that have some of the query's words, the best first, each with its score."""
    documents = [Counter(_words(tool)) for tool in tools]
    average = sum(d.total() for d in documents) / (len(documents) or 1) or 1
    scores = dict.fromkeys(range(len(tools)), 0.0)
    for term in dict.fromkeys(_stems(query)):
        holding = [i for i, document in enumerate(documents) if document[term]]
        rarity = math.log(1 + (len(tools) - len(holding) + 0.5) / (len(holding) + 0.5))
        for i in holding:
            often, long = documents[i][term], documents[i].total() / average
            scores[i] += (
                rarity * often * (_SATURATION + 1) / (often + _SATURATION * (1 - _LENGTH + _LENGTH * long))
            )
    found = [i for i in scores if scores[i] > 0]
    return [(tools[i], scores[i]) for i in sorted(found, key=lambda i: -scores[i])]


def _words(tool: Tool) -> list[str]:
    arguments = ((tool.json_schema or {}).get("parameters") or {}).get("properties") or {}
    rest = [tool.description or "", *tool.tags, *map(str, arguments)]
    return _stems(tool.name) * _NAME_COUNTS + _stems(" ".join(rest))


def _stems(text: str) -> list[str]:
    """Words without their commonest endings, so that `memories` finds `memory`."""
    words = _WORD.findall(text.lower())
    return [_ENDING.sub("", word) if len(word) > 3 else word for word in words]
