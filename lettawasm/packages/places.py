"""Where wheels are found: in the folder of a host, among those fetched before, in an index."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import unquote, urljoin

from .. import strict_json
from ..address import Address
from ..errors import Invalid
from ..ports import Host, HttpRequest, TransportError, WheelFolder
from ..store.wheels import Wheels
from .wheel import WheelName, allows_ours

MOST_BYTES = 30_000_000  # of a wheel, and of what an index says about a package
_JSON = "application/vnd.pypi.simple.v1+json"
_TIMEOUT = 60.0


class Place(Protocol):
    async def offers(self, name: str) -> list[WheelName]:
        """What there is of a package. Raises Invalid where it can't be asked."""
        ...

    async def read(self, wheel: WheelName) -> bytes:
        """One that it offers. Raises Invalid."""
        ...


def _of(files: list[str], name: str) -> list[WheelName]:
    return [wheel for file in files if (wheel := WheelName.of(file)) and wheel.name == name]


class FolderPlace:
    def __init__(self, folder: WheelFolder) -> None:
        self._folder = folder

    async def offers(self, name: str) -> list[WheelName]:
        return _of(await self._folder.names(), name)

    async def read(self, wheel: WheelName) -> bytes:
        return await self._folder.read(wheel.file)


class FetchedPlace:
    """What was fetched from an index before."""

    def __init__(self, wheels: Wheels, index: str) -> None:
        self._wheels, self._index = wheels, index

    async def offers(self, name: str) -> list[WheelName]:
        return _of(self._wheels.names(self._index), name)

    async def read(self, wheel: WheelName) -> bytes:
        return self._wheels.read(self._index, wheel.file)


class IndexPlace:
    """An index that speaks JSON: https://packaging.python.org/en/latest/specifications/simple-repository-api/"""

    def __init__(self, host: Host, wheels: Wheels, index: str) -> None:
        self._host, self._wheels, self._index = host, wheels, index.rstrip("/")
        self._files: dict[str, tuple[str, str]] = {}  # where each wheel is, and its SHA-256

    async def offers(self, name: str) -> list[WheelName]:
        page = f"{self._index}/{name}/"
        status, body = await self._get(page, {"accept": _JSON})
        if status == 404:
            return []
        if status != 200:
            raise Invalid(f"The package index {self._index} answered {status} when it was asked for {name}.")
        try:
            listed = strict_json.loads(body)
        except ValueError:
            listed = None
        files = listed.get("files") if isinstance(listed, dict) else None
        if not isinstance(files, list):
            raise Invalid(f"{self._index} doesn't answer in JSON as a package index does.")
        offered = []
        for entry in files:
            for wheel, url, digest in _entry(entry, page):
                self._files[wheel.file] = url, digest
                offered += [wheel] if wheel.name == name else []
        return offered

    async def read(self, wheel: WheelName) -> bytes:
        """Fetch it, and keep it for the next time."""
        url, digest = self._files[wheel.file]
        address, own = Address.of(url), Address.of(self._index)
        if address is None or (address != own and address.scheme != "https"):
            raise Invalid(f"The package index says that {wheel.file} is at an address that can't be asked.")
        status, data = await self._get(url, {})
        if status != 200 or hashlib.sha256(data).hexdigest() != digest:
            raise Invalid(
                f"What was fetched as {wheel.file} isn't what the package index announced. It was not used."
            )
        self._wheels.put(self._index, wheel.file, data)
        return data

    async def _get(self, url: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        self._host.admit(url)
        request = HttpRequest("GET", url, headers, timeout=_TIMEOUT, redirect="manual")
        try:
            response = await self._host.transport.send(request)
            body = bytearray()
            async for chunk in response.chunks:
                body += chunk
                if len(body) > MOST_BYTES:
                    await response.aclose()
                    raise Invalid(f"{url} is over the limit of {MOST_BYTES:,} bytes.")
        except TransportError as error:
            raise Invalid(f"The package index can't be reached: {error.detail}") from None
        return response.status, bytes(body)


def _entry(entry: Any, page: str) -> Iterator[tuple[WheelName, str, str]]:
    """A file with a hash to check it by, where it is, and that hash."""
    match entry:
        case {"filename": str() as file, "url": str() as url, "hashes": {"sha256": str() as digest}}:
            if wheel := WheelName.of(unquote(file)):
                if entry.get("yanked"):
                    wheel = wheel.hindered("withdrawn")
                if not allows_ours(entry.get("requires-python")):
                    wheel = wheel.hindered("python")
                yield wheel, urljoin(page, url).partition("#")[0], digest
