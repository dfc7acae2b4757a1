"""What a server says that a reply cost. No I/O.

OpenRouter: https://openrouter.ai/docs/use-cases/usage-accounting · xAI: https://docs.x.ai/developers/cost-tracking
Perplexity: https://docs.perplexity.ai
"""

import math
from collections.abc import Mapping
from typing import Any

MOST = 1_000_000  # dollars, which no reply costs
_TICKS = 10**10  # xAI's, in a dollar


def dollars_of(usage: Mapping[str, Any]) -> float | None:
    """What was charged, as the usage of a reply tells it; None where it doesn't."""
    if (ticks := _amount(usage.get("cost_in_usd_ticks"), MOST * _TICKS)) is not None:
        return ticks / _TICKS
    cost, details = usage.get("cost"), usage.get("cost_details")
    if isinstance(cost, dict):
        return _amount(cost.get("total_cost"))
    charged = _amount(cost)
    if charged is None or usage.get("is_byok") is not True or not isinstance(details, dict):
        return charged
    return charged + (
        _amount(details.get("upstream_inference_cost")) or 0
    )  # with a key of one's own, both are paid


def _amount(value: object, most: float = MOST) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) and 0 <= value <= most else None
