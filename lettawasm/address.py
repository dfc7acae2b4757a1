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

_LOOPBACK = re.compile(r"(.+\.)?localhost|127(\.[0-9]+){3}|\[::1\]|0\.0\.0\.0", re.ASCII)
_AROUND = re.compile(
    r"[^.:]+|.+\.(local|lan|internal|home\.arpa)|(10|192\.168|169\.254|172\.(1[6-9]|2[0-9]|3[01]))(\.[0-9]+)+|\[f[cde].*\]",
    re.ASCII,
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

    @property
    def is_loopback(self) -> bool:
        """Whether it is on the machine that asks."""
        return _LOOPBACK.fullmatch(self.host) is not None

    @property
    def is_local(self) -> bool:
        """Whether it is there, or on the network around it."""
        return self.is_loopback or _AROUND.fullmatch(self.host) is not None

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"
