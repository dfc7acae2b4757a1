"""`lettawasm memory verify-backup`: whether a backup can be restored."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..complain import FAILED
from . import passphrases
from .client import Client
from .files import read
from .naming import Json
from .place import asking
from .told import Line, Told


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "verify-backup",
        help="restore a backup for a test, into memory alone; if it can't be, the exit code is 1",
        epilog="It is compared with the space as it is now. Nothing is changed.",
    )
    verb.add_argument("file", type=Path, metavar="FILE", help="a backup: JSON, or a page")
    passphrases.offer(verb, "the file is locked")
    verb.set_defaults(verb=asking(_try))
    return verb


def _try(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"restores": bool, "problem": text | null, "made_at", "size", "agents": [name], "found", "versions": N,
    "since", "gone", "checked_at"}`, where found, since and gone count by kind what is in it, what is newer, and what
    is no longer in the space.
    """
    known = {"passphrase": passphrases.known(arguments)} if passphrases.is_wanted(arguments) else {}
    report = client.upload("/v1/backup/verify", arguments.file.name, read(arguments.file), known)
    return Told(report, _lines(report), code=0 if report["restores"] else FAILED)


def _lines(report: Json) -> Iterator[Line]:
    if not report["restores"]:
        yield f"This backup can't be restored: {report['problem']}"
        return
    yield f"This backup of {report['made_at']} can be restored. It holds {_told(report['found'])}."
    yield f"All {report['versions']:,} versions of its history prove themselves."
    if report["since"]:
        yield f"Newer than it: {_told(report['since'])}"
    if report["gone"]:
        yield f"In it, and no longer here: {_told(report['gone'])}"


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {kind if count > 1 else kind[:-1]}" for kind, count in counts.items())
