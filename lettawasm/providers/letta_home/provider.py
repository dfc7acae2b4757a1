"""The provider of agents that live elsewhere: it tells one only what somebody said, and stops one that nobody hears."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from ...cancelling import closing
from ...model import Failed, ModelEvent, ModelRequest
from ...ports import TransportError
from ..dialect import Decoder
from ..http import HttpProvider
from .api import news
from .reply import LettaDecoder

PATIENCE = 3.0  # seconds for the word that a run is to stop
_NOTHING_SAID = "There is nothing to tell the agent {model}: nobody has said anything since it answered."


class HomeProvider(HttpProvider):
    """An HttpProvider of agents."""

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        if not any(news(request)):
            yield Failed("bad_request", _NOTHING_SAID.format(model=request.model))
            return
        async with closing(super().stream(request)) as events:
            async for event in events:
                yield event

    async def abandoned(self, reply: Decoder, model: str) -> None:
        """Cancel the agent's run there. Whether that works out or not, nobody here waits for long."""
        if not isinstance(reply, LettaDecoder) or not reply.run_id:
            return
        path, wish = f"/agents/{quote(model, safe='')}/messages/cancel", {"run_ids": [reply.run_id]}
        try:
            response = await self._transport.send(self._request("POST", path, wish, timeout=PATIENCE))
            await response.aclose()
        except TransportError:
            pass  # it goes on there, as it would have without a word
