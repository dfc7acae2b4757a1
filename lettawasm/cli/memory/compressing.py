"""`lettawasm memory compress`: a block that grew too long, shortened so that nothing is lost."""

import argparse
from typing import Any

from . import asking as questions
from . import naming
from .client import Client, path
from .place import asking
from .told import Line, Told
from .unified import coloured, diff

_STRATEGIES = ("summarize", "truncate", "archive")


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "compress", help="shorten a block; its old text stays a version"
    )
    naming.offer_block(verb)
    verb.add_argument("--strategy", choices=_STRATEGIES, help="how (default: as the block's policy says)")
    verb.add_argument("--dry-run", action="store_true", help="only show what it would become")
    questions.offer(verb)
    verb.set_defaults(verb=asking(_compress))
    return verb


def _compress(client: Client, arguments: argparse.Namespace) -> Told:
    """What the server answers: `{"block_id", "label", "strategy", "dry_run", "chars_before", "chars_after", "value",
    "archived"}`; without a `strategy` the block was short enough.
    """
    agent, block = naming.block(client, arguments.agent, arguments.label)
    wish = {"strategy": arguments.strategy, "agent_id": agent and agent["id"]}
    where = path("/v1/blocks/{}/compress", block["id"])
    planned = client.post(where, {**wish, "dry_run": True})
    if planned["strategy"] is None:
        return Told(planned, [f"{block['label']} is short enough"])
    preview = list(coloured(diff(block["value"], planned["value"], "now", planned["strategy"])))
    if arguments.dry_run:
        return Told(planned, preview)
    questions.must_agree(arguments, f"Compress {block['label']}?", preview)
    return _told(client.post(where, {**wish, "dry_run": False}))


def _told(done: Any) -> Told:
    lines: list[Line] = [
        f"{done['label']}: {done['chars_before']:,} characters became {done['chars_after']:,}"
    ]
    if done["archived"]:
        lines.append(f"{len(done['archived'])} texts went to the archive")
    return Told(done, lines)
