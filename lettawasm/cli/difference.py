"""How two agent files differ: agents by name, their blocks by label, tools by name, messages by what was said."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from ..agentfile import AgentEntry, AgentFile, MessageEntry

_PARTS = {
    "id",
    "name",
    "messages",
    "in_context_message_ids",
    "block_ids",
    "tool_ids",
}  # compared in their own way
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_MOST = 60  # characters shown of a value


@dataclass(frozen=True, slots=True)
class Change:
    """`agent` is a name; `part` is agent, setting, block, tool, message or archive."""

    agent: str
    part: str
    name: str
    change: Literal["added", "removed", "changed"]
    before: Any = None
    after: Any = None

    def wire(self) -> dict[str, Any]:
        return asdict(self)


def changes(before: AgentFile, after: AgentFile) -> Iterator[Change]:
    old, new = _by_name(before), _by_name(after)
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield Change(name, "agent", name, "removed")
        elif name not in old:
            yield Change(name, "agent", name, "added")
        else:
            yield from _of_agent(name, before, old[name], after, new[name])


def _by_name(file: AgentFile) -> dict[str, AgentEntry]:
    """Agents by name; of those that share one, the later have a number."""
    found: dict[str, AgentEntry] = {}
    for agent in file.agents:
        name, number = agent.name, 1
        while name in found:
            number += 1
            name = f"{agent.name} #{number}"
        found[name] = agent
    return found


def _of_agent(
    name: str, before: AgentFile, old: AgentEntry, after: AgentFile, new: AgentEntry
) -> Iterator[Change]:
    yield from _of_parts(name, "setting", _settings(old), _settings(new))
    yield from _of_parts(name, "block", _blocks(before, old), _blocks(after, new))
    yield from _of_parts(name, "tool", _tools(before, old), _tools(after, new))
    yield from _of_messages(name, old.messages, new.messages)
    yield from _of_parts(name, "passage", _passages(before, old), _passages(after, new))


def _of_parts(agent: str, part: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield Change(agent, part, name, "removed", before=old[name])
        elif name not in old:
            yield Change(agent, part, name, "added", after=new[name])
        elif old[name] != new[name]:
            yield Change(agent, part, name, "changed", old[name], new[name])


def _settings(agent: AgentEntry) -> dict[str, Any]:
    """Without the values of secrets: these are nobody's to print."""
    fields = agent.model_dump(mode="json", exclude=_PARTS | {"secrets", "tool_exec_environment_variables"})
    names = sorted({**(agent.secrets or {}), **(agent.tool_exec_environment_variables or {})})
    return {key: value for key, value in {**fields, "secrets": names}.items() if value not in (None, [], {})}


def _blocks(file: AgentFile, agent: AgentEntry) -> dict[str, Any]:
    held = [block for block in file.blocks if block.id in (agent.block_ids or ())]
    return {block.label: block.model_dump(mode="json", exclude={"id"}) for block in held}


def _tools(file: AgentFile, agent: AgentEntry) -> dict[str, Any]:
    held = [tool for tool in file.tools if tool.id in (agent.tool_ids or ())]
    return {tool.name: tool.model_dump(mode="json", exclude={"id"}) for tool in held}


def _passages(file: AgentFile, agent: AgentEntry) -> dict[str, Any]:
    found = [archive for archive in file.lettawasm.archives if agent.id in archive.agent_ids]
    return {passage.text: passage.tags for archive in found for passage in archive.passages}


def _of_messages(agent: str, old: list[MessageEntry], new: list[MessageEntry]) -> Iterator[Change]:
    """Those that one file has and the other hasn't, in order, but for system prompts: these tell of the settings."""
    before, after = ([_said(m) for m in messages if m.role != "system"] for messages in (old, new))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (
                Change(agent, "message", role, "removed", before=text) for role, text in before[i1:i2]
            )
            yield from (Change(agent, "message", role, "added", after=text) for role, text in after[j1:j2])


def _said(message: MessageEntry) -> tuple[str, str]:
    content = message.content if isinstance(message.content, list) else [{"text": message.content}]
    texts = [str(part["text"]) for part in content if part.get("text")]
    calls = [f"{call.function.name}({call.function.arguments})" for call in message.tool_calls or ()]
    return message.role, "\n".join([*texts, *calls])


def lines(changes: Iterable[Change]) -> Iterator[str]:
    agent = None
    for change in changes:
        if change.agent != agent:
            agent = change.agent
            yield f"agent {agent}"
        yield f"  {_SIGNS[change.change]} {_line(change)}"


def _line(change: Change) -> str:
    if change.part == "agent":
        return "the whole agent"
    if change.part == "message":
        return f"{change.name} message {_short(change.before or change.after)}"
    if change.change != "changed":
        return f"{change.part} {change.name[:_MOST]}"
    return f"{change.part} {change.name[:_MOST]}: {', '.join(_inside(change.before, change.after))}"


def _inside(before: Any, after: Any) -> Iterator[str]:
    """What changed in a value: field by field where it has fields."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield f"{_short(before)} → {_short(after)}"
        return
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield f"{key} {_short(before.get(key))} → {_short(after.get(key))}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
