"""`lettawasm memory import`: what a file holds, after a look at what that would do."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import asking as questions
from . import naming, passphrases
from .client import Client
from .files import packed
from .naming import Json
from .place import asking
from .told import Line, Told, dim

_MOST_REMARKS = 20


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        "import",
        help="bring in a backup, an .af file, or what another memory exported",
        epilog="ChatGPT, Claude, mem0 and OpenMemory exports, folders of basic-memory, JSON lines of MCP's"
        " server-memory, agent files and backups are known by what is in them. The same file again adds nothing.",
    )
    verb.add_argument("file", type=Path, metavar="FILE", help="a file, or a folder of notes")
    whose = verb.add_mutually_exclusive_group()
    whose.add_argument("--agent", help="who shall remember it, by name or id (default: a new agent)")
    whose.add_argument("--name", help="what the new agent is called")
    verb.add_argument("--model", metavar="HANDLE", help="the new agent's model")
    verb.add_argument("--project", metavar="ID", help="where blocks of a project go")
    verb.add_argument("--keep-duplicates", action="store_true", help="store also what is remembered already")
    verb.add_argument("--again", action="store_true", help="let agents come again that came before")
    verb.add_argument("--dry-run", action="store_true", help="only show what would come")
    passphrases.offer(verb, "the file is locked")
    questions.offer(verb)
    verb.set_defaults(verb=asking(_import, creates=True))
    return verb


def _import(client: Client, arguments: argparse.Namespace) -> Told:
    """What the server answers: `{"id", "source", "state", "format", "agent_ids", "found", "added", "skipped",
    "examples", "remarks", "remark_count", "dry_run"}`, where the three in the middle count by kind.
    """
    name, content = packed(arguments.file)
    fields = _fields(client, arguments)

    def ask(dry_run: bool) -> Json:
        form = {**fields, "dry_run": "true" if dry_run else "false"}
        found: Json = client.upload("/v1/memory/import", name, content, form)
        return found

    if not arguments.yes or arguments.dry_run:
        planned = ask(dry_run=True)
        if arguments.dry_run:
            return Told(planned, _lines(planned))
        questions.must_agree(arguments, f"Import {arguments.file.name}?", _lines(planned))
    done = ask(dry_run=False)
    return Told(done, _lines(done))


def _fields(client: Client, arguments: argparse.Namespace) -> dict[str, str]:
    fields = {
        "agent_id": naming.agent(client, arguments.agent)["id"] if arguments.agent else None,
        "name": arguments.name,
        "model": arguments.model,
        "project_id": arguments.project,
        "again": "true" if arguments.again else "false",
        "skip_duplicates": "false" if arguments.keep_duplicates else "true",
        "passphrase": passphrases.known(arguments) if passphrases.is_wanted(arguments) else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _lines(report: Json) -> Iterator[Line]:
    verb = "would come" if report["dry_run"] else "came"
    yield f"It is a file of the format {report['format']}."
    for kind, count in report["found"].items():
        added, skipped = report["added"].get(kind, 0), report["skipped"].get(kind, 0)
        there = f", {skipped:,} are there already" if skipped else ""
        yield f"  {kind}: {added:,} of {count:,} {verb}{there}"
        for example in report["examples"].get(kind, ()):
            yield ["    ", dim(example)]
    yield from remarks(report)
    if report["agent_ids"]:
        yield f"Agent: {', '.join(report['agent_ids'])}"


def remarks(report: Json) -> Iterator[Line]:
    """What became something else, or could not come."""
    shown = report["remarks"][:_MOST_REMARKS]
    for remark in shown:
        place = f"{remark['path']}: " if remark.get("path") else ""
        yield f"  note: {place}{remark['message']}"
    if more := report["remark_count"] - len(shown):
        yield f"  and {more:,} more notes, which --json shows as far as they were kept"
