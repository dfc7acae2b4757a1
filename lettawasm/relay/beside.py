"""What a server does for a space elsewhere, at one path beside the API: for tokens that may use its models alone."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ..access.answer import Answer, refused, told
from ..errors import LettaError
from .allowance import Allowance
from .refusal import Refusal
from .settings import DayCaps

Work = Callable[[Request, Allowance], Awaitable[Mapping[str, object]]]


class Beside:
    """ASGI. Answers its path with what comes of `work`, and hands everything else to `app`. The token comes from the
    guard before it.
    """

    def __init__(self, app: ASGIApp, method: str, path: str, caps: DayCaps, work: Work) -> None:
        self._app, self._method, self._path = app, method, path
        self._caps, self._work = caps, work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"].rstrip("/") == self._path
        try:
            app = await self._answer(Request(scope, receive)) if is_ours else self._app
        except ClientDisconnect:
            return  # before its request was there
        await app(scope, receive, send)

    async def _answer(self, request: Request) -> Answer:
        try:
            own = Allowance.of(request.scope.get("lettawasm.token"), self._caps)
            if request.method != self._method:
                return refused(405, f"This address takes {self._method}")
            return told(200, await self._work(request, own))
        except LettaError as error:
            return told(error.status, {"detail": error.detail})
        except Refusal as refusal:
            return refused(refusal.status, refusal.message)
