"""A backup for people: one Markdown document.

What agents and people wrote stands in fences that are longer than any run of backticks in it, and short texts have
what Markdown would read as marks escaped, so that nothing that looks like Markdown or HTML is taken for it.
"""

import re
from collections.abc import Iterator
from typing import Any

from . import pasts
from .shape import PastEntry

MARK = "<!-- lettawasm memory 1 -->"
LOOSE = "# *What no agent holds*"  # no agent's name is written so
LATEST = 50  # versions that are told
_MARKS = re.compile(r"([\\`*_{}\[\]<>#!|~&$^=:@])")
_TIME = re.compile(r"[\d:.+-]+T[\d:.+-]+Z")


def markdown(content: dict[str, Any], made_at: str) -> str:
    file = content["agent_file"]
    lines = [MARK, "", f"Made by lettawasm on {made_at}.", ""]
    for agent in file["agents"] if file else ():
        lines += _agent(content, file, agent)
    if content["loose"]["blocks"] or content["loose"]["archives"]:
        lines += [LOOSE, "", *_blocks(content["loose"]["blocks"])]
        lines += _passages(content["loose"]["archives"])
        lines += _changes(content, None)
    return "\n".join(lines)


def _agent(content: dict[str, Any], file: dict[str, Any], agent: dict[str, Any]) -> Iterator[str]:
    yield from (f"# {line(agent['name'])}", "")
    yield from _facts(Model=agent["model"], Tags=", ".join(agent["tags"]), **{"Time zone": agent["timezone"]})
    if agent["description"]:
        yield from (*fence(agent["description"]), "")
    yield from _blocks([block for block in file["blocks"] if block["id"] in agent["block_ids"]])
    yield from _changes(content, agent["id"])
    archives = file["lettawasm"]["archives"]
    yield from _passages([one for one in archives if agent["id"] in one["agent_ids"]])
    yield from _talk("Conversation", agent["messages"])
    for talk in content["conversations"]:
        if talk["agent_id"] == agent["id"]:
            yield from _talk(f"Conversation: {line(talk['summary'] or talk['id'])}", talk["messages"])
    yield from ("## Instructions", "", *fence(agent["system"]), "")


def _facts(**facts: str | None) -> Iterator[str]:
    told = [f"- {name}: {line(text)}" for name, text in facts.items() if text]
    yield from (*told, "") if told else ()


def _blocks(blocks: list[dict[str, Any]]) -> Iterator[str]:
    yield from ("## Memory", "") if blocks else ()
    for block in blocks:
        kind = "yes" if block["read_only"] else None
        yield from (f"### {line(block['label'])}", "")
        yield from _facts(Description=block["description"], Limit=str(block["limit"]), **{"Read only": kind})
        yield from (*fence(block["value"]), "")


def _passages(archives: list[dict[str, Any]]) -> Iterator[str]:
    for archive in archives:
        yield from (f"## Archive: {line(archive['name'])}", "")
        for passage in archive["passages"]:
            tags = ", ".join(passage["tags"])
            yield from (
                f"### {line(passage['created_at'])}",
                "",
                *_facts(Tags=tags),
                *fence(passage["text"]),
                "",
            )


def _talk(title: str, messages: list[dict[str, Any]]) -> Iterator[str]:
    yield from (f"## {title}", "") if messages else ()
    for message in messages:
        if message["role"] != "system":
            yield from (f"### {message['role']}, {line(message['created_at'])}", "")
            yield from _parts(message)


def _parts(message: dict[str, Any]) -> Iterator[str]:
    for part in message["content"] if message["role"] != "tool" else ():
        if part["type"] == "text":
            yield from (*fence(part["text"]), "")
        elif part["type"] == "reasoning":
            yield from ("Thought:", "", *fence(part["reasoning"]), "")
        else:
            yield from ("(An image that Markdown has no room for.)", "")
    for call in message["tool_calls"] or ():
        function = call["function"]
        yield from (f"Called {line(function['name'])}:", "", *fence(function["arguments"]), "")
    for answer in message["tool_returns"] if message["role"] == "tool" else ():
        yield from (f"{line(answer['name'])} returned:", "", *fence(answer["func_response"]), "")


def _changes(content: dict[str, Any], agent_id: str | None) -> Iterator[str]:
    """What blocks said before, the newest first, as far back as is worth reading."""
    found: list[tuple[str, str, Any, Any]] = []
    for told in content["history"]:
        is_theirs = agent_id in told["agent_ids"] if agent_id else not told["agent_ids"]
        if told["kind"] != "block" or not is_theirs:
            continue
        before: Any = None
        past = PastEntry.model_validate(told)
        for version, state in zip(past.versions, pasts.states(past.versions), strict=True):
            found.append((version.created_at, version.cause.actor, before, state))
            before = state
    latest = sorted(found, key=lambda change: change[0])[: -LATEST - 1 : -1]
    yield from ("## Recent changes", "") if latest else ()
    for moment, actor, old, new in latest:
        label, said = line((new or old)["label"]), new["value"] if new else ""
        happened = "deleted" if new is None else "made" if old is None else "changed"
        yield from (f"### {line(moment)}, {label} was {happened} by {actor}", "")
        yield from (*fence(said), "") if said else ()


def line(text: str) -> str:
    """A short text in one line, with every character standing for itself."""
    return text if _TIME.fullmatch(text) else _MARKS.sub(r"\\\1", " ".join(text.split()))


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def fence(text: str) -> list[str]:
    """A text as it is, in a fence that it doesn't end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return [marks + "text", *text.split("\n"), marks]
