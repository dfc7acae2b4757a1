"""A file of the site, fetched by the Python that serves or runs beside it."""

from collections.abc import Awaitable
from typing import Any

from pyodide.ffi import JsException

from ..ports import TransportError

TABLE = "embedding/static-128.bin"
STRIPPER = "vendor/sucrase/sucrase.js"
WHEELS = "wheels/"


async def bytes_of(fetching: Awaitable[Any]) -> bytes:
    """What a fetch brings, whole. Raises TransportError."""
    try:
        response = await fetching
        if not response.ok:
            raise TransportError("unreachable", f"HTTP {response.status}")
        data: bytes = (await response.arrayBuffer()).to_bytes()
    except JsException as error:
        raise TransportError("unreachable", f"{error.name}: {error.message}") from None
    return data
