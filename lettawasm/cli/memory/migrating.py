"""`lettawasm memory migrate-from-letta`: agents of a Letta server or of Letta's cloud, with all that they remember."""

import argparse
import os
import sys
from collections.abc import Iterator
from getpass import getpass
from typing import Any

from ..plain import cut, one_line
from . import asking as questions
from .client import Client, path
from .failure import Failure, Unclear
from .importing import remarks
from .naming import Json
from .place import asking
from .told import Line, Told, bold, screen_width

CLOUD = "https://api.letta.com"
KEY = "LETTA_API_KEY"
_ROUTE = "/v1/memory/migrations"
_COUNTED = ("blocks", "tools", "conversations", "messages", "passages")
_PAUSE = 0.2  # seconds between two looks at how far it is


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "migrate-from-letta",
        help="bring agents from a Letta server, or from Letta's cloud",
        epilog=f"The server's key is read from {KEY}, or asked for; it is not kept. What was cut off goes on when the"
        " same command is given again, and nothing comes twice.",
    )
    verb.add_argument("url", nargs="?", default=CLOUD, metavar="URL", help=f"its address (default: {CLOUD})")
    verb.add_argument(
        "--agent", action="append", metavar="ID", help="only this one; may be given more than once"
    )
    verb.add_argument("--dry-run", action="store_true", help="only show what would come")
    questions.offer(verb)
    verb.set_defaults(verb=asking(_migrate, creates=True))
    return verb


def _migrate(client: Client, arguments: argparse.Namespace) -> Told:
    """What the server answers: `{"id", "source", "state", "base_url", "agents": [{"remote_id", "id", "name", "state",
    "blocks", "tools", "conversations", "messages", "passages", "left_out"}], "remarks", "remark_count"}`; of a dry
    run `{"base_url", "agents", "dry_run"}`.
    """
    key = {"token": _key(arguments.url)}
    wish = {"base_url": arguments.url, "agent_ids": arguments.agent, **key}
    earlier = _earlier(client, arguments)
    if earlier is None or arguments.dry_run:
        planned = client.post(_ROUTE, {**wish, "dry_run": True})
        if arguments.dry_run:
            return Told(planned, _preview(planned))
        questions.must_agree(arguments, f"Bring these here from {arguments.url}?", _preview(planned))
        record = client.post(_ROUTE, wish)
    elif earlier["state"] == "running":
        record = earlier
    else:
        record = client.post(path(_ROUTE + "/{}/resume", earlier["id"]), key)
    return _ended(_followed(client, record))


def _key(url: str) -> str | None:
    if not url.startswith(("http://", "https://")) or "@" in url.partition("//")[2].partition("/")[0]:
        raise Unclear(f"{url!r} is no address; it looks like {CLOUD}, and a key goes into {KEY}")
    if key := os.environ.get(KEY):
        return key
    return (getpass(f"Key for {url} (empty if it wants none): ") or None) if sys.stdin.isatty() else None


def _earlier(client: Client, arguments: argparse.Namespace) -> Json | None:
    """The newest migration of the same agents from there, unless all has come."""
    address = arguments.url.rstrip("/").removesuffix("/v1")
    for record in client.all(_ROUTE):
        if (record["base_url"], record["agent_ids"]) == (address, arguments.agent):
            found: Json = record
            return None if found["state"] == "completed" else found
    return None


def _followed(client: Client, record: Json) -> Json:
    """The record when it has ended. Raises KeyboardInterrupt with a word on how to go on."""
    where, shown = path(_ROUTE + "/{}", record["id"]), ""
    try:
        while record["state"] == "running":
            client.wait(_PAUSE)
            record = client.get(where)
            shown = _show_progress(record, shown)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Stopped; the same command goes on from here") from None
    finally:
        if shown:
            print(file=sys.stderr)
    return record


def _show_progress(record: Json, shown: str) -> str:
    """How far it is, in one line of a terminal that is written over again and again."""
    going = [one for one in record["agents"] if one["state"] == "running"]
    done = sum(one["state"] == "completed" for one in record["agents"])
    line = f"{done} of {len(record['agents'])} agents" + "".join(
        f"; {one['name']}: {_counts(one)}" for one in going
    )
    line = cut(one_line(line), screen_width() - 1)
    if line != shown and sys.stderr.isatty():
        print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)
        return line
    return shown


def _ended(record: Json) -> Told:
    if record["state"] != "completed":
        failure = Failure(f"The migration is {record['state']}: {record.get('error', 'it was cut off')}")
        failure.add_note("The same command goes on from here")
        raise failure
    return Told(record, _report(record))


def _preview(planned: Json) -> Iterator[Line]:
    for agent in planned["agents"]:
        yield [bold(agent["name"]), f"  {agent['remote_id']}: {_counts(agent)}, and its history"]
    if not planned["agents"]:
        yield "There is no agent there"


def _report(record: Json) -> Iterator[Line]:
    for agent in record["agents"]:
        yield [bold(agent["name"]), f"  {agent['id'] or 'did not come'}: {_counts(agent)}"]
        for kind, count in agent["left_out"].items():
            yield f"  left out: {count:,} {kind}"
    yield from remarks(record)


def _counts(agent: Json) -> str:
    return ", ".join(f"{agent[name]:,} {name}" for name in _COUNTED if agent.get(name)) or "nothing yet"
