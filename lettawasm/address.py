"""Where a URL leads, taken apart so that it can be compared. An address is never interpreted.

Whatever else a URL can say (another way to write a number, a user before an @) is no address, so there are no bad
ones to enumerate.
"""

import re
from dataclasses import dataclass
from typing import Self

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
