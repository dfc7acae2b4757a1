"""`lettawasm memory list`: every agent with its blocks."""

import argparse
from collections.abc import Iterator
from typing import Any

from . import naming
from .client import Client, path
from .moments import short
from .naming import Json
from .place import asking
from .told import Line, Told, bold, dim, table

_HEADING = ("BLOCK", "CHARACTERS", "LIMIT", "FULL", "UPDATED", "POLICY")
_DANGERS = ("drops", "repeats", "overflows", "obeys")


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser("list", help="show agents and their blocks")
    verb.add_argument("agent", nargs="?", metavar="AGENT", help="this one only, by name or id")
    verb.set_defaults(verb=asking(_list))
    return verb


def _list(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"agents": [{"id", "name", "updated_at", "blocks": [{"id", "label", "limit", "read_only", "characters",
    "share", "updated_at", "policy"}]}]}`; `share` is of the limit, and a block's last two are null where Letta's server
    answers, which keeps neither.
    """
    found = [naming.agent(client, arguments.agent)] if arguments.agent else list(naming.agents(client))
    ids = list({block["id"]: None for agent in found for block in agent["blocks"]})
    newest = _of_each(client, ids, "/v1/memory/objects/{}/versions", limit=1)
    policies = _of_each(client, ids, "/v1/blocks/{}/policy")
    value = [
        {
            **{name: agent.get(name) for name in ("id", "name", "updated_at")},
            "blocks": [_in_short(one, newest[one["id"]], policies[one["id"]]) for one in agent["blocks"]],
        }
        for agent in found
    ]
    return Told({"agents": value}, _lines(value))


def _of_each(client: Client, ids: list[str], template: str, **query: Any) -> dict[str, Any]:
    return dict(zip(ids, client.each([path(template, one) for one in ids], **query), strict=True))


def _in_short(block: Json, newest: list[Json] | None, policy: Json | None) -> Json:
    size = len(block["value"])
    return {
        **{name: block.get(name) for name in ("id", "label", "limit", "read_only")},
        "characters": size,
        "share": round(size / block["limit"], 4) if block.get("limit") else None,
        "updated_at": newest[0]["created_at"] if newest else None,
        "policy": policy,
    }


def _lines(agents: list[Json]) -> Iterator[Line]:
    if not agents:
        yield "There is no agent yet."
    for agent in agents:
        yield [bold(agent["name"]), "  ", dim(agent["id"])]
        rows = [_row(block) for block in agent["blocks"]]
        yield from table([_HEADING, *rows], indent="  ", whole=[4]) if rows else ["  no blocks"]


def _row(block: Json) -> tuple[str, ...]:
    share = "" if block["share"] is None else f"{block['share']:.0%}"
    limit = "" if block["limit"] is None else f"{block['limit']:,}"
    return (
        block["label"],
        f"{block['characters']:,}",
        limit,
        share,
        short(block["updated_at"]),
        _policy(block),
    )


def _policy(block: Json) -> str:
    """What becomes of an agent's edits: one word where all dangers have the same."""
    if block["read_only"]:
        return "read-only"
    if block["policy"] is None:
        return ""
    words = {danger: block["policy"].get(danger) for danger in _DANGERS}
    if len(set(words.values())) == 1:
        return str(words["drops"])
    return ", ".join(f"{word} {danger}" for danger, word in words.items() if word != "refuse")
