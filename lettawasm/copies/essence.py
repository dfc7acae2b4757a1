"""What matters in a backup: every text in it, so that two of them can be compared thing by thing."""

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

Essence = dict[str, Counter[bytes]]  # by kind, the hashes of all things


def essence(content: dict[str, Any]) -> Essence:
    """Of the content of a backup that can be restored."""
    found: Essence = {}
    for kind, thing in _things(content):
        text = json.dumps(thing, ensure_ascii=False, sort_keys=True)
        found.setdefault(kind, Counter())[sha256(text.encode()).digest()[:16]] += 1
    return found


def missing(one: Essence, other: Essence) -> dict[str, int]:
    """How many things of each kind are in `one` and not in the `other`."""
    counted = {kind: (things - other.get(kind, Counter())).total() for kind, things in one.items()}
    return {kind: count for kind, count in counted.items() if count}


def _things(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    file, loose = content.get("agent_file") or {}, content.get("loose") or {}
    for agent in file.get("agents", ()):
        yield "agents", [agent["name"], agent.get("system")]
        yield from _messages(agent)
    for talk in content.get("conversations", ()):
        yield "conversations", talk.get("created_at")
        yield from _messages(talk)
    archives = [*(file.get("lettawasm") or {}).get("archives", ()), *loose.get("archives", ())]
    for passage in (passage for archive in archives for passage in archive["passages"]):
        yield "passages", passage["text"]
    for place in (file, loose):
        for block in place.get("blocks", ()):
            yield "blocks", [block["label"], block["value"]]
        for kind in ("files", "tools"):
            for thing in place.get(kind, ()):
                yield (
                    kind,
                    [
                        thing.get("file_name"),
                        thing.get("content"),
                        thing.get("name"),
                        thing.get("source_code"),
                    ],
                )


def _messages(holder: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """But for the instructions: they are compiled anew wherever an agent lives."""
    for message in holder.get("messages", ()):
        if message["role"] != "system":
            yield "messages", [message["role"], message.get("content"), message.get("tool_calls")]
