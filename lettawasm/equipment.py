"""What an agent is given to work with: its tools, the rules they come with, and whether a person is asked first."""

from .errors import Invalid, NotFound
from .kinds import kind_of
from .schemas.agents import AgentCreate
from .schemas.tools import ApprovalRule, ContinueRule, TerminalRule, Tool, ToolRule
from .store import Store
from .tools.builtin import MULTI_AGENT, base_rules


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


def tools_for(store: Store, new: AgentCreate) -> list[Tool]:
    """The tools a new agent gets: its type's own, then those asked for by name, then by id."""
    own = kind_of(new.agent_type).tools if new.include_base_tools else ()
    names = [*own, *(MULTI_AGENT if new.include_multi_agent_tools else []), *(new.tools or [])]
    found = store.tools.named(names)
    if missing := [name for name in names if name not in found]:
        raise Invalid(f"INVALID_ARGUMENT: Tools not found by name: {missing}")
    tools = {name: found[name] for name in names}
    for tool_id in new.tool_ids or []:
        try:
            tool = store.tools.get(tool_id)
        except NotFound:
            raise Invalid(f"INVALID_ARGUMENT: Tools not found by id: {[tool_id]}") from None
        tools[tool.name] = tool
    return list(tools.values())


def rules_for(new: AgentCreate, tools: list[Tool]) -> list[ToolRule]:
    """The rules asked for, and of the tools' own those that aren't among them."""
    asked = new.tool_rules or []
    given = {(rule.tool_name, rule.type) for rule in asked}
    gates = [rule for tool in tools if (rule := default_rule(tool))]
    own = _base_rules(new, [tool.name for tool in tools]) if new.include_base_tool_rules is not False else []
    return [*asked, *(rule for rule in (*own, *gates) if (rule.tool_name, rule.type) not in given)]


def _base_rules(new: AgentCreate, names: list[str]) -> list[ToolRule]:
    """Which tools end the turn and, where rules are told at all, which don't."""
    kind, ending = kind_of(new.agent_type), base_rules(names)
    if not (kind.rules or new.include_base_tool_rules):
        return ending
    ends = {rule.tool_name for rule in (*ending, *(new.tool_rules or ())) if isinstance(rule, TerminalRule)}
    going_on = [name for name in names if name in kind.tools and name not in ends]
    return [*ending, *(ContinueRule(tool_name=name) for name in going_on)]
