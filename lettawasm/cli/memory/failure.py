"""What ends a command, and with which exit code.

* Failure        1  it can't be done, or the server refused
  * Unreachable  1  no answer
  * NotOffered   1  the server is Letta's, or an older lettawasm
  * Conflict     1  somebody else was there first
  * Declined     1  the person, or nobody, said yes
  * Unclear      2  the command doesn't say enough
  * Missing      3  no such agent, block, version …
"""

from ..complain import FAILED, MISSING, USAGE


class Failure(Exception):
    """`kind` is its word in JSON; `status` the server's, where a server refused."""

    kind, code = "failed", FAILED

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Unreachable(Failure):
    kind = "unreachable"


class NotOffered(Failure):
    kind = "not_offered"


class Conflict(Failure):
    kind = "conflict"


class Declined(Failure):
    kind = "declined"


class Unclear(Failure):
    kind, code = "usage", USAGE


class Missing(Failure):
    kind, code = "not_found", MISSING
