"""`lettawasm memory restore`: a block or passage back to a version, or a whole agent back to a moment."""

import argparse
from typing import Any

from . import asking as questions
from . import changes, moments, naming, past
from .client import Client, path
from .failure import Unclear
from .naming import Json
from .place import asking
from .told import Told


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "restore", help="bring back a version, or a whole agent's moment; what is there now stays a version"
    )
    naming.offer_thing(verb)
    then = verb.add_mutually_exclusive_group(required=True)
    then.add_argument("--version", type=int, metavar="N", help="this version of the block or passage")
    then.add_argument(
        "--at",
        type=moments.then,
        metavar="MOMENT",
        help=f"what was there then: {moments.FORMS}; of an agent also"
        " before a step or run, or at a message or version, by its id",
    )
    verb.add_argument(
        "--keep-context", action="store_true", help="of an agent: leave what its model is shown"
    )
    verb.add_argument("--keep-shared", action="store_true", help="of an agent: leave blocks others hold, too")
    verb.add_argument("--dry-run", action="store_true", help="only show what would change")
    questions.offer(verb)
    verb.set_defaults(verb=asking(_restore))
    return verb


def _restore(client: Client, arguments: argparse.Namespace) -> Told:
    """What the server answers: `{"dry_run", "changes": [version with "before" and "after"]}`, of an agent with the
    `moment`.
    """
    thing = naming.thing(client, arguments.agent, arguments.label)
    if thing.id.startswith("agent-"):
        return of_agent(client, arguments, thing, _moment(arguments))
    number = arguments.version or past.version_at(client, thing.id, arguments.at)["number"]
    where = path("/v1/memory/objects/{}/restore", thing.id)
    return carried_out(
        client, arguments, where, {"version": number}, f"Restore {thing.name} to version {number}?"
    )


def of_agent(client: Client, arguments: argparse.Namespace, thing: naming.Thing, moment: str) -> Told:
    wish = {
        "moment": moment,
        "context": not arguments.keep_context,
        "shared_blocks": not arguments.keep_shared,
    }
    where = path("/v1/agents/{}/restore", thing.id)
    return carried_out(client, arguments, where, wish, f"Restore {thing.name} to {moment}?")


def carried_out(client: Client, arguments: argparse.Namespace, where: str, wish: Json, question: str) -> Told:
    """Ask the server to do it, after a person has seen what it would do."""
    planned = client.post(where, {**wish, "dry_run": True})
    if arguments.dry_run or not planned["changes"]:
        return Told(planned, list(changes.lines(planned["changes"])) or ["Nothing would change"])
    questions.must_agree(arguments, question, changes.lines(planned["changes"]))
    done = client.post(where, {**wish, "dry_run": False})
    count = len(done["changes"])
    return Told(
        done, [f"{count} {'object' if count == 1 else 'objects'} changed; history tells what they were"]
    )


def _moment(arguments: argparse.Namespace) -> str:
    if arguments.at is None:
        raise Unclear("A whole agent is restored to a moment: --at")
    return str(arguments.at)
