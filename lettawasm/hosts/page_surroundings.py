"""What a page knows of the way to a server: from its worker, where Python runs."""

import asyncio
from typing import Any

import js
from pyodide.ffi import JsException, to_js

from ..ports import Permission

PATIENCE = 5.0  # seconds
# What browsers call the permission to ask servers around them: in one piece, or this machine's apart from the rest.
_LOCAL_NETWORK = ("local-network-access", "local-network", "loopback-network")


class PageSurroundings:
    """Implements `ports.Surroundings`."""

    @property
    def origin(self) -> str:
        return str(js.location.origin)

    def is_online(self) -> bool:
        return bool(js.navigator.onLine)

    async def local_network(self) -> Permission:
        """The strictest that the browser tells, under any of its names."""
        told = [await _state(name) for name in _LOCAL_NETWORK]
        order: tuple[Permission, ...] = ("denied", "prompt", "granted")
        return next((state for state in order if state in told), "unknown")

    async def answers(self, url: str) -> bool:
        """A request whose answer nobody may read succeeds wherever there is one."""
        controller = js.AbortController.new()
        options = {"mode": "no-cors", "cache": "no-store", "credentials": "omit", "signal": controller.signal}
        try:
            async with asyncio.timeout(PATIENCE):
                await js.fetch(url, _object(options))
        except (JsException, TimeoutError):
            return False
        finally:
            controller.abort()
        return True


async def _state(name: str) -> str | None:
    """None for a permission that this browser doesn't know."""
    try:
        return str((await js.navigator.permissions.query(_object({"name": name}))).state)
    except (JsException, AttributeError):
        return None


def _object(entries: dict[str, Any]) -> Any:
    return to_js(entries, dict_converter=js.Object.fromEntries)
