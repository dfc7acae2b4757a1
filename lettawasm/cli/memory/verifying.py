"""`lettawasm memory verify`: whether memory is what its versions say."""

import argparse
from collections.abc import Iterator
from typing import Any

from ..complain import FAILED
from .client import Client
from .naming import Json
from .place import asking
from .told import Line, Told


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "verify", help="find out whether memory was changed behind lettawasm's back; then the exit code is 1"
    )
    verb.set_defaults(verb=asking(_verify))
    return verb


def _verify(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"ok": bool, "versions": N, "faults": [{"object_id", "kind", "number", "problem"}]}`"""
    report = client.get("/v1/memory/verify")
    return Told(report, _lines(report), code=0 if report["ok"] else FAILED)


def _lines(report: Json) -> Iterator[Line]:
    for fault in report["faults"]:
        number = f", version {fault['number']}" if fault["number"] else ""
        yield f"{fault['kind']} {fault['object_id']}{number}: {fault['problem']}"
    yield f"{report['versions']:,} versions, {'all as they were written' if report['ok'] else 'and not all is well'}"
