"""How much of a prompt a model is given: all of it, or little for one that can read little."""

from typing import Literal

from ..schemas.agents import AgentSettings

IN_THE_TAB = ("wllama", "webllm", "chrome")  # engines: what they run is small, and reads slowly
_NARROW = 8_192  # tokens of a window


def is_small(settings: AgentSettings) -> bool:
    """Whether the agent's own choice, or what is known of its model, asks for the small profile."""
    wanted: Literal["auto", "full", "small"] = (
        settings.model_options.profile if settings.model_options else "auto"
    )
    if wanted != "auto":
        return wanted == "small"
    config = settings.llm_config
    provider = config.provider_name or (config.handle or "").partition("/")[0]
    return provider in IN_THE_TAB or config.context_window <= _NARROW
