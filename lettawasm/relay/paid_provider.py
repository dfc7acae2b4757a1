"""A configured provider for the space's own agents: the models on its list, within the caps of the day."""

from collections.abc import AsyncIterator

from ..cancelling import closing
from ..model import (
    Done,
    Failed,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    ToolCallDelta,
    Usage,
)
from ..ports import Provider
from ..providers.chat_request import encode
from . import cost
from .ledger import Amount, Exhausted, Ledger
from .upstream import Upstream


class PaidProvider:
    """Implements `ports.Provider`. What agents use counts for their space, whoever talks to them."""

    def __init__(self, upstream: Upstream, provider: Provider, ledger: Ledger) -> None:
        self._upstream, self._provider, self._ledger = upstream, provider, ledger

    async def models(self) -> list[ModelInfo]:
        """Those on the list; nobody is asked."""
        return [
            ModelInfo(
                model.name, self._upstream.name, "openai", model.window, endpoint=self._upstream.base_url
            )
            for model in self._upstream.models.values()
        ]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        model = self._upstream.models.get(request.model)
        if model is None:
            yield Failed(
                "not_found", f"This server's provider '{self._upstream.name}' has no model of that name."
            )
            return
        prompt, longest = (
            cost.prompt_tokens(encode(request)),
            request.max_tokens or self._ledger.caps.max_tokens,
        )
        try:
            reservation = self._ledger.reserve(cost.amount(model, Usage(prompt, longest)))
        except Exhausted as error:
            yield Failed("quota", str(error), status=error.status)
            return
        used: Amount | None = None
        said: list[str] = []
        try:
            async with closing(self._provider.stream(request)) as events:
                async for event in events:
                    match event:
                        case Done(usage=usage) if usage.total_tokens:
                            used = cost.amount(model, usage)
                        case Failed() if not said:
                            used = Amount()
                        case TextDelta(text) | ReasoningDelta(text) | ToolCallDelta(arguments=text):
                            said.append(text)
                    yield event
        finally:
            seen = cost.amount(model, Usage(prompt, cost.reply_tokens(said))) if said else reservation.amount
            self._ledger.settle(reservation, used or seen)
