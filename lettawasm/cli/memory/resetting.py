"""`lettawasm memory reset`: an agent's memory as it was at its beginning, or a block emptied."""

import argparse
from typing import Any

from . import asking as questions
from . import changes, naming
from .client import Client, path
from .failure import Missing
from .naming import Json
from .place import asking
from .told import Told


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "reset", help="an agent's memory to its beginning, or a block to empty; its past stays known"
    )
    naming.offer_block(verb)
    questions.offer(verb)
    verb.set_defaults(verb=asking(_reset))
    return verb


def _reset(client: Client, arguments: argparse.Namespace) -> Told:
    """Of an agent `{"agent", "changes"}` with the versions that this made; of a block `{"block", "changed"}`."""
    thing = naming.thing(client, arguments.agent, arguments.label)
    if not thing.id.startswith("agent-"):
        return _emptied(client, arguments, thing)
    where, wish = path("/v1/agents/{}/restore", thing.id), {"moment": _beginning(client, thing)}
    planned = client.post(where, {**wish, "dry_run": True})["changes"]
    if not planned:
        return Told(
            {"agent": thing._asdict(), "changes": []}, [f"{thing.name} is as it was at its beginning"]
        )
    question = f"This takes the memory of {thing.name} back to its beginning."
    questions.must_type(arguments, thing.name, question, changes.lines(planned))
    done = client.post(where, {**wish, "dry_run": False})["changes"]
    return Told({"agent": thing._asdict(), "changes": done}, [f"{thing.name} is as it was at its beginning"])


def _emptied(client: Client, arguments: argparse.Namespace, thing: naming.Thing) -> Told:
    where = path("/v1/blocks/{}", thing.id)
    block = client.get(where)
    if block["value"]:
        question = f"This empties {block['label']}, {len(block['value']):,} characters."
        questions.must_type(arguments, block["label"], question)
        client.patch(where, {"value": ""})
    value = {"block": {"id": block["id"], "label": block["label"]}, "changed": bool(block["value"])}
    return Told(value, [f"{block['label']} is empty"])


def _beginning(client: Client, thing: naming.Thing) -> str:
    """The moment at which the agent and all that it held at first were made. Raises Missing if nobody knows it."""
    first = _oldest(client, thing.id)
    if first["number"] != 1 or first["after"] is None:
        raise Missing(
            f"The beginning of {thing.name} is not kept any more; restore --at brings back a later moment"
        )
    held = [_oldest(client, block_id)["created_at"] for block_id in first["after"]["blocks"]]
    return str(max([first["created_at"], *held]))


def _oldest(client: Client, object_id: str) -> Json:
    [found] = client.get(
        path("/v1/memory/objects/{}/versions", object_id), order="asc", limit=1, states="true"
    )
    return found  # type: ignore[no-any-return]
