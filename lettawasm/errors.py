"""Everything lettawasm raises:

* LettaError
  * Invalid        400  the request is understood but cannot be done
  * Unauthorized   401  a model's server doesn't accept the key
  * Unprocessable  422  the request does not have the form the API asks for
    * TooLarge     413  a body or a value over its limit
  * Unsupported    415  a document of a kind that can't be read
  * NotFound       404  no such agent, block, message ...
  * Conflict       409  it clashes with what is there
    * Busy         409  the agent is answering someone; the same request may go well later
    * PendingApproval  409  the agent waits for a word on tool calls, and for nothing else
    * NewerSchema  409  the space was written by a newer lettawasm, and is left as it is
  * Locked         423  what is asked for lies in the vault, which is locked
  * TooSoon        429  somebody has to wait before the next try
  * NotOffered     501  Letta has it, and lettawasm deliberately has not
  * Misconfigured  503  whoever runs this server has to set something right first
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


class Unauthorized(LettaError):
    status = 401


class Unprocessable(LettaError):
    status = 422


class TooLarge(Unprocessable):
    status = 413


class Unsupported(LettaError):
    status = 415


class NotFound(LettaError):
    status = 404


class Conflict(LettaError):
    status = 409


class Locked(LettaError):
    status = 423


class TooSoon(LettaError):
    """`wait` is in seconds."""

    status = 429

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message, {"detail": message, "retry_after": wait})


class NotOffered(LettaError):
    status = 501


class Misconfigured(LettaError):
    status = 503


class Busy(Conflict):
    """Nothing was stored, and the conflict clears by itself once the run `run_id` has ended."""

    def __init__(self, wish: str, run_id: str) -> None:
        message = (
            f"CONFLICT: Cannot {wish}: Another request (run_id={run_id}) is being answered by this agent."
            " Wait until it has ended, or cancel it."
        )
        super().__init__(message, {"detail": message, "run_id": run_id})
        self.run_id = run_id


class NewerSchema(Conflict):
    """A host knows it by its name, which crosses into JavaScript."""


class PendingApproval(Conflict):
    """A reply waits; `request_id` is its message."""

    def __init__(self, request_id: str) -> None:
        message = (
            "CONFLICT: Cannot send a new message: The agent is waiting for approval of a tool call, or for its return."
            " Answer the pending request first."
        )
        detail = {"code": "PENDING_APPROVAL", "message": message, "pending_request_id": request_id}
        super().__init__(message, {"detail": detail})


class ModelFailed(LettaError):
    """Carries Letta's error object: `{"type", "message", "detail"}`."""

    def __init__(self, status: int, error: dict[str, str]) -> None:
        super().__init__(error["message"])
        self.status, self.error = status, error
