"""What is in an agent file, in short: as JSON, and as lines for a person."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..agentfile import AgentEntry, AgentFile, Reading


def digest(reading: Reading) -> dict[str, Any]:
    """Shapes and numbers. No secret's value and no message's text is in it."""
    file = reading.file
    assert file is not None
    return {
        "format": "first" if reading.is_legacy else "present",
        "created_at": file.created_at,
        "agents": [_agent(file, agent) for agent in file.agents],
        "passages": sum(len(archive.passages) for archive in file.lettawasm.archives),
    }


def _agent(file: AgentFile, agent: AgentEntry) -> dict[str, Any]:
    blocks = {block.id: block for block in file.blocks}
    tools = {tool.id: tool for tool in file.tools}
    held = [blocks[block_id] for block_id in agent.block_ids or []]
    return {
        "id": agent.id,
        "name": agent.name,
        "agent_type": agent.agent_type,
        "model": (agent.llm_config.handle or agent.llm_config.model) if agent.llm_config else agent.model,
        "tags": agent.tags or [],
        "blocks": [
            {"label": b.label, "characters": len(b.value), "limit": b.limit, "read_only": b.read_only}
            for b in held
        ],
        "tools": [
            {"name": tool.name, "tool_type": tool.tool_type, "has_source": bool(tool.source_code)}
            for tool in (tools[tool_id] for tool_id in agent.tool_ids or [])
        ],
        "tool_rules": [f"{rule.type} {rule.tool_name}" for rule in agent.tool_rules or []],
        "messages": dict(Counter(message.role for message in agent.messages)),
        "in_context": len(agent.in_context_message_ids),
        "waits_for": _waiting(agent),
        "secrets": sorted({**(agent.secrets or {}), **(agent.tool_exec_environment_variables or {})}),
    }


def _waiting(agent: AgentEntry) -> list[str]:
    """The tools whose calls wait for a word at the end of the history."""
    waiting: list[str] = []
    for message in agent.messages:
        if message.role in ("assistant", "approval", "tool"):
            waiting = [call.function.name for call in message.tool_calls or () if message.role == "approval"]
    return waiting


def lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['file']}: Letta's {found['format']} format, of {found['created_at'] or 'an unknown day'}"
    for agent in found["agents"]:
        yield f"  agent {agent['name']} ({agent['agent_type']}, {agent['model'] or 'no model'})"
        yield from (f"    {name}: {text}" for name, text in _facts(agent) if text)
    if found["passages"]:
        yield f"  passages: {found['passages']:,}"
    yield from (f"  note: {remark['path']}: {remark['message']}" for remark in found["remarks"])
    yield from map(_finding, found["findings"])


def _finding(one: dict[str, Any]) -> str:
    excerpt = f" {one['excerpt']}" if one["excerpt"] else ""
    return f"  {one['level']}: {one['part']} {one['name']}, {one['field']}: {one['message']}{excerpt}"


def _facts(agent: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "tags", ", ".join(agent["tags"])
    yield "blocks", ", ".join(f"{b['label']} {b['characters']:,}/{b['limit']:,}" for b in agent["blocks"])
    yield "tools", ", ".join(tool["name"] for tool in agent["tools"])
    yield "tool rules", ", ".join(agent["tool_rules"])
    roles = ", ".join(f"{count:,} {role}" for role, count in agent["messages"].items())
    yield "messages", f"{roles}; {agent['in_context']:,} in context" if roles else "none"
    yield "waits for a word on", ", ".join(agent["waits_for"])
    yield "secrets", ", ".join(agent["secrets"])
