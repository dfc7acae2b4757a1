"""Claude's export: `conversations.json`, `projects.json` (or one file for each), `memories.json` and `users.json`."""

import re
from collections.abc import Iterator
from typing import Any

from .items import Item, Note, Remark, Said, Talk
from .loose import entries, moment, text
from .luggage import Luggage, Part

NAME, TITLE = "claude", "Claude's export"

_ROLES = {"human": "user", "user": "user", "assistant": "assistant"}
_PARAGRAPH = re.compile(r"\n\s*\n")


def recognises(luggage: Luggage) -> bool:
    return any(_kind(part) for part in luggage.json_parts)


def _kind(part: Part) -> str:
    """What a file of the export tells of."""
    sample = part.sample
    if isinstance(sample.get("chat_messages"), list):
        return "talk"
    if "conversations_memory" in sample:
        return "memory"
    return "project" if "prompt_template" in sample and "uuid" in sample else ""


def read(luggage: Luggage) -> Iterator[Item]:
    parts = [(part, _kind(part)) for part in luggage.json_parts]
    projects = {text(one, "uuid"): one for part, kind in parts if kind == "project" for one in part.values()}
    for part, kind in parts:
        if kind == "memory":
            for memory in part.values():
                yield from _memory(memory, projects)
    for project in projects.values():
        yield from _project(project)
    for part, kind in parts:
        if kind == "talk":
            for number, conversation in enumerate(part.values()):
                yield from _conversation(conversation, f"{part.path}.{number}")


def _conversation(conversation: dict[str, Any], path: str) -> Iterator[Item]:
    key, messages = text(conversation, "uuid"), _line(conversation)
    said = tuple(one for number, message in enumerate(messages) if (one := _said(message, number)))
    if said and key:
        yield Talk(key, text(conversation, "name"), said, moment(conversation.get("created_at")))
    elif said:
        yield Remark(path, "this conversation has no id, and is left out")
    for message in messages:
        for number, attached in enumerate(entries(message, "attachments")):
            if content := text(attached, "extracted_content"):
                name = text(attached, "file_name") or "attachment"
                key = f"attachment {text(message, 'uuid')} {number}"
                yield Note(key, f"{name}\n\n{content}", ("claude", "attachment"), _time(message))
    if files := sum(len(entries(message, "files")) for message in messages):
        yield Remark(path, f"{files} uploaded files are not in the export, only their names")


def _line(conversation: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages of the branch that was written last, where the export tells of branches; else all."""
    messages = entries(conversation, "chat_messages")
    by_id = {text(message, "uuid"): message for message in messages}
    if not any(text(message, "parent_message_uuid") in by_id for message in messages):
        return messages
    line: dict[str, dict[str, Any]] = {}
    at = text(conversation, "current_leaf_message_uuid") or text(
        max(messages, key=lambda one: _time(one) or ""), "uuid"
    )
    while at in by_id and at not in line:
        line[at] = by_id[at]
        at = text(by_id[at], "parent_message_uuid")
    return list(line.values())[::-1]


def _said(message: dict[str, Any], number: int) -> Said | None:
    role = _ROLES.get(text(message, "sender"))
    parts = [text(part, "text") for part in entries(message, "content") if part.get("type") == "text"]
    words = "\n\n".join(filter(None, parts)) or text(message, "text")
    key = text(message, "uuid") or f"number {number}"
    return Said(key, role, words, _time(message)) if role and words else None  # type: ignore[arg-type]


def _time(message: dict[str, Any]) -> str | None:
    return moment(message.get("created_at"))


def _memory(memory: dict[str, Any], projects: dict[str, dict[str, Any]]) -> Iterator[Item]:
    """What Claude has written down of the person, paragraph by paragraph, and of each project."""
    yield from _paragraphs(text(memory, "conversations_memory"), ("claude", "memory"), about_person=True)
    by_project = memory.get("project_memories")
    for project_id in by_project if isinstance(by_project, dict) else ():
        name = text(projects.get(project_id), "name") or "project"
        yield from _paragraphs(text(by_project, project_id), ("claude", "memory", name))


def _paragraphs(written: str, tags: tuple[str, ...], *, about_person: bool = False) -> Iterator[Note]:
    for paragraph in filter(None, map(str.strip, _PARAGRAPH.split(written))):
        yield Note(f"memory {tags} {paragraph}", paragraph, tags, about_person=about_person)


def _project(project: dict[str, Any]) -> Iterator[Item]:
    key, name, time = text(project, "uuid"), text(project, "name"), moment(project.get("created_at"))
    tags = ("claude", "project", *([name] if name else []))
    for field in ("description", "prompt_template"):
        if written := text(project, field):
            yield Note(f"project {key} {field}", f"{name}: {written}", tags, time)
    for number, document in enumerate(entries(project, "docs")):
        if content := text(document, "content"):
            title = text(document, "filename") or f"document {number + 1}"
            doc_key = f"document {text(document, 'uuid') or f'{key} {number}'}"
            written_at = moment(document.get("created_at")) or time
            yield Note(doc_key, f"{title}\n\n{content}", tags, written_at, {"document": title})
