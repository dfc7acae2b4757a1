"""What an agent is given to work with: its tools, and whether a person is asked before one runs."""

from .schemas.tools import ApprovalRule, Tool, ToolRule
from .store import Store


def attach_tool(store: Store, agent_id: str, tool: Tool) -> None:
    """Give an agent a tool it lacks, and with it the rule to ask a person first, if that is the tool's default."""
    if tool.id in {held.id for held in store.tools.of_agent(agent_id)}:
        return
    store.agents.attach_tool(agent_id, tool.id)
    if default_rule(tool):
        set_approval(store, agent_id, tool.name, True)


def set_approval(store: Store, agent_id: str, tool_name: str, required: bool) -> None:
    """Say whether a person is asked before an agent's tool runs. What waits already goes on waiting."""
    agent = store.agents.get(agent_id)
    rule = ApprovalRule(tool_name=tool_name)
    others = [r for r in agent.settings.tool_rules if (r.tool_name, r.type) != (rule.tool_name, rule.type)]
    rules = [*others, rule] if required else others
    store.agents.update(agent_id, agent.settings.model_copy(update={"tool_rules": rules}))


def default_rule(tool: Tool) -> ToolRule | None:
    return ApprovalRule(tool_name=tool.name) if tool.default_requires_approval else None
