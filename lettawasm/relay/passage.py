"""A reply on its way from the provider to the client, and what it used so far."""

from .. import strict_json
from ..ports import HttpResponse, TransportError
from ..providers.decoding import DOCUMENT_LIMIT
from .answer import Answer
from .call import Call
from .exchange import broken, open_reply
from .ledger import Amount
from .meter import Meter
from .refusal import Refusal


class Passage:
    def __init__(self, call: Call) -> None:
        self._call, self._meter = call, Meter(call.shows_usage)
        self._was_for_nothing = False

    @property
    def used(self) -> Amount:
        """Nothing for a call that was refused. What a model thought before it was cut off isn't known: that may
        have been the most.
        """
        if self._was_for_nothing:
            return Amount()
        if self._meter.usage or self._meter.said or self._meter.is_done:
            return self._call.used(self._meter.usage, self._meter.said)
        return self._call.most

    async def to(self, answer: Answer) -> None:
        """Raises Refusal where there is no reply, or not all of it."""
        try:
            response = await open_reply(self._call)
        except Refusal as refusal:
            self._was_for_nothing = refusal.code not in ("timeout", "cut_off")
            raise
        try:
            is_stream = "text/event-stream" in response.headers.get("content-type", "")
            await (self._stream if is_stream else self._document)(response, answer)
        except TransportError as error:
            raise broken(self._call, error) from None
        finally:
            await response.aclose()

    async def _stream(self, response: HttpResponse, answer: Answer) -> None:
        async with answer.kept_alive():
            async for chunk in response.chunks:
                await self._tell(self._meter.feed(chunk), answer)
                if self._meter.is_done:
                    break
        await self._tell(self._meter.close(), answer)
        if not self._meter.is_finished:
            raise TransportError("cut_off")
        if not self._meter.is_done:
            await answer.event("[DONE]")
        await answer.end()

    async def _tell(self, events: list[str], answer: Answer) -> None:
        for data in events:
            await answer.event(self._call.upstream.without_key(data))

    async def _document(self, response: HttpResponse, answer: Answer) -> None:
        body = bytearray()
        async for chunk in response.chunks:
            body += chunk
            if len(body) > DOCUMENT_LIMIT:
                break
        try:
            document = strict_json.parse(body)
        except (ValueError, RecursionError):
            name = self._call.upstream.name
            message = f"The provider '{name}' answers, but not as an OpenAI-compatible server does."
            raise Refusal(502, "not_the_api", message, "upstream_error") from None
        self._meter.document(document)
        await answer.document(self._call.upstream.without_key(body.decode(errors="replace")))
