"""Where a server sends requests: to the exact addresses on a list, and nowhere else.

Addresses are compared, never interpreted. Whatever else a URL can say (another way to write a number, a name
that stands for this machine, a user before an @) is on no list, so there are no bad addresses to enumerate.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ..errors import Invalid, Misconfigured

# A person may bring a key of their own to these.
WELL_KNOWN = frozenset(
    "api.openai.com api.anthropic.com generativelanguage.googleapis.com openrouter.ai api.groq.com"
    " api.mistral.ai api.deepseek.com api.together.xyz api.fireworks.ai api.x.ai api.cerebras.ai"
    " api.perplexity.ai api.moonshot.ai api.z.ai router.huggingface.co integrate.api.nvidia.com".split()
)
_PORTS = {"http": 80, "https": 443}
_URL = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?#][!-\[\]-~]*)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self | None:
        """The address in a URL; https where it names no scheme. None for what isn't plainly one."""
        if not (parts := _URL.fullmatch(url)):
            return None
        scheme = (parts["scheme"] or "https").lower()
        return cls(scheme, parts["host"].lower(), int(parts["port"] or _PORTS[scheme]))

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


@dataclass(frozen=True, slots=True)
class Hosts:
    """The list. Names allow https on its own port; any other address is on it with its scheme and port."""

    addresses: frozenset[Address]

    @classmethod
    def of(cls, configured: str, base_urls: Iterable[str] = ()) -> Self:
        """The well-known ones, those of `base_urls`, and those of LETTAWASM_HOSTS: names, or whole addresses."""
        found = {entry: Address.of(entry) for entry in re.split(r"[\s,]+", configured.strip()) if entry}
        for number, address in enumerate(found.values(), 1):
            if address is None:
                raise Misconfigured(
                    f"Entry {number} of LETTAWASM_HOSTS is no host name and no address like http://10.0.0.5:8080"
                )
        urls = [*WELL_KNOWN, *found, *base_urls]
        return cls(frozenset(address for url in urls if (address := Address.of(url))))

    def refusal(self, url: str) -> str | None:
        """Why nothing is sent to `url`: a sentence, or None where it is on the list."""
        address = Address.of(url) if "://" in url[:8] else None
        if address in self.addresses:
            return None
        named = f"{address} is" if address else "That address is"
        return f"{named} not among the addresses it may use; whoever runs it can add it to LETTAWASM_HOSTS."

    def admit(self, url: str) -> None:
        """Raises Invalid for an address that is not on the list."""
        if reason := self.refusal(url):
            raise Invalid(f"This server sends nothing to that base URL. {reason}")
