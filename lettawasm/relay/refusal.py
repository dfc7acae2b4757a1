"""What the relay can't or won't do, in the shape that clients of OpenAI's API read."""

import json

from ..errors import LettaError, TooLarge
from .ledger import Exhausted


class Refusal(Exception):
    """An answer that is an error. Everything in it may be shown to whoever asked."""

    def __init__(
        self, status: int, code: str, message: str, kind: str = "invalid_request_error", retry_after: str = ""
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.kind, self.message = status, code, kind, message
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        """Only what passes by itself is worth an SDK's retry."""
        should = (
            "true" if self.status in (408, 429, 502, 504) and self.kind != "insufficient_quota" else "false"
        )
        retry_after = {"retry-after": self.retry_after} if self.retry_after else {}
        return {"content-type": "application/json", "x-should-retry": should, **retry_after}

    @property
    def body(self) -> str:
        return json.dumps({"error": {"message": self.message, "type": self.kind, "code": self.code}})


def refusal_of(error: LettaError) -> Refusal:
    match error:
        case Exhausted():
            code = f"daily_{error.cap}"
            return Refusal(429, code, str(error), "insufficient_quota", str(error.retry_after))
        case TooLarge():
            return Refusal(413, "too_large", str(error))
        case _:
            kind = "server_error" if error.status >= 500 else "invalid_request_error"
            return Refusal(error.status, kind, str(error), kind)
