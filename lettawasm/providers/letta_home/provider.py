"""The provider of agents that live elsewhere: it tells one only what somebody said, and stops one that nobody hears."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

from ...cancelling import closing
from ...model import Failed, ModelEvent, ModelRequest
from ...ports import HttpRequest, HttpResponse, Transport, TransportError
from ..dialect import Decoder, Dialect
from ..http import HttpProvider
from .api import news
from .opening import RunOpening
from .reply import LettaDecoder

PATIENCE = 3.0  # seconds to hear which run has begun, and as many for the word that it is to stop
RETRIED = ("rate_limited",)  # after anything else the agent may have heard the message
_NOTHING_SAID = "There is nothing to tell the agent {model}: nobody has said anything since it answered."
_TOO_LONG = (
    "The conversation of the agent {model} has grown too long for its model. Make it shorter where it lives."
)
_GONE = "{address} has no agent {model}. Check the address under Models, or choose another agent."


class HomeProvider(HttpProvider):
    """An HttpProvider of agents."""

    def __init__(
        self,
        name: str,
        base_url: str,
        api_key: str | None,
        transport: Transport,
        dialect: Dialect,
        *,
        patience: float = PATIENCE,
        **options: Any,
    ) -> None:
        super().__init__(name, base_url, api_key, transport, dialect, retried=RETRIED, **options)
        self._patience = patience

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        if not any(news(request)):
            yield Failed("bad_request", _NOTHING_SAID.format(model=request.model))
            return
        async with closing(super().stream(request)) as events:
            async for event in events:
                yield self._theirs(event, request.model) if isinstance(event, Failed) else event

    async def exchange(self, request: HttpRequest) -> HttpResponse:
        cancel = partial(
            self._cancel, request.url.removeprefix(self.base_url).removesuffix("stream") + "cancel"
        )
        return await RunOpening(self._transport, cancel, self._patience).send(request)

    async def abandoned(self, reply: Decoder, model: str) -> None:
        """Cancel the agent's run there, if it is known: as long as it isn't, its opening sees to that."""
        if isinstance(reply, LettaDecoder) and reply.run_id:
            await self._cancel(f"/agents/{quote(model, safe='')}/messages/cancel", reply.run_id)

    async def _cancel(self, path: str, run_id: str) -> None:
        """Whether this works out or not, nobody here waits for long."""
        wish = {"run_ids": [run_id]}
        try:
            response = await self._transport.send(self._request("POST", path, wish, timeout=self._patience))
            await response.aclose()
        except TransportError:
            pass  # it goes on there, as it would have without a word

    def _theirs(self, failed: Failed, agent: str) -> Failed:
        """A failure as it is for an agent. A conversation that is too long is its own: if ours were shortened and sent
        again, it would hear the same words twice.
        """
        if failed.kind == "context_overflow":
            return replace(failed, kind="bad_request", message=_TOO_LONG.format(model=agent))
        if failed.kind == "not_found" and failed.status == 404:
            return replace(failed, message=_GONE.format(address=self._address, model=agent))
        return failed
