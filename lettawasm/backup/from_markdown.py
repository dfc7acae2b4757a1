"""What can be brought back of the Markdown that people read: agents with their blocks, passages and conversation.

Lost on the way are histories, tools and what they were called with, settings, line breaks in short texts, and which
messages were in context: they all come back as memories that are searched, outside of it.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .. import agentfile
from ..agentfile import Remark
from ..errors import Invalid
from .markdown import LOOSE, MARK, unescaped
from .shape import Content

LOST = (
    "its history",
    "its tools, and what they were called with",
    "its settings beyond model, tags and time zone",
    "conversations beside its own",
    "which messages were in context",
)
_FENCE = re.compile(r"(`{3,})text")
_SPOKEN = ("user", "assistant", "summary")


class Piece(NamedTuple):
    """A heading with what stands below it: facts by name, and texts, each after the line above it. What isn't
    brought back has the level 0.
    """

    level: int
    title: str
    facts: dict[str, str]
    texts: list[tuple[str, str]]


def is_markdown(data: bytes) -> bool:
    return data.startswith(MARK.encode())


def read(text: str) -> tuple[Content, list[Remark]]:
    """Raises Invalid for a document that breaks off, or has no agent in it."""
    file: dict[str, Any] = {"agents": [], "blocks": [], "lettawasm": {"archives": []}}
    section = ""
    for piece in _pieces(text):
        if piece.level == 0:
            section = ""
        elif piece.level == 1:
            section = "agent"
            file["agents"].append(_agent(piece, len(file["agents"])))
        elif piece.level == 2:
            section = section and _section(file, piece)
        elif section:
            _entry(file, section, piece)
    if not file["agents"]:
        raise Invalid("There is no agent in this document")
    reading = agentfile.examine(file)
    if reading.file is None:
        raise reading.problems.error()
    return Content(agent_file=reading.file), [Remark("", f"Markdown doesn't tell {lost}") for lost in LOST]


def _agent(piece: Piece, number: int) -> dict[str, Any]:
    return {
        "id": f"agent-{number}",
        "name": piece.title,
        "model": piece.facts.get("Model"),
        "tags": _tags(piece),
        "timezone": piece.facts.get("Time zone"),
        "description": "\n".join(text for _, text in piece.texts) or None,
        "block_ids": [],
        "messages": [],
    }


def _section(file: dict[str, Any], piece: Piece) -> str:
    agent = file["agents"][-1]
    match piece.title.partition(": "):
        case "Archive", ": ", name:
            archives = file["lettawasm"]["archives"]
            number, agent_ids = len(archives), [agent["id"]]
            archives.append({"id": f"archive-{number}", "name": name, "agent_ids": agent_ids, "passages": []})
            return "Archive"
        case "Instructions", _, _:
            agent["system"] = "".join(text for _, text in piece.texts)
    return piece.title


def _entry(file: dict[str, Any], section: str, piece: Piece) -> None:
    agent = file["agents"][-1]
    if section == "Memory":
        block = _block(piece, len(file["blocks"]))
        file["blocks"].append(block)
        agent["block_ids"].append(block["id"])
    elif section == "Archive":
        for _, text in piece.texts:
            passage = {"text": text, "tags": _tags(piece), "created_at": piece.title}
            file["lettawasm"]["archives"][-1]["passages"].append(passage)
    elif section == "Conversation":
        role, _, moment = piece.title.partition(", ")
        said = [{"type": "text", "text": text} for above, text in piece.texts if not above]
        if role in _SPOKEN and said:
            message_id = f"message-{len(agent['messages'])}"
            agent["messages"].append({"id": message_id, "role": role, "content": said, "created_at": moment})


def _block(piece: Piece, number: int) -> dict[str, Any]:
    return {
        "id": f"block-{number}",
        "label": piece.title,
        "value": "".join(text for _, text in piece.texts),
        "limit": piece.facts.get("Limit"),
        "description": piece.facts.get("Description"),
        "read_only": "Read only" in piece.facts,
    }


def _tags(piece: Piece) -> list[str]:
    return [tag for tag in piece.facts.get("Tags", "").split(", ") if tag]


def _pieces(text: str) -> Iterator[Piece]:
    piece, above = Piece(0, "", {}, []), ""
    lines = iter(text.split("\n"))
    for line in lines:
        if fence := _FENCE.fullmatch(line):
            piece.texts.append((above, _fenced(lines, fence[1])))
            above = ""
        elif line == LOOSE:
            yield piece
            piece, above = Piece(0, "", {}, []), ""
        elif heading := re.fullmatch(r"(#{1,3}) (.*)", line):
            yield piece
            piece, above = Piece(len(heading[1]), unescaped(heading[2]), {}, []), ""
        elif fact := re.fullmatch(r"- ([A-Z][a-z ]+): (.*)", line):
            piece.facts[fact[1]] = unescaped(fact[2])
        elif line:
            above = line
    yield piece


def _fenced(lines: Iterator[str], marks: str) -> str:
    found: list[str] = []
    for line in lines:
        if line == marks:
            return "\n".join(found)
        found.append(line)
    raise Invalid("This document breaks off in the middle of a text")
