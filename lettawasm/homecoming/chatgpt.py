"""ChatGPT's export: `conversations.json`, or the zip with it, which large accounts get as `conversations-000.json` …

A conversation is a tree of messages, for every edit and every new answer is a branch; what the person saw last is
the way from `current_node` up to the root. The export has no list of memories. They stand in the talks: where the
model wrote one (to `bio`), where it was shown all of them, and where it was shown the custom instructions.
"""

import re
from collections.abc import Iterator
from typing import Any

from .items import Item, Note, Remark, Said, Talk
from .loose import clean, entries, moment, text
from .luggage import Luggage

NAME, TITLE = "chatgpt", "ChatGPT's export"

_MARKS = re.compile("\ue200[^\ue201]*\ue201|【[^】]*†[^】]*】")  # where a source was cited
_LISTED = re.compile(r"^\s*\d+\.\s*(?:\[[^\]]*\]\.?\s*)?(.+)$", re.MULTILINE)  # 1. [2024-05-01]. Likes tea.
_FENCED = re.compile(r"```(?:\w*\n)?(.*?)```", re.DOTALL)


def recognises(luggage: Luggage) -> bool:
    return any(isinstance(part.sample.get("mapping"), dict) for part in luggage.json_parts)


def read(luggage: Luggage) -> Iterator[Item]:
    known: set[str] = set()  # what was remembered is shown in every later talk again
    for part in luggage.json_parts:
        if not isinstance(part.sample.get("mapping"), dict):
            continue
        for number, conversation in enumerate(part.values()):
            if isinstance(conversation.get("mapping"), dict):
                yield from _conversation(conversation, f"{part.path}.{number}", known)
            else:
                yield Remark(f"{part.path}.{number}", "this is no conversation, and is left out")


def _conversation(conversation: dict[str, Any], path: str, known: set[str]) -> Iterator[Item]:
    key = text(conversation, "conversation_id") or text(conversation, "id")
    line = _line(conversation)
    said = tuple(one for node in line if (one := _said(node)))
    for node in line:
        for note in _notes(node):
            if note.text not in known:
                known.add(note.text)
                yield note
    if not key:
        yield Remark(path, "this conversation has no id, and is left out")
    elif said:
        yield Talk(key, text(conversation, "title"), said, moment(conversation.get("create_time")))
    if pictures := sum(_pictures(node) for node in line):
        yield Remark(path, f"{pictures} pictures or recordings are not in the talk; only words are")


def _line(conversation: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages of the current branch, from its beginning."""
    nodes = {key: node for key, node in conversation["mapping"].items() if isinstance(node, dict)}
    at = conversation.get("current_node")
    at = at if at in nodes else _newest(nodes)
    line: dict[str, dict[str, Any]] = {}
    while isinstance(at, str) and at in nodes and at not in line:
        line[at] = nodes[at]
        at = nodes[at].get("parent")
    return [{**message, "id": key} for key, node in reversed(line.items()) if (message := _message(node))]


def _newest(nodes: dict[str, dict[str, Any]]) -> str | None:
    """The leaf that was written last."""
    parents = {node.get("parent") for node in nodes.values()}
    leaves = [key for key in nodes if key not in parents]
    return max(
        leaves, key=lambda key: moment((_message(nodes[key]) or {}).get("create_time")) or "", default=None
    )


def _message(node: dict[str, Any]) -> dict[str, Any] | None:
    message = node.get("message")
    return message if isinstance(message, dict) else None


def _said(message: dict[str, Any]) -> Said | None:
    """What the person or the assistant said to the other. Nothing of tools, thoughts, and what was never shown."""
    role, kind = text(message, "author", "role"), text(message, "content", "content_type")
    metadata = message.get("metadata")
    hidden = isinstance(metadata, dict) and metadata.get("is_visually_hidden_from_conversation") is True
    if role not in ("user", "assistant") or hidden or text(message, "recipient") not in ("", "all"):
        return None
    words = _words(message) if kind in ("text", "multimodal_text", "code", "") else ""
    model = text(message, "metadata", "model_slug") or None if role == "assistant" else None
    time = moment(message.get("create_time"))
    return Said(text(message, "id"), role, words, time, model) if words else None  # type: ignore[arg-type]


def _words(message: dict[str, Any]) -> str:
    content = message.get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    found = [part if isinstance(part, str) else text(part, "text") for part in parts or ()]
    joined = "\n".join(part for part in found if part.strip()) or text(content, "text")
    return _MARKS.sub("", clean(joined)).strip()


def _pictures(message: dict[str, Any]) -> int:
    parts = entries(message.get("content"), "parts")
    return sum("asset_pointer" in str(part.get("content_type")) for part in parts)


def _notes(message: dict[str, Any]) -> Iterator[Note]:
    """What was remembered of the person, as far as this message shows it."""
    kind, time = text(message, "content", "content_type"), moment(message.get("create_time"))
    if kind == "user_editable_context":
        for name in ("user_profile", "user_instructions"):
            yield from _facts([_inner(text(message, "content", name))], "custom instructions", time)
    elif kind == "model_editable_context":
        shown = text(message, "content", "model_set_context")
        yield from _facts(_LISTED.findall(shown), "memory", time)
    elif text(message, "author", "role") == "assistant" and text(message, "recipient") == "bio":
        yield from _facts(_words(message).split("\n"), "memory", time)


def _inner(shown: str) -> str:
    """Custom instructions without the words that ChatGPT puts around them for the model."""
    fenced = _FENCED.search(shown)
    return fenced[1] if fenced else shown


def _facts(facts: list[str], tag: str, time: str | None) -> Iterator[Note]:
    for fact in filter(None, map(str.strip, facts)):
        yield Note(key=f"memory {fact}", text=fact, tags=("chatgpt", tag), created_at=time, about_person=True)
