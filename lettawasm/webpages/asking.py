"""Asking a search service, or a Worker that asks one."""

from dataclasses import replace

from ..errors import Misconfigured
from ..ports import Transport
from .fetching import ask
from .searching import Hit, Question, Service

CLOSED = " Most search services don't let a page in a browser ask them (CORS): a Worker of yours can, see web access."


class Searcher:
    """`hint` is added where the service can't be reached. A redirect isn't followed, for the key would go with it."""

    def __init__(
        self, transport: Transport, service: Service, base_url: str, key: str = "", hint: str = ""
    ) -> None:
        self._transport, self._service, self._hint = transport, service, hint
        self._base, self._key = base_url.rstrip("/"), key

    async def search(self, question: Question) -> list[Hit]:
        """What it finds. Raises LettaError, saying why it can't be asked."""
        request = self._service.request(question, self._base, self._key)
        if self._key:
            request = replace(request, redirect="manual")
        try:
            answer = await ask(self._transport, request, self._hint)
        except Misconfigured as error:
            raise Misconfigured(self._without_key(str(error))) from None
        return list(self._service.hits(answer))[: question.count]

    def _without_key(self, text: str) -> str:
        """`text` without the key, whoever wrote it there."""
        return text.replace(self._key, "[key]") if self._key else text
