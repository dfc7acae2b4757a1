"""What a prompt shows: the memory blocks, what the person said, and what was done about it so far."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ... import strict_json
from ...model import ChatMessage, Image, ModelRequest, ToolSpec

_BLOCK = re.compile(
    r"^<(?P<label>[^<>/\n]+)>\n<description>\n.*?\n?</description>\n"
    r"<metadata>\n(?P<metadata>.*?)\n</metadata>\n"
    r"<value>\n(?P<value>.*?)\n</value>\n</(?P=label)>$",
    re.DOTALL | re.MULTILINE,
)
_LINE_NUMBER = re.compile(r"^\d+→ ?", re.MULTILINE)
_ERROR = re.compile(
    r"^\W*(error\b|edit failed|no replacement was|nothing was|block field|the block .* (is read-only|is full)"
    r"|old content .* not found|\w+ can't be called|the arguments (are|must)|the tool \w+ can't"
    r"|this tool call was interrupted|the patch was not|the path names no|this command needs"
    r"|this call (was|counts as) denied|there is no tool|no (agent|block|tool|archive)\b.*'|'.*' does not exist)",
    re.IGNORECASE,
)
_EVENT_TYPES = {"login", "heartbeat", "system_alert", "summary"}
_SUMMARY = "Earlier messages are no longer shown"  # as they were put before they had the form of an event
_LONG_GAP = re.compile(r"(\s{40})\s+")  # our patterns try each place in a gap, over and over


@dataclass(frozen=True, slots=True)
class Block:
    """A memory block as the prompt shows it, brought up to date by the edits that came after it."""

    label: str
    value: str = ""
    limit: int = 100_000
    read_only: bool = False

    @property
    def lines(self) -> list[str]:
        return [line for line in self.value.split("\n") if line.strip()]


@dataclass(frozen=True, slots=True)
class Act:
    """A tool call and what came back."""

    name: str
    arguments: Mapping[str, Any]
    result: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """`acts` are those since the person spoke last; `said` and `heard` are what we and they said, oldest first."""

    speech: str = ""
    blocks: Mapping[str, Block] = field(default_factory=dict)
    acts: Sequence[Act] = ()
    said: Sequence[str] = ()
    heard: Sequence[str] = ()
    tools: Mapping[str, ToolSpec] = field(default_factory=dict)
    tool_choice: str = "auto"
    is_parallel: bool = False
    turns: int = 0
    has_picture: bool = False

    def lines(self, label: str) -> list[str]:
        return self.blocks[label].lines if label in self.blocks else []


def read(request: ModelRequest) -> Scene:
    """The scene a request shows."""
    system = "\n".join(message.text for message in request.messages if message.role == "system")
    messages = [message for message in request.messages if message.role != "system"]
    spoken = [
        at for at, message in enumerate(messages) if message.role == "user" and _speech(message) is not None
    ]
    last = spoken[-1] if spoken else -1
    speech, first = _last_words(messages, last)
    acts = list(_acts(messages[last + 1 :], messages))
    return Scene(
        speech=speech,
        blocks=_after(_blocks(system), acts),
        acts=acts,
        said=[text for message in messages[:first] if (text := _said(message))],
        heard=[sound(_speech(messages[at]) or "") for at in spoken if at < first],
        tools={} if request.tool_choice == "none" else {tool.name: tool for tool in request.tools},
        tool_choice=request.tool_choice,
        is_parallel=request.parallel_tool_calls,
        turns=len(spoken),
        has_picture=last >= 0 and any(isinstance(part, Image) for part in messages[last].content),
    )


def sound(text: str) -> str:
    """The text without halves of surrogate pairs, which can be neither stored nor sent."""
    return text.encode(errors="replace").decode()


def _blocks(system: str) -> dict[str, Block]:
    blocks = {}
    for found in _BLOCK.finditer(system, max(0, system.rfind("<memory_blocks>"))):
        limit = re.search(r"chars_limit=(\d+)", found["metadata"])
        value = found["value"]
        if all(_LINE_NUMBER.match(line) for line in value.split("\n")):
            value = _LINE_NUMBER.sub("", value)
        blocks[found["label"]] = Block(
            found["label"], value, int(limit[1]) if limit else 100_000, "read_only=true" in found["metadata"]
        )
    return blocks


def _last_words(messages: Sequence[ChatMessage], last: int) -> tuple[str, int]:
    """What the person said last, and where it begins: messages sent one after the other belong together."""
    words: list[str] = []
    while last >= 0 and messages[last].role == "user":
        words.insert(0, sound(_speech(messages[last]) or ""))
        last -= 1
    return "\n".join(filter(None, words)), last + 1


def _speech(message: ChatMessage) -> str | None:
    """What a user message says; None for the events that come in its form."""
    text = message.text
    if text.startswith((_SUMMARY, "<system-alert>")):
        return None
    wrapped = _object(text)
    if wrapped.get("type") in _EVENT_TYPES:
        return None
    is_wrapped = wrapped.get("type") == "user_message" and "message" in wrapped
    return _LONG_GAP.sub(r"\1", str(wrapped["message"]) if is_wrapped else text)


def _said(message: ChatMessage) -> str:
    if message.role != "assistant":
        return ""
    sent = [
        _object(call.arguments).get("message") for call in message.tool_calls if call.name == "send_message"
    ]
    return "\n".join([message.text, *(str(text) for text in sent if text)]).strip()


def _acts(since: Sequence[ChatMessage], messages: Sequence[ChatMessage]) -> Iterator[Act]:
    """The tool calls that were answered since."""
    calls = {call.id: call for message in messages for call in message.tool_calls}
    for message in since:
        call = calls.get(message.tool_call_id or "")
        if message.role == "tool" and call and call.name != "send_message":
            result, is_error = _result(message.text)
            yield Act(call.name, _object(call.arguments), result, is_error)


def _result(text: str) -> tuple[str, bool]:
    """A tool's answer and whether it is an error, bare or in an envelope of status and message."""
    envelope = _object(text)
    if "status" in envelope and "message" in envelope:
        message = envelope["message"]
        result = message if isinstance(message, str) else "" if message is None else json.dumps(message)
        return result, str(envelope["status"]).lower() not in ("ok", "success")
    return text, bool(_ERROR.match(text))


def _object(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return {}
    try:
        value = strict_json.parse(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _after(blocks: dict[str, Block], acts: Sequence[Act]) -> dict[str, Block]:
    """The blocks after this turn's edits. A prompt may show them already: what is there isn't done twice."""
    for act in acts:
        label, old, new = edit_of(act)
        block = blocks.get(label)
        if block is None or act.is_error:
            continue
        is_shown = new and f"\n{new}\n" in f"\n{block.value}\n"
        if old and old in block.value and not is_shown:
            blocks[label] = replace(block, value=block.value.replace(old, new, 1))
        elif not old and new and new not in block.lines:
            blocks[label] = replace(block, value=f"{block.value}\n{new}".lstrip("\n"))
    return blocks


def edit_of(act: Act) -> tuple[str, str, str]:
    """The label, old and new text of a memory edit; the old text is empty for an insertion."""
    given = {name: value for name, value in act.arguments.items() if isinstance(value, str)}
    label = given.get("label") or given.get("path", "").removeprefix("/memories/")
    old = given.get("old_string") or given.get("old_content") or ""
    new = (
        given.get("new_string")
        or given.get("new_content")
        or given.get("content")
        or given.get("insert_text")
    )
    return label, old, new or ""
