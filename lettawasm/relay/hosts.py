"""Where a server sends requests: to the exact addresses on a list, and nowhere else.

Addresses are compared, never interpreted. Whatever else a URL can say (another way to write a number, a name
that stands for this machine, a user before an @) is on no list, so there are no bad addresses to enumerate.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ..address import Address
from ..errors import Invalid, Misconfigured

# A person may bring a key of their own to these.
WELL_KNOWN = frozenset(
    "api.openai.com api.anthropic.com generativelanguage.googleapis.com openrouter.ai api.groq.com"
    " api.mistral.ai api.deepseek.com api.together.xyz api.fireworks.ai api.x.ai api.cerebras.ai"
    " api.perplexity.ai api.moonshot.ai api.z.ai router.huggingface.co integrate.api.nvidia.com".split()
)


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
