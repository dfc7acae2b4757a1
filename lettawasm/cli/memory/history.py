"""`lettawasm memory history`: what changed, when, by whom, and why."""

import argparse
from collections.abc import Iterator
from itertools import islice
from typing import Any

from . import changes, naming
from .client import Client
from .moments import short
from .naming import Json
from .place import asking
from .sheet import sheet
from .told import Line, Told, table
from .unified import diff

_HEADING = ("WHEN", "WHAT", "WHO", "WHY", "CHANGE")
_KEPT_IN_JSON = ("before", "after")


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "history", help="show what changed, when, by whom and why"
    )
    naming.offer_thing(verb)
    verb.add_argument(
        "-n", "--limit", type=int, default=20, metavar="N", help="the newest so many (default: 20)"
    )
    verb.add_argument("--all", action="store_true", help="everything that is still known")
    verb.set_defaults(verb=asking(_history))
    return verb


def _history(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"versions": [{"id", "object_id", "kind", "number", "state", "name", "change", "digest", "created_at", "actor",
    "agent_id", "run_id", "step_id", "message_id", "tool_call_id", "origin", "source"}]}`, the newest first. An
    agent's are those of all that it holds or has changed.
    """
    thing = naming.thing(client, arguments.agent, arguments.label)
    whose = "about_agent_id" if thing.id.startswith("agent-") else "object_id"
    found = client.all("/v1/memory/versions", **{whose: thing.id, "states": "true"})
    versions = [_told(one) for one in islice(found, None if arguments.all else max(0, arguments.limit))]
    return Told({"versions": versions}, _lines(versions))


def _told(version: Json) -> Json:
    head = {name: value for name, value in version.items() if name not in _KEPT_IN_JSON}
    return {**head, "name": changes.name(version), "change": _change(version)}


def _change(version: Json) -> str:
    """In a line: the first thing that was added, or else taken away."""
    if version["state"] == "forgotten":
        return "forgotten"
    if version["after"] is None:
        return "deleted"
    if version["before"] is None:
        return "made" if version["number"] == 1 else "known again"
    changed = list(diff(sheet(version["before"]), sheet(version["after"]), "", ""))[2:]
    for sign in "+-":
        if found := [line[1:].strip() for line in changed if line.startswith(sign) and line[1:].strip()]:
            return f"{sign} {found[0]}"
    return ""


def _lines(versions: list[Json]) -> Iterator[Line]:
    if not versions:
        yield "Nothing is known of it"
        return
    rows = [
        (short(one["created_at"]), f"{one['name']} {one['number']}", one["actor"], _why(one), one["change"])
        for one in versions
    ]
    yield from table([_HEADING, *rows], whole=[0])


def _why(version: Json) -> str:
    """Where it came from, as closely as it is known."""
    return str(version["source"] or version["run_id"] or version["origin"] or "")
