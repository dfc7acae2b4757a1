"""Which model an agent uses, and how: what a request says of it, on top of what was."""

from dataclasses import dataclass

from .catalog import Catalog, llm_config
from .model import ModelInfo
from .schemas.agents import AgentCreate, AgentUpdate, LlmConfig
from .schemas.model_settings import ModelSettings


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """What `body` says, with the models it names looked up. Asking for them takes a while, in which the agent may
    change; applying this does not.
    """

    body: AgentCreate | AgentUpdate
    configured: ModelInfo | None
    named: ModelInfo | None

    def on(self, old: LlmConfig | None) -> LlmConfig | None:
        """The configuration on top of `old`; None when there is none at all."""
        config = old
        if given := self.body.llm_config:
            window = {"context_window": given.context_window}
            known = llm_config(self.configured, given) if self.configured else given
            config = known.model_copy(update=window)
        if self.named:
            config = llm_config(self.named, config)
        return config.model_copy(update=self._details()) if config else None

    def _details(self) -> dict[str, object]:
        body, wanted = self.body, self.body.model_settings or ModelSettings()
        details = {
            "context_window": body.context_window_limit,
            "max_tokens": body.max_tokens or wanted.max_output_tokens,
            "temperature": wanted.temperature,
            "parallel_tool_calls": _first(body.parallel_tool_calls, wanted.parallel_tool_calls),
            "enable_reasoner": _first(body.enable_reasoner, body.reasoning, wanted.thinks),
            "max_reasoning_tokens": _first(body.max_reasoning_tokens, wanted.most_thoughts),
            "reasoning_effort": wanted.effort_wanted,
            "response_format": wanted.form,
            "strict": wanted.strict,
        }
        return {key: value for key, value in details.items() if value is not None}


def _first(*values: object) -> object:
    """The first that says anything."""
    return next((value for value in values if value is not None), None)


async def chosen(catalog: Catalog, body: AgentCreate | AgentUpdate) -> ModelChoice:
    """Look up the models that a request names. Raises NotFound and Invalid for those that can't be had."""
    handle = body.llm_config.handle if body.llm_config else None
    configured = await catalog.resolve(handle) if handle else None
    return ModelChoice(
        body, configured, await catalog.resolve(body.model) if body.model is not None else None
    )
