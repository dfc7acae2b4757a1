"""How a model is to be called, beside its handle."""

from typing import Any

from pydantic import ConfigDict

from .base import Shape


class ModelSettings(Shape):
    """The part of Letta's per-provider model settings that every provider understands; the rest is only kept."""

    model_config = ConfigDict(extra="allow")

    provider_type: str = "openai"
    temperature: float | None = None
    max_output_tokens: int | None = None
    parallel_tool_calls: bool | None = None
    response_format: dict[str, Any] | None = None
    reasoning: dict[str, Any] | None = None
    strict: bool | None = None
