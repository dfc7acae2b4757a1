"""Everything lettawasm raises:

* LettaError
  * Invalid        400  the request is understood but cannot be done
  * Unprocessable  422  the request does not have the form the API asks for
    * TooLarge     413  a body or a value over its limit
  * NotFound       404  no such agent, block, message ...
  * Conflict       409  it clashes with what is there
  * ModelFailed    5xx  the language model gave no usable reply

What the outside world does wrong while a turn runs (a model that fails, a tool that throws) is not
raised: it becomes an event or a tool return, because the agent or the listener must see it. ModelFailed
is that event once more, for a caller who asked for one JSON answer.
"""

from typing import Any


class LettaError(Exception):
    """`status` is the HTTP status; `detail` what the JSON body says, usually the message itself."""

    status = 500

    def __init__(self, message: str, detail: Any = None) -> None:
        super().__init__(message)
        self.detail = message if detail is None else detail


class Invalid(LettaError):
    status = 400


class Unprocessable(LettaError):
    status = 422


class TooLarge(Unprocessable):
    status = 413


class NotFound(LettaError):
    status = 404


class Conflict(LettaError):
    status = 409


class ModelFailed(LettaError):
    """Carries Letta's error object: `{"type", "message", "detail"}`."""

    def __init__(self, status: int, error: dict[str, str]) -> None:
        super().__init__(error["message"])
        self.status, self.error = status, error
