"""What the types of agents differ in, and nothing else does: the loop, the prompt and a new agent ask here."""

from dataclasses import dataclass

from .errors import NotOffered
from .schemas.agents import AgentType


@dataclass(frozen=True, slots=True)
class Kind:
    """`tools` are given to a new agent, with rules where they have `rules`. One that `speaks_by_tool` has to call a
    tool in every step. One that `forgets` begins each turn with an empty context.
    """

    tools: tuple[str, ...] = ("conversation_search", "memory_insert", "memory_replace")
    rules: bool = False
    speaks_by_tool: bool = False
    shows_memory: bool = True
    forgets: bool = False


KINDS: dict[AgentType, Kind] = {
    "letta_v1_agent": Kind(),
    "memgpt_v2_agent": Kind(("send_message", *Kind().tools), rules=True, speaks_by_tool=True),
    "memgpt_agent": Kind(
        (
            *("send_message", "conversation_search", "core_memory_append", "core_memory_replace"),
            *("memory", "memory_apply_patch"),
        ),
        rules=True,
        speaks_by_tool=True,
    ),
    "react_agent": Kind((), shows_memory=False),
    "workflow_agent": Kind((), shows_memory=False, forgets=True),
    "sleeptime_agent": Kind(
        ("memory_replace", "memory_insert", "memory_rethink", "memory_finish_edits"), rules=True
    ),
}


def kind_of(agent_type: AgentType) -> Kind:
    """Raises NotOffered for a type that isn't here."""
    if agent_type not in KINDS:
        raise NotOffered(
            f"Agents of type {agent_type} are not part of lettawasm. These are: {', '.join(KINDS)}."
        )
    return KINDS[agent_type]
