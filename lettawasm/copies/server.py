"""Another lettawasm server that keeps copies for this space: a Worker of the person's own, for one."""

from typing import Any
from urllib.parse import quote

from .. import strict_json
from ..errors import Misconfigured
from ..ports import HttpRequest, HttpResponse, Transport, TransportError
from ..schemas.copies import KeptBackup

PATIENCE = 600.0  # seconds for a whole copy to go there, and to be stored
MOST = 512_000_000  # bytes that are read of one
_MOST_SAID = 100_000
_BOUNDARY = "lettawasm-copy-5b0c2a7e"
_REASONS = {
    "timeout": "{} took too long to answer.",
    "cut_off": "The connection to {} broke in the middle.",
    "unreachable": "{} can't be reached from here. If it is up, its token must allow this page's address.",
}
_REFUSALS = {
    401: "doesn't accept the token",
    403: "doesn't let this token keep copies there: it needs one that may do everything",
    404: "keeps no backups. Is it a lettawasm server, and new enough?",
    413: "has no room for a copy as large as this",
}


class Server:
    """Every method raises Misconfigured, saying why the server can't do it."""

    def __init__(self, transport: Transport, url: str, token: str | None) -> None:
        self._transport, self._url = transport, base(url)
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    async def keep(self, name: str, data: bytes) -> KeptBackup:
        head = (
            f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="{quote(name)}"\r\n'
            "content-type: application/octet-stream\r\n\r\n"
        )
        body = b"".join((head.encode(), data, f"\r\n--{_BOUNDARY}--\r\n".encode()))
        kind = {"content-type": f"multipart/form-data; boundary={_BOUNDARY}"}
        answer = await self._ask("POST", "/v1/backups", kind, body)
        try:
            kept = KeptBackup.model_validate(strict_json.loads(answer))
        except ValueError:
            raise Misconfigured(f"{self._url} {_REFUSALS[404]}") from None
        if kept.size != len(data):
            raise Misconfigured(f"{self._url} kept {kept.size:,} of {len(data):,} bytes.")
        return kept

    async def read(self, backup_id: str) -> bytes:
        return await self._ask("GET", f"/v1/backups/{quote(backup_id)}", most=MOST)

    async def delete(self, backup_id: str) -> None:
        await self._ask("DELETE", f"/v1/backups/{quote(backup_id)}")

    async def _ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        most: int = _MOST_SAID,
    ) -> bytes:
        asked = HttpRequest(
            method, self._url + path, {**self._headers, **(headers or {})}, body, PATIENCE, "manual"
        )
        try:
            response = await self._transport.send(asked)
            answer = await _whole(response, most)
        except TransportError as error:
            raise Misconfigured(_told(error, self._url)) from None
        if response.status != 200:
            raise Misconfigured(f"{self._url} {_refusal(response.status)}.")
        return answer


def base(url: str) -> str:
    return url.rstrip("/").removesuffix("/v1")


def _refusal(status: int) -> str:
    return _REFUSALS.get(status, f"answered with status {status}").rstrip(".")


def _told(error: TransportError, url: str) -> str:
    if error.kind in ("refused", "locked"):
        return error.detail
    return _REASONS.get(error.kind, _REASONS["unreachable"]).format(url)


async def _whole(response: HttpResponse, most: int) -> bytes:
    body: Any = bytearray()
    try:
        async for chunk in response.chunks:
            body += chunk
            if len(body) > most:
                raise Misconfigured("The server sent more than a copy of this space can be.")
    finally:
        await response.aclose()
    return bytes(body)
