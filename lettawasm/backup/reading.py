"""Reading a backup's content: everything that would go wrong later is refused here, with the place where it stands."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from .. import agentfile
from ..agentfile import Remark, Report
from ..errors import Invalid
from . import pasts
from .shape import OBJECTS, STATES, Content, PastEntry, TalkEntry


def read(value: Any) -> tuple[Content, list[Remark]]:
    """The content, and what of its agent file has no place here. Raises Invalid with all that is wrong with it."""
    if not isinstance(value, dict):
        raise Invalid("This is no backup: its content must be a JSON object")
    problems, remarks = Report(), []
    file = value.get("agent_file")
    reading = None if file is None else agentfile.examine(file)
    if reading is not None:
        remarks = list(reading.left_out)
        for remark in reading.problems.remarks:
            problems.add(f"agent_file.{remark.path}", remark.message)
    content = _validated({**value, "agent_file": None}, problems)
    if content is None or problems.count:
        raise _refusal(problems)
    content.agent_file = reading.file if reading else None
    for path, message in _wrong(content):
        problems.add(path, message)
    if problems.count:
        raise _refusal(problems)
    return content, remarks


def _validated(value: dict[str, Any], problems: Report) -> Content | None:
    try:
        return Content.model_validate(value)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False, include_context=False):
            problems.add(".".join(map(str, one["loc"])), one["msg"])
        return None


def _refusal(problems: Report) -> Invalid:
    lines = ["This backup can't be restored:", *problems.lines()]
    told = [remark.wire() for remark in problems.remarks]
    text = "\n".join(lines)
    return Invalid(text, {"detail": text, "problems": told, "problem_count": problems.count})


def _wrong(content: Content) -> Iterator[tuple[str, str]]:
    known = set(_names(content))
    yield from _wrong_names(content)
    for number, talk in enumerate(content.conversations):
        for place, message in _wrong_talk(talk, known):
            yield f"conversations.{number}.{place}", message
        known.add(talk.id)
        known |= {f"{talk.id} {entry.id}" for entry in talk.messages}
    for number, past in enumerate(content.history):
        for place, message in _wrong_past(past):
            yield f"history.{number}.{place}", message
    yield from _twice("history", (past.id for past in content.history))


def _names(content: Content) -> Iterator[str]:
    for agent in content.agent_file.agents if content.agent_file else ():
        yield agent.id
        for entry in agent.messages:
            yield f"{agent.id} {entry.id}"


def _wrong_names(content: Content) -> Iterator[tuple[str, str]]:
    """Names say what they are names of, and no two things have the same."""
    file, loose = content.agent_file, content.loose
    lists: dict[str, list[str]] = {
        "agent": [one.id for one in file.agents] if file else [],
        "block": [one.id for one in (*(file.blocks if file else ()), *loose.blocks)],
        "tool": [one.id for one in (*(file.tools if file else ()), *loose.tools)],
        "archive": [one.id for one in (*(file.lettawasm.archives if file else ()), *loose.archives)],
        "source": [one.id for one in (*(file.sources if file else ()), *loose.sources)],
        "file": [one.id for one in (*(file.files if file else ()), *loose.files)],
        "conv": [one.id for one in content.conversations],
    }
    for kind, names in lists.items():
        for name in names:
            if not re.fullmatch(rf"{kind}-\d{{1,9}}", name):
                yield "", f"{name!r:.100} is no name of a thing of the kind {kind}"
        yield from _twice("", names)
    folders = {one.id for one in loose.sources}
    for number, entry in enumerate(loose.files):
        if entry.source_id not in folders:
            yield f"loose.files.{number}", f"{entry.source_id!r:.100} is no source there"


def _wrong_talk(talk: TalkEntry, known: set[str]) -> Iterator[tuple[str, str]]:
    own = [f"{talk.id} {entry.id}" for entry in talk.messages]
    if talk.agent_id not in known:
        yield "agent_id", f"{talk.agent_id!r} is no agent of the backup"
    for name in talk.shared:
        if name not in known:
            yield "shared", f"{name!r} is no message before it"
    for name in talk.in_context - {*own, *talk.shared}:
        yield "in_context_message_ids", f"{name!r} is no message of the conversation"
    yield from _twice("messages", own)
    yield from _twice("shared", talk.shared)
    yield from _twice("messages", (entry.otid for entry in talk.messages if entry.otid))


def _wrong_past(past: PastEntry) -> Iterator[tuple[str, str]]:
    if not re.fullmatch(OBJECTS[past.kind], past.id):
        yield "id", f"{past.id!r:.100} is no name of an object of the kind {past.kind}"
    for number, state in enumerate(pasts.states(past.versions)):
        try:
            if state is not None:
                STATES[past.kind].model_validate(state)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            yield f"versions.{number}.{'.'.join(map(str, first['loc']))}", first["msg"]


def _twice(path: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield path, f"{name!r:.100} is used twice"
        seen.add(name)
