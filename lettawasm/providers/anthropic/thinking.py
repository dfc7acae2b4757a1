"""How a model is asked to think first. Newer ones decide how much, as hard as they are told to try; older ones take
a budget.
"""

from ...model import ModelRequest
from ..dialect import Json

LEAST_BUDGET = 1_024
_BUDGETS = {"minimal": 1_024, "low": 2_048, "medium": 8_192, "high": 16_384, "xhigh": 24_576, "max": 32_768}
_EFFORTS = {"minimal": "low"}  # others have the same names there


def thinking(request: ModelRequest, body: Json, refused: frozenset[str]) -> Json:
    """What changes in the body. Nothing where a tool has to be called: then the API lets no model think."""
    wanted = request.reasoning
    forced = (body["tool_choice"] or {}).get("type") in ("any", "tool")
    if wanted is None or wanted.effort == "none" or forced or "thinking" in refused:
        return {}
    by_budget = bool(wanted.max_tokens) or "adaptive" in refused
    if by_budget and "enabled" not in refused:
        budget = max(wanted.max_tokens or _BUDGETS.get(wanted.effort or "medium", 8_192), LEAST_BUDGET)
        return _enabled(request, body, budget)
    return _adaptive(wanted.effort, body, refused) if "adaptive" not in refused else {}


def _enabled(request: ModelRequest, body: Json, budget: int) -> Json:
    if not _begins_with_thought(body["messages"]):
        return {}
    return {
        "thinking": {"type": "enabled", "budget_tokens": budget},
        "max_tokens": body["max_tokens"] + budget,  # it counts thoughts among the reply
        **_UNCHANCED,
    }


def _adaptive(effort: str | None, body: Json, refused: frozenset[str]) -> Json:
    mode: Json = {"type": "adaptive"}
    if "display" not in refused:
        mode["display"] = "summarized"  # or else some tell nothing of it
    config = dict(body["output_config"] or {})
    if effort and "effort" not in refused:
        config["effort"] = _EFFORTS.get(effort, effort)
    return {"thinking": mode, "output_config": config or None, **_UNCHANCED}


_UNCHANCED = {"temperature": None, "top_p": None}  # with thoughts, only the API's own are taken


def _begins_with_thought(messages: list[Json]) -> bool:
    """Whether a turn that goes on after calls began with a thought. The API lets no model begin to think within one,
    as would happen after a change of models.
    """
    if messages[-1]["content"][0]["type"] != "tool_result":
        return True
    return bool(messages[-2]["content"][0]["type"] in ("thinking", "redacted_thinking"))
