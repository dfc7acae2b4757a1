"""Wheels in the site's folder `wheels/`, for the packages that tools require. Its `index.json` lists their names."""

import js

from .. import strict_json
from ..ports import TransportError
from .site_file import WHEELS, bytes_of


class SiteWheels:
    """Implements `ports.WheelFolder`."""

    async def names(self) -> list[str]:
        """None where the site has no such folder."""
        try:
            listed = strict_json.loads(await bytes_of(js.fetch(f"{WHEELS}index.json")))
        except (TransportError, ValueError):
            return []
        return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []

    async def read(self, name: str) -> bytes:
        return await bytes_of(js.fetch(WHEELS + js.encodeURIComponent(name)))
