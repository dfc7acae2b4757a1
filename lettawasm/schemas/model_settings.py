"""How a model is to be called, beside its handle."""

from typing import Any

from pydantic import ConfigDict

from .base import Shape


class ModelSettings(Shape):
    """Letta's per-provider model settings, whichever of them were sent; the rest is only kept. What one provider calls
    by its own name (Anthropic's `thinking`, Gemini's `thinking_config`) counts for all.
    """

    model_config = ConfigDict(extra="allow")

    provider_type: str = "openai"
    temperature: float | None = None
    max_output_tokens: int | None = None
    parallel_tool_calls: bool | None = None
    response_format: dict[str, Any] | None = None
    reasoning: dict[str, Any] | None = None
    strict: bool | None = None

    @property
    def form(self) -> dict[str, Any] | None:
        """The form that replies are to have."""
        return self.response_format or self._part("response_schema") or None

    @property
    def effort_wanted(self) -> str | None:
        """How hard the model is to think."""
        effort = (self.reasoning or {}).get("reasoning_effort") or self._extra("effort")
        return effort if isinstance(effort, str) else None

    @property
    def thinks(self) -> bool | None:
        """Whether it is to think before it answers; None leaves it as it was."""
        if kind := self._part("thinking").get("type"):
            return bool(kind != "disabled")
        thinks = self._part("thinking_config").get("include_thoughts")
        return thinks if isinstance(thinks, bool) else None

    @property
    def most_thoughts(self) -> int | None:
        """In so many tokens at most."""
        budget = self._part("thinking").get("budget_tokens")
        budget = self._part("thinking_config").get("thinking_budget") if budget is None else budget
        return budget if type(budget) is int and budget >= 0 else None

    def _part(self, name: str) -> dict[str, Any]:
        part = self._extra(name)
        return part if isinstance(part, dict) else {}

    def _extra(self, name: str) -> Any:
        return (self.model_extra or {}).get(name)
