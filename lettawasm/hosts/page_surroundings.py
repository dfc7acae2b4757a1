"""What a page knows of the way to a server: from its worker, where Python runs."""

from typing import Any

from ..ports import Permission
from .fetch_transport import address_space


class PageSurroundings:
    """Implements `ports.Surroundings`. `look` is the module web/site/engines/surroundings.js."""

    def __init__(self, look: Any) -> None:
        self._look = look

    @property
    def origin(self) -> str:
        return str(self._look.origin())

    def is_online(self) -> bool:
        return bool(self._look.isOnline())

    async def local_network(self, at_loopback: bool) -> Permission:
        state: Permission = await self._look.localNetwork(at_loopback)
        return state

    async def answers(self, url: str) -> bool:
        return bool(await self._look.answers(url, address_space(url)))
