"""Copies of a space, the places where they are kept, and how safe that is. Extensions of lettawasm's."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Changes, Name, Shape, Text
from .providers import ApiKey, BaseUrl

CopyKind = Literal["folder", "worker", "download"]
AutomaticKind = Literal["folder", "worker"]
Level = Literal["alone", "old", "copied", "checked", "safe"]
Trouble = Literal["room", "not_promised", "forgetful", "failed", "damaged"]
Moment = Annotated[Text, Field(max_length=40)]
Minutes = Annotated[int, Field(ge=1, le=43_200)]


class Checked(Shape):
    """What a test restore found. `found` counts what is in the copy, `since` what came or changed after it was made,
    and `gone` what is in it and no longer here.
    """

    restores: bool
    problem: str | None = None
    made_at: str | None = None
    size: int
    agents: list[str] = Field(default_factory=list)
    found: dict[str, int] = Field(default_factory=dict)
    versions: int = 0
    since: dict[str, int] = Field(default_factory=dict)
    gone: dict[str, int] = Field(default_factory=dict)
    checked_at: str


class Copy(Shape):
    """`place` is the folder's name or the server's address; `name` is what the copy is called there. `made_at` is the
    time of what is in it. With a `problem` there is no copy: it could not be written.
    """

    id: str
    kind: CopyKind
    place: str
    name: str
    size: int
    made_at: str
    created_at: str
    problem: str | None = None
    checked: Checked | None = None


class CopyCreate(Shape):
    """Without `made_at` it is of now."""

    kind: CopyKind
    place: Annotated[Text, Field(max_length=2_000)] = ""
    name: Annotated[Text, Field(max_length=1_000)] = ""
    size: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0
    made_at: Moment | None = None
    problem: Annotated[Text, Field(min_length=1, max_length=2_000)] | None = None


class Place(Shape):
    """Where copies are written without being asked for, `minutes` apart at least; null means only when asked."""

    kind: AutomaticKind
    name: str
    minutes: int | None
    has_token: bool = False


class PlaceUpdate(Changes):
    """`name` is a folder's name, or a server's address; its `token` goes to that server alone."""

    name: Name | None = None
    minutes: Minutes | None = None
    token: ApiKey | None = None


class ServerAddress(Shape):
    name: BaseUrl


class CopyCheck(Shape):
    """How a copy that a server keeps is restored for a test."""

    passphrase: Annotated[Text, Field(max_length=1_000)] | None = None


class Home(Shape):
    """What holds the space itself. A browser may have `promised` to keep it; `days` is after how many without a visit
    it forgets everything, `usage` and `quota` are bytes.
    """

    kind: Literal["browser", "server"] = "server"
    promised: bool = True
    days: int | None = None
    usage: int = 0
    quota: int = 0


class PlaceState(Shape):
    """`count` are the copies there, `made_at` the time of the newest, `checked_at` of the last good test restore."""

    kind: CopyKind
    place: str
    count: int
    made_at: str | None = None
    checked_at: str | None = None
    is_good: bool
    is_fresh: bool
    problem: str | None = None


class Verdict(Shape):
    """How safe a space is. `places` counts this one as well; `checked_at` is the newest good test restore."""

    level: Level
    places: int
    checked_at: str | None = None
    warnings: list[Trouble] = Field(default_factory=list)


class KeptBackup(Shape):
    """A backup that somebody keeps here."""

    id: str
    name: str
    size: int
    created_at: str
