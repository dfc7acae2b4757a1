"""A connection that is examined: the server, the way to it, and what was said on the way."""

from dataclasses import dataclass

from ..address import Address
from ..masking import masked
from ..ports import HttpRequest, Surroundings, Transport
from ..providers.dialect import Dialect
from ..providers.failures import shown
from ..providers.http import HttpProvider, text_of
from ..providers.presets import Preset, known_server

PATIENCE = 10.0  # seconds for an answer
MOST = 2_000_000  # bytes of it


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a plain question."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Patient:
    """`provider` speaks to the server, which wants `key`; nothing is stored. `model` and `prompt_tokens`, which that
    has to hold beside the conversation, are of whoever is to use it.
    """

    provider: HttpProvider
    provider_type: str
    base_url: str
    key: str | None
    transport: Transport
    surroundings: Surroundings | None = None
    model: str | None = None
    prompt_tokens: int = 0

    @property
    def dialect(self) -> Dialect:
        return self.provider.dialect

    @property
    def address(self) -> Address | None:
        return Address.of(self.base_url)

    @property
    def shown(self) -> str:
        """The address as a person may see it."""
        return shown(self.base_url)

    @property
    def server(self) -> Preset | None:
        return known_server(self.provider_type, self.base_url)

    async def ask(self, base_url: str) -> Said:
        """What the server says of its models, if its API were below this address. Raises TransportError."""
        headers = {"accept": "application/json", **self.dialect.headers(self.key or "")}
        url = base_url.rstrip("/") + self.dialect.models_path
        request = HttpRequest("GET", url, headers, timeout=PATIENCE, redirect="manual")
        response = await self.transport.send(request)
        body = await text_of(response, MOST)
        return Said(response.status, self.without_key(body))

    def without_key(self, text: str) -> str:
        return masked(text, self.key, "[key]") if self.key else text
