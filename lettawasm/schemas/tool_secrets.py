"""The secrets of a tool as the API tells of them: whether they have a value and where, never which."""

from typing import Literal

from .base import Shape
from .vault import Secret


class SecretGiven(Shape):
    secret: Secret


class ToolSecret(Shape):
    """One that the tool was granted. Its value is for requests to `host` alone, unless that is empty; it is in memory
    for this `session`, or in the `vault`, which may be locked.
    """

    name: str
    host: str
    kept: Literal["session", "vault"] | None
    is_locked: bool
