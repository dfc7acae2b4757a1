"""`lettawasm memory export`: an agent, or everything, as a file of one's own."""

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import naming, passphrases
from .client import Client, path
from .failure import Unclear
from .files import STANDARD, must_be_free, target, write_private
from .naming import Json
from .place import asking
from .told import Told

_ENDINGS = {"af": "af", "json": "json", "markdown": "md", "html": "html"}
_NOT_IN_NAMES = re.compile(r"[^\w-]+")


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser("export", help="save an agent with its memory in a file")
    naming.offer_agent(verb)
    verb.add_argument("--everything", action="store_true", help="all agents, and what none of them holds")
    verb.add_argument(
        "--format", choices=tuple(_ENDINGS), help="default: what the file's name ends with, or json"
    )
    verb.add_argument("--no-history", action="store_true", help="leave out what memory was before")
    verb.add_argument("--no-messages", action="store_true", help="leave out what was said")
    verb.add_argument(
        "-o", "--output", type=Path, metavar="PATH", help="a file, a folder, or - for standard output"
    )
    verb.add_argument("--force", action="store_true", help="replace the file if it is there")
    passphrases.offer(verb, "lock the page (html) with a passphrase")
    verb.set_defaults(verb=asking(_export))
    return verb


def _export(client: Client, arguments: argparse.Namespace) -> Told:
    """`{"file": path | null, "format", "bytes", "agent": {"id", "name"} | null}`"""
    form = _format(arguments)
    _must_go_together(arguments, form)
    agent = None if arguments.everything else naming.agent(client, arguments.agent)
    if arguments.output == STANDARD:
        sys.stdout.buffer.write(_content(client, arguments, form, agent))
        return Told(None, [])
    file = target(arguments.output, _file_name(_stem(arguments, agent), form))
    must_be_free(file, replace=arguments.force)
    content = _content(client, arguments, form, agent)
    write_private(file, content, replace=arguments.force)
    whose = agent and {"id": agent["id"], "name": agent["name"]}
    value = {"file": str(file), "format": form, "bytes": len(content), "agent": whose}
    return Told(value, [f"{file}: {len(content):,} bytes"])


def _format(arguments: argparse.Namespace) -> str:
    ending = arguments.output.suffix.lower() if arguments.output else ""
    by_ending = {f".{end}": form for form, end in _ENDINGS.items()}
    return arguments.format or by_ending.get(ending, "json")


def _must_go_together(arguments: argparse.Namespace, form: str) -> None:
    if arguments.everything and (arguments.agent or form == "af"):
        raise Unclear("Everything is no single agent, and goes into a json, markdown or html file")
    if passphrases.is_wanted(arguments) and form != "html":
        raise Unclear("Only a page (--format html) can be locked with a passphrase")
    if arguments.output == STANDARD and getattr(arguments, "json", False):
        raise Unclear("Standard output takes the file, and so no JSON about it")


def _content(client: Client, arguments: argparse.Namespace, form: str, agent: Json | None) -> bytes:
    history, messages = not arguments.no_history, not arguments.no_messages
    if form == "af" and agent:
        asked = {"include_block_history": _flag(history), "scrub_messages": _flag(not messages)}
        return client.download("GET", path("/v1/agents/{}/export", agent["id"]), **asked)
    where = path("/v1/agents/{}/backup", agent["id"]) if agent else "/v1/backup"
    locked = {"passphrase": passphrases.new(arguments)} if passphrases.is_wanted(arguments) else {}
    wish = {"format": form, "with_history": history, "with_messages": messages, **locked}
    return client.download("POST", where, wish)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _stem(arguments: argparse.Namespace, agent: Json | None) -> str:
    """What is locked doesn't tell its name outside, either."""
    if passphrases.is_wanted(arguments):
        return "locked"
    return agent["name"] if agent else "everything"


def _file_name(name: str, form: str) -> str:
    """One that leads nowhere else, whatever the agent is called."""
    safe = _NOT_IN_NAMES.sub("-", name)[:48].strip("-") or "agent"
    return f"{safe}-{datetime.now(UTC):%Y-%m-%d}.{_ENDINGS[form]}"
