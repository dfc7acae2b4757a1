"""Versions of packages and what may be asked of them, as the Python Packaging Authority's specification has it.

https://packaging.python.org/en/latest/specifications/version-specifiers/
"""

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Any, Self

_VERSION = re.compile(
    r"\s*v?(?:(?P<epoch>\d{1,9})!)?(?P<release>\d{1,12}(?:\.\d{1,12})*)"
    r"(?:[-_.]?(?P<pre>a|b|c|rc|alpha|beta|pre|preview)[-_.]?(?P<pre_n>\d{0,9}))?"
    r"(?:-(?P<post_implied>\d{1,9})|[-_.]?(?P<post>post|rev|r)[-_.]?(?P<post_n>\d{0,9}))?"
    r"(?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_n>\d{0,9}))?"
    r"(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\s*(?P<operator>===|~=|==|!=|<=|>=|<|>)\s*(?P<version>[^\s,;)]+)\s*")
_PRE = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}


@total_ordering
@dataclass(frozen=True)
class Version:
    epoch: int
    release: tuple[int, ...]
    pre: tuple[int, int] | None
    post: int | None
    dev: int | None
    local: str
    text: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises ValueError for what is no version."""
        if len(text) > 200 or not (found := _VERSION.fullmatch(text)):
            raise ValueError(f"{text[:100]!r} is no version of a package")
        post = found["post_implied"] or (found["post_n"] or "0" if found["post"] else None)
        return cls(
            epoch=int(found["epoch"] or 0),
            release=tuple(map(int, found["release"].split("."))),
            pre=(_PRE[found["pre"].lower()], int(found["pre_n"] or 0)) if found["pre"] else None,
            post=None if post is None else int(post),
            dev=int(found["dev_n"] or 0) if found["dev"] else None,
            local=re.sub(r"[-_]", ".", (found["local"] or "").lower()),
            text=text.strip(),
        )

    @property
    def is_unstable(self) -> bool:
        return self.pre is not None or self.dev is not None

    @property
    def key(self) -> tuple[Any, ...]:
        """Sorts as the specification orders: 1.dev1, 1a1, 1rc1, 1, 1.post1."""
        release = self.release
        while len(release) > 1 and release[-1] == 0:
            release = release[:-1]
        last, first = (3, 0), (-1, 0)
        pre = self.pre or (first if self.dev is not None and self.post is None else last)
        post = -1 if self.post is None else self.post
        dev = (1, 0) if self.dev is None else (0, self.dev)
        parts = tuple(
            (1, int(part), "") if part.isdigit() else (0, 0, part) for part in self.local.split(".")
        )
        return self.epoch, release, pre, post, dev, parts if self.local else ()

    def __lt__(self, other: "Version") -> bool:
        return bool(self.key < other.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def begins_with(self, release: tuple[int, ...]) -> bool:
        padded = self.release + (0,) * (len(release) - len(self.release))
        return padded[: len(release)] == release

    def without_local(self) -> "Version":
        return Version.of(self.text.partition("+")[0])


@dataclass(frozen=True)
class Wanted:
    """What a version must be: `>=2,<3`. Every clause counts."""

    clauses: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises ValueError for what says nothing of versions."""
        parts = [part for part in text.strip().strip("()").split(",") if part.strip()]
        found = [_CLAUSE.fullmatch(part) for part in parts]
        for part, one in zip(parts, found, strict=True):
            if one is None:
                raise ValueError(f"{part.strip()[:100]!r} says nothing of a version")
        clauses = tuple((one["operator"], one["version"]) for one in found if one)
        for operator, version in clauses:
            if not _is_sound(operator, version):
                raise ValueError(f"{operator + version[:100]!r} says nothing of a version")
        return cls(clauses)

    def __str__(self) -> str:
        return ",".join(operator + version for operator, version in self.clauses)

    @property
    def names_one(self) -> bool:
        """Whether it is one exact version: then even one that was withdrawn is wanted (PEP 592)."""
        return any(
            operator == "===" or (operator == "==" and not text.endswith(".*"))
            for operator, text in self.clauses
        )

    def allows(self, version: Version, unstable: bool = False) -> bool:
        """Whether a version is wanted: one that is unstable, if a clause names such a one or there is no other."""
        named = any(operator != "!=" and _is_unstable(text) for operator, text in self.clauses)
        if version.is_unstable and not (unstable or named):
            return False
        return all(_meets(version, operator, text) for operator, text in self.clauses)


def _is_sound(operator: str, text: str) -> bool:
    """Raises ValueError where no version is named at all."""
    if operator == "===":
        return True
    if operator in ("==", "!="):
        return bool(Version.of(text.removesuffix(".*")))
    version = Version.of(text)
    return not version.local and (operator != "~=" or len(version.release) > 1)


def _is_unstable(text: str) -> bool:
    try:
        return Version.of(text).is_unstable
    except ValueError:
        return False


def _meets(version: Version, operator: str, text: str) -> bool:
    if operator == "===":
        return version.text.lower() == text.lower()
    if text.endswith(".*"):
        wild = Version.of(text[:-2])
        return (version.epoch == wild.epoch and version.begins_with(wild.release)) == (operator == "==")
    other = Version.of(text)
    plain = version if other.local else version.without_local()
    match operator:
        case "==":
            return plain == other
        case "!=":
            return plain != other
        case "<=":
            return plain <= other
        case ">=":
            return plain >= other
        case "<":
            return plain < other and not _comes_before(plain, other)
        case ">":
            return plain > other and not _comes_after(plain, other)
    return plain >= other and version.epoch == other.epoch and version.begins_with(other.release[:-1])  # ~=


def _comes_before(one: Version, other: Version) -> bool:
    """Whether a version is an unstable one of another, which isn't unstable itself."""
    if other.is_unstable or not one.is_unstable or not _same(one, other):
        return False
    return other.post is None or (one.pre is None and one.post == other.post)


def _comes_after(one: Version, other: Version) -> bool:
    """Whether a version was published after another, as the same one."""
    if other.post is not None or one.post is None or not _same(one, other):
        return False
    return (one.pre, None) == (other.pre, other.dev)


def _same(one: Version, other: Version) -> bool:
    """Whether two versions are of the same release."""
    return one.epoch == other.epoch and one.begins_with(other.release) and other.begins_with(one.release)
