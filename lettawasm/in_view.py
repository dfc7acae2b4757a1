"""What of core memory an agent's model sees: which blocks, and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .kinds import kind_of
from .memory import render
from .memory.profile import is_small
from .schemas.agents import AgentRecord
from .schemas.blocks import Block
from .schemas.rendering import MemoryTemplate, Mode
from .store import Store

if TYPE_CHECKING:
    from .schemas.projects import Project


@dataclass(frozen=True, slots=True)
class InWords:
    """Memory as text. `problem` says why the agent's own template isn't what made it."""

    text: str
    problem: str | None = None


_LETTAS = MemoryTemplate()


def shown_blocks(store: Store, agent: AgentRecord) -> list[Block]:
    """The blocks that stand in the agent's prompt."""
    if not kind_of(agent.settings.agent_type).shows_memory:
        return []
    own = agent.settings.memory_template or _LETTAS
    return in_mode(store.blocks.of_agent(agent.id), own.mode)


def of_agent(store: Store, agent: AgentRecord) -> InWords:
    """The agent's memory as it stands in its prompt."""
    return in_words(store, agent, shown_blocks(store, agent))


def in_project(store: Store, agent: AgentRecord, project_id: str | None) -> list[Block]:
    """The agent's blocks, and before them those of a project, which stand for the agent's of the same label.

    Raises NotFound for a project that isn't there.
    """
    held = store.blocks.of_agent(agent.id)
    if project_id is None:
        return held
    theirs = list(map(store.blocks.get, store.projects.block_ids(store.projects.get(project_id).id)))
    labels = {block.label for block in theirs}
    return [*theirs, *(block for block in held if block.label not in labels)]


def in_mode(blocks: Sequence[Block], mode: Mode) -> list[Block]:
    """All blocks, those that the agent may not edit, or those that it may."""
    return [block for block in blocks if mode == "full" or block.read_only == (mode == "read_only")]


def in_words(
    store: Store, agent: AgentRecord, blocks: Sequence[Block], project_id: str | None = None
) -> InWords:
    """The blocks as the agent's own template puts them, or as Letta's layout does, also where the template fails."""
    own = agent.settings.memory_template or _LETTAS
    if own.source is None:
        return InWords(_as_usual(agent, blocks))
    from .templating import TemplateProblem
    from .templating import render as rendered  # heavy, and most agents have no template

    project = store.projects.known(project_id or agent.settings.project_id)
    try:
        return InWords(rendered(own.source, {**own.variables, **_given(store, agent, blocks, project)}))
    except TemplateProblem as problem:
        return InWords(_as_usual(agent, blocks), str(problem))


def _as_usual(agent: AgentRecord, blocks: Sequence[Block]) -> str:
    """The blocks in Letta's layout or, for a small model, in a shorter one."""
    if not is_small(agent.settings):
        return render.memory_blocks(blocks)
    from .memory import terse  # most models aren't small

    return terse.memory_blocks(blocks)


def _given(
    store: Store, agent: AgentRecord, blocks: Sequence[Block], project: "Project | None"
) -> Mapping[str, Any]:
    """What every template can read besides its own variables."""
    shown = [_plain(block) for block in blocks]
    return {
        "blocks": shown,
        "memory": {block["label"]: block for block in shown},
        "agent": {
            "name": agent.name,
            "description": agent.settings.description,
            "tags": store.agents.tags(agent.id),
        },
        "project": about(project),
    }


def about(project: "Project | None") -> dict[str, Any]:
    """What a template can say of a project."""
    return project.model_dump(include={"name", "path", "origin", "description"}) if project else {}


def _plain(block: Block) -> dict[str, Any]:
    fields = {"label", "value", "description", "limit", "read_only", "tags", "metadata"}
    return block.model_dump(mode="json", include=fields)
