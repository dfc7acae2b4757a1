"""The blocks that a project begins with, made from templates, and what is in view in it."""

from collections.abc import Mapping
from typing import Any

from .errors import NotFound, Unprocessable
from .in_view import about
from .memory import defaults
from .schemas.agents import AgentRecord
from .schemas.blocks import Block, BlockCreate
from .schemas.projects import BlockInView, BlockTemplate, DefaultBlocks, Project
from .store import Store
from .store.table import Page

_ALL = Page(limit=1_000, order="asc")
MADE_FROM = "default/"  # what the `template_name` of a block begins with that was made from a template


def templates(store: Store, project: Project | None = None) -> dict[str, BlockTemplate]:
    """The template of each label: a project's own before a person's, and that before ours."""
    found = {template.label: template for template in defaults.built_in()}
    for block in store.blocks.find(_ALL, extras={"is_template": True}):
        if block.project_id in (None, project and project.id):
            known = found.get(block.label)
            is_general = block.project_id is None
            if known is None or known.block_id is None or not is_general:
                found[block.label] = _written(block)
    return found


def make(store: Store, project: Project, asked: DefaultBlocks) -> list[BlockInView]:
    """Make the default blocks that aren't there yet, in one transaction, and return all that were asked for.

    Raises NotFound for a label without a template, and Unprocessable for a template that fails.
    """
    return store.driver.transact(lambda: _make(store, project, asked))


def _make(store: Store, project: Project, asked: DefaultBlocks) -> list[BlockInView]:
    known, there = templates(store, project), {block.label: block for block in shared(store, project)}
    labels = asked.labels if asked.labels is not None else [*defaults.GLOBAL, *defaults.OF_PROJECT]
    for label in dict.fromkeys(labels):
        if label not in known:
            raise NotFound(f"There is no template for a block with the label {label!r}")
        if label not in there:
            there[label] = _seen(_made(store, project, known[label], asked.variables))
    return [there[label] for label in dict.fromkeys(labels)]


def in_view(store: Store, project: Project) -> list[BlockInView]:
    """The project's own blocks, and the global ones whose labels it has none of."""
    own, everywhere = (map(store.blocks.get, store.projects.block_ids(one)) for one in (project.id, None))
    there = [_seen(block) for block in own]
    labels = {block.label for block in there}
    return [*there, *(_seen(block) for block in everywhere if block.label not in labels)]


def shared(store: Store, project: Project) -> list[BlockInView]:
    """Of what is in view one block a label: a project's own, or a global one that was made to be shared."""
    found: dict[str, BlockInView] = {}
    for block in in_view(store, project):
        if block.scope == "project" or (block.template_name or "").startswith(MADE_FROM):
            found.setdefault(block.label, block)
    return list(found.values())


def share(store: Store, agent: AgentRecord) -> None:
    """Give a new agent the blocks of its project, but for the labels that it has already. Raises NotFound for an
    agent of no project.
    """
    project = store.projects.get(agent.settings.project_id or "")
    held = {block.label for block in store.blocks.of_agent(agent.id)}
    for block in shared(store, project):
        if block.label not in held:
            store.blocks.attach(agent.id, block.id)


def leave(store: Store, project_id: str, *, with_blocks: bool) -> None:
    """Forget a project, and with `with_blocks` delete its blocks. Raises NotFound."""

    def work() -> None:
        store.projects.delete(project_id)
        for block_id in store.projects.block_ids(project_id, most=-1) if with_blocks else ():
            store.blocks.delete(block_id)

    store.driver.transact(work)


def _made(store: Store, project: Project, template: BlockTemplate, variables: Mapping[str, Any]) -> Block:
    from .templating import TemplateProblem, render

    try:
        value = render(template.value, {**variables, "project": about(project)}).strip()
    except TemplateProblem as problem:
        raise Unprocessable(f"The template of {template.label!r} failed: {problem}") from None
    return store.blocks.create(
        BlockCreate(
            label=template.label,
            value=value,
            description=template.description,
            limit=template.limit,
            project_id=project.id if template.scope == "project" else None,
            template_name=MADE_FROM + template.label,
        )
    )


def _written(block: Block) -> BlockTemplate:
    fields = block.model_dump(include={"label", "value", "description", "limit"})
    scope = "project" if block.project_id else defaults.scope_of(block.label)
    return BlockTemplate(**fields, scope=scope, block_id=block.id)


def _seen(block: Block) -> BlockInView:
    return BlockInView(**block.model_dump(), scope="project" if block.project_id else "global")
