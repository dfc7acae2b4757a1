"""What a secret is for: whose it is, and where it may go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from ..address import Address

Owner = Literal["provider", "mcp_server", "tool", "agent"]


@dataclass(frozen=True, slots=True)
class Use:
    """`owner` is an id, and `name` tells several secrets of one owner apart. `host` is the only origin to which the
    secret may be sent, or empty: then it is for no request, but for whoever asks for it by its name.
    """

    kind: Owner
    owner: str
    name: str = ""
    host: str = ""

    @classmethod
    def at(cls, kind: Owner, owner: str, url: str, name: str = "") -> Self:
        """Of what is asked at `url`. At another origin it is another use, and gets nothing."""
        return cls(kind, owner, name, str(Address.of(url) or url))

    @classmethod
    def granted(cls, kind: Owner, owner: str, name: str, hosts: Sequence[str] | None) -> list[Self]:
        """The uses that a grant covers, the closest first. A secret that is for one host alone is only for whom was
        bound to that host alone.
        """
        bound = [cls.at(kind, owner, hosts[0], name)] if hosts is not None and len(hosts) == 1 else []
        return [*bound, cls(kind, owner, name)]
