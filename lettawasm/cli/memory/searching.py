"""`lettawasm memory search`: all of memory at once."""

import argparse
from collections.abc import Iterator
from typing import Any

from . import moments, naming, plain_search
from .client import Client
from .excerpt import excerpt
from .failure import NotOffered
from .moments import short
from .naming import Json
from .place import asking
from .told import Line, Told, bold, dim

KINDS = ("block", "passage", "message")


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser("search", help="search blocks, passages and messages")
    verb.add_argument(
        "words", nargs="*", metavar="WORD", help="what to look for; without it the newest are shown"
    )
    verb.add_argument("--agent", help="this one's memory only, by name or id")
    verb.add_argument(
        "--kind", action="append", choices=KINDS, help="only these; may be given more than once"
    )
    verb.add_argument("--tag", action="append", help="passages with any of these tags")
    verb.add_argument("--all-tags", action="store_true", help="passages with all of these tags")
    verb.add_argument(
        "--label", action="append", metavar="GLOB", help="blocks with such a label, as project/*"
    )
    verb.add_argument("--archive", action="append", metavar="ID", help="passages of this archive")
    verb.add_argument(
        "--source", help="what came from there: user, tool, web, file, import, memory or a source"
    )
    verb.add_argument("--project", metavar="ID", help="blocks of this project")
    verb.add_argument("--since", type=moments.since, metavar="MOMENT", help="not older")
    verb.add_argument("--until", type=moments.until, metavar="MOMENT", help="not newer")
    verb.add_argument(
        "-n", "--limit", type=int, default=10, metavar="N", help="at most so many (default: 10)"
    )
    verb.set_defaults(verb=asking(_search))
    return verb


def _search(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"hits": [{"kind", "id", "text", "offset", "marks", "score", "why", "created_at", "about"}], "corrections":
    {word: [taken for]}}`, as the server ranks them.
    """
    agent = naming.agent(client, arguments.agent) if arguments.agent else None
    try:
        found = client.post("/v1/memory/search", _wish(arguments, agent))
    except NotOffered:
        found = {"hits": plain_search.search(client, _wish(arguments, agent), agent), "corrections": {}}
    return Told(found, _lines(found))


def _wish(arguments: argparse.Namespace, agent: Json | None) -> Json:
    wish = {
        "query": " ".join(arguments.words) or None,
        "kinds": arguments.kind,
        "agent_id": agent and agent["id"],
        "archive_ids": arguments.archive,
        "labels": arguments.label,
        "tags": arguments.tag,
        "tag_match_mode": "all" if arguments.all_tags else "any",
        "source": arguments.source,
        "project_id": arguments.project,
        "start_date": arguments.since,
        "end_date": arguments.until,
        "limit": arguments.limit,
    }
    return {name: value for name, value in wish.items() if value is not None}


def _lines(found: Json) -> Iterator[Line]:
    for word, meant in found["corrections"].items():
        yield dim(f"{word} was taken for {', '.join(meant)}")
    if not found["hits"]:
        yield "Nothing was found"
    for hit in found["hits"]:
        yield [
            bold(f"{hit['kind']} {_title(hit)}".strip()),
            "  ",
            dim(f"{short(hit['created_at'])}  {hit['id']}"),
        ]
        yield from excerpt(hit["text"], hit["marks"])


def _title(hit: Json) -> str:
    """A block's label, who said a message, or what a passage is filed under."""
    about = hit["about"]
    tags = ", ".join(about.get("tags") or ())
    return str(about.get("label") or about.get("role") or (f"({tags})" if tags else ""))
