"""A model that is asked for a summary, with patience that ends."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from ..cancelling import until
from ..model import ChatMessage, Done, ModelInfo, ModelRequest, Text, ToolSpec
from ..ports import Provider
from ..schemas.model_settings import ModelSettings


@dataclass(frozen=True, slots=True)
class Summarizer:
    provider: Provider
    model: ModelInfo
    patience: float  # seconds for a whole summary

    async def ask(
        self,
        chat: tuple[ChatMessage, ...],
        settings: ModelSettings,
        cancelled: asyncio.Event,
        tools: tuple[ToolSpec, ...] = (),
    ) -> str:
        """What the model says. Nothing when it fails, takes too long, calls a tool instead, or is `cancelled`."""
        request = ModelRequest(
            model=self.model.name,
            messages=chat,
            tools=tools,
            tool_choice="none" if tools else "auto",
            temperature=settings.temperature,
            max_tokens=settings.max_output_tokens,
        )
        try:
            return await asyncio.wait_for(self._said(request, cancelled), self.patience)
        except TimeoutError:
            return ""

    async def _said(self, request: ModelRequest, cancelled: asyncio.Event) -> str:
        async with aclosing(until(cancelled, self.provider.stream(request))) as stream:
            async for event in stream:
                if isinstance(event, Done):
                    return event.text.strip()
        return ""


def instruction(prompt: str, transcript: str, acknowledged: str | None) -> tuple[ChatMessage, ...]:
    """The request for a summary of a transcript."""
    answer = (ChatMessage("assistant", (Text(acknowledged),)),) if acknowledged else ()
    return (ChatMessage("system", (Text(prompt),)), *answer, ChatMessage("user", (Text(transcript),)))
