"""`lettawasm memory view`: what blocks say, now or then."""

import argparse
from collections.abc import Iterator
from typing import Any

from . import moments, naming, past
from .client import Client
from .naming import Json
from .place import asking
from .told import Line, Told, bold, dim

_FIELDS = ("label", "value", "description", "limit", "read_only")


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser("view", help="show what blocks say, now or then")
    naming.offer_block(verb)
    then = verb.add_mutually_exclusive_group()
    then.add_argument("--at", type=moments.until, metavar="MOMENT", help=f"at this moment: {moments.FORMS}")
    then.add_argument("--version", type=int, metavar="N", help="this version of the block")
    verb.set_defaults(verb=asking(_view))
    return verb


def _view(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"agent": {"id", "name"} | null, "blocks": [{"id", "label", "value", "description", "limit", "read_only",
    "version"}]}`; `version` is null for what is there now.
    """
    agent, found = _shown(client, arguments)
    name = agent and {"id": agent["id"], "name": agent["name"]}
    return Told({"agent": name, "blocks": found}, _lines(agent, found))


def _shown(client: Client, arguments: argparse.Namespace) -> tuple[Json | None, list[Json]]:
    is_one = arguments.label or arguments.version or naming.kind_of(arguments.agent) == "block"
    if not is_one and (agent := naming.only(client, arguments.agent)):
        blocks = agent["blocks"] if arguments.at is None else list(_then(client, agent, arguments.at))
        return agent, [_fields(block) if arguments.at is None else block for block in blocks]
    agent, block = naming.block(client, arguments.agent, arguments.label)
    if arguments.at:
        return agent, [_past(past.version_at(client, block["id"], arguments.at))]
    if arguments.version:
        return agent, [_past(past.version(client, block["id"], arguments.version))]
    return agent, [_fields(block)]


def _then(client: Client, agent: Json, moment: str) -> Iterator[Json]:
    """The blocks that the agent had at that moment."""
    for block_id in past.state(past.version_at(client, agent["id"], moment))["blocks"]:
        yield _past(past.version_at(client, block_id, moment))


def _past(version: Json) -> Json:
    return _fields({"id": version["object_id"], **past.state(version)}, version["number"])


def _fields(block: Json, number: int | None = None) -> Json:
    return {"id": block["id"], **{name: block.get(name) for name in _FIELDS}, "version": number}


def _lines(agent: Json | None, blocks: list[Json]) -> Iterator[Line]:
    for number, block in enumerate(blocks):
        if number:
            yield ""
        whose = f"{agent['name']} / " if agent else ""
        then = f", version {block['version']}" if block["version"] else ""
        size = f"  {len(block['value']):,} of {block['limit']:,} characters{then}"
        yield [whose, bold(block["label"]), dim(size)]
        yield block["value"]
    if not blocks:
        yield f"{agent['name'] if agent else 'It'} has no block"
