"""`lettawasm memory diff`: what changed between two versions, or since a moment."""

import argparse
from typing import Any

from . import moments, naming, past
from .client import Client
from .failure import Missing
from .naming import Json
from .place import asking
from .sheet import sheet
from .told import Told
from .unified import coloured, diff


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "diff", help="show what changed between versions, or since then"
    )
    naming.offer_thing(verb)
    old = verb.add_mutually_exclusive_group()
    old.add_argument(
        "--from", dest="old", type=int, metavar="N", help="this version (default: the one before)"
    )
    old.add_argument(
        "--at", type=moments.until, metavar="MOMENT", help=f"what was there then: {moments.FORMS}"
    )
    verb.add_argument("--to", dest="new", type=int, metavar="N", help="this version (default: the newest)")
    verb.set_defaults(verb=asking(_diff))
    return verb


def _diff(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"object_id", "kind", "from": N | null, "to": N, "before": state | null, "after": state | null, "diff": text}`;
    `from` is null for what was before the first version, or at a moment before it.
    """
    thing = naming.thing(client, arguments.agent, arguments.label)
    new = past.version(client, thing.id, arguments.new) if arguments.new else past.newest(client, thing.id)
    old, before = _old(client, thing.id, arguments, new)
    names = f"{thing.name}, version {old}" if old else f"{thing.name}, before it was there"
    lines = list(diff(sheet(before), sheet(new["after"]), names, f"{thing.name}, version {new['number']}"))
    value = {
        "object_id": thing.id,
        "kind": new["kind"],
        "from": old,
        "to": new["number"],
        "before": before,
        "after": new["after"],
        "diff": "\n".join(lines),
    }
    return Told(value, coloured(lines) if lines else ["Nothing changed"])


def _old(
    client: Client, object_id: str, arguments: argparse.Namespace, new: Json
) -> tuple[int | None, Json | None]:
    """The number and the state of the older side."""
    if arguments.old:
        return arguments.old, past.version(client, object_id, arguments.old)["after"]
    if arguments.at is None:
        return new["number"] - 1 or None, new["before"]
    try:
        then = past.version_at(client, object_id, arguments.at)
    except Missing:
        return None, None
    return then["number"], then["after"]
