"""Wheels in the site's folder `wheels/`, for the packages that tools require. Its `index.json` lists their names."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from .. import strict_json
from ..ports import TransportError
from .site_file import WHEELS


class SiteWheels:
    """Implements `ports.WheelFolder`. `read_file` brings a file of the site by its path, or raises TransportError."""

    def __init__(self, read_file: Callable[[str], Awaitable[bytes]]) -> None:
        self._read_file = read_file

    async def names(self) -> list[str]:
        """None where the site has no such folder."""
        try:
            listed = strict_json.loads(await self._read_file(f"{WHEELS}index.json"))
        except (TransportError, ValueError):
            return []
        return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []

    async def read(self, name: str) -> bytes:
        return await self._read_file(WHEELS + quote(name))
