"""`lettawasm memory forget` and `sources`: where memory came from, and undoing all that came from one place."""

import argparse
from collections.abc import Iterator
from typing import Any

from . import asking as questions
from . import changes, naming
from .client import Client
from .failure import Unclear
from .moments import short
from .naming import Json
from .place import asking
from .told import Line, Told, bold, dim

_ORIGINS = ("user", "tool", "web", "file", "import", "memory")
_IDS = ("run", "step", "message", "tool-call")
_COUNTED = {"states_erased": "past states", "messages_deleted": "messages"}


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "forget", help="undo, and stop knowing, all that came from one source"
    )
    verb.add_argument("source", nargs="?", metavar="SOURCE", help="as `sources` names it")
    verb.add_argument("--origin", choices=_ORIGINS, help="all that came from there")
    verb.add_argument("--agent", help="only what this one wrote, by name or id")
    for kind in _IDS:
        verb.add_argument(
            f"--{kind}", dest=_field(kind), metavar="ID", help=f"what this {kind.replace('-', ' ')} led to"
        )
    verb.add_argument("--keep-past", action="store_true", help="undo it, but let history still tell it")
    verb.add_argument("--dry-run", action="store_true", help="only show what would change")
    questions.offer(verb)
    verb.set_defaults(verb=asking(_forget))
    return verb


def add_sources_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser("sources", help="show where memory came from")
    verb.add_argument("--agent", help="only what this one wrote, by name or id")
    verb.set_defaults(verb=asking(_sources))
    return verb


def _forget(client: Client, arguments: argparse.Namespace) -> Told:
    """What the server answers: `{"dry_run", "changes": [version with "before" and "after"], "states_erased",
    "messages_deleted"}`
    """
    wish = {**_cause(client, arguments), "erase": not arguments.keep_past}
    planned = client.post("/v1/memory/forget", {**wish, "dry_run": True})
    shown = client.post("/v1/memory/forget", {**wish, "dry_run": True, "erase": False})  # or nothing could be
    preview = [*changes.lines(shown["changes"]), _counts(planned)]
    if arguments.dry_run or not any(planned[name] for name in ("changes", *_COUNTED)):
        return Told(planned, preview)
    questions.must_agree(arguments, "Forget this for good?", preview)
    done = client.post("/v1/memory/forget", {**wish, "dry_run": False})
    return Told(done, [_counts(done)])


def _counts(report: Json) -> str:
    counted = {"objects": len(report["changes"]), **{words: report[name] for name, words in _COUNTED.items()}}
    verb = "Would be forgotten" if report["dry_run"] else "Forgotten"
    return f"{verb}: {', '.join(f'{words} {count:,}' for words, count in counted.items())}"


def _field(kind: str) -> str:
    return f"{kind.replace('-', '_')}_id"


def _cause(client: Client, arguments: argparse.Namespace) -> Json:
    ids = {field: getattr(arguments, field) for field in map(_field, _IDS)}
    said = {"source": arguments.source, "origin": arguments.origin, **ids}
    cause = {name: value for name, value in said.items() if value is not None}
    if not cause:
        raise Unclear("Say what to forget: a source, as `lettawasm memory sources` shows them, or an option")
    return {**cause, "agent_id": naming.agent(client, arguments.agent)["id"]} if arguments.agent else cause


def _sources(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"sources": [{"actor", "origin", "source", "versions", "objects", "first_at", "last_at"}]}`, the newest first"""
    agent_id = naming.agent(client, arguments.agent)["id"] if arguments.agent else None
    found = client.get("/v1/memory/sources", agent_id=agent_id)
    return Told({"sources": found}, _lines(found))


def _lines(found: list[Json]) -> Iterator[Line]:
    """Each source stands whole in a line of its own, so that it can be handed to `forget`."""
    if not found:
        yield "Nothing is known of any source"
    for one in found:
        yield bold(one["source"]) if one["source"] else "(no source)"
        who = f"{one['actor']}, from {one['origin']}" if one["origin"] else one["actor"]
        count = f"{one['versions']:,} versions of {one['objects']:,} objects"
        yield dim(f"  {who}: {count}, the last {short(one['last_at'])}")
