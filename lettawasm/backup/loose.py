"""What belongs to a space and to no agent of it: blocks, archives, folders and tools that nobody holds, and projects.

A project keeps its id wherever it is brought, since that is what its blocks and agents know it by.
"""

from typing import Any

from .. import transfer
from ..agentfile import AgentFile
from ..schemas.archives import Archive, ArchiveCreate
from ..schemas.blocks import Block, BlockCreate
from ..store import Store
from ..store.table import Page
from .names import Names
from .shape import Loose, LooseArchive

_ALL = Page(limit=-1, order="asc")
_AUDIT = {"created_by_id", "last_updated_by_id"}
_ARCHIVE = {"name", "description", "metadata", "embedding_config"}
_TIMES = {"created_at", "updated_at"}
_PASSAGE = {"text", "tags", "metadata", "created_at"}


def nothing() -> dict[str, Any]:
    return {"blocks": [], "archives": [], "sources": [], "files": [], "tools": [], "projects": []}


def entries(store: Store, names: Names) -> dict[str, Any]:
    """What has no name yet, since no agent brought it."""
    blocks = [one for one in store.blocks.find(_ALL, with_hidden=True) if one.id not in names]
    folders = [one for one in store.folders.find(_ALL) if one.id not in names]
    tools = [one for one in store.tools.find(_ALL) if one.id not in names and one.tool_type == "custom"]
    return {
        "blocks": [_block(store, one, names) for one in blocks],
        "archives": [_archive(store, one, names) for one in store.archives.find(_ALL) if one.id not in names],
        "sources": [transfer.source_entry(one, names.of) for one in folders],
        "files": [entry for one in folders for entry in transfer.file_entries(store, one, names.of)],
        "tools": [{**one.model_dump(mode="json"), "id": names.of("tool", one.id)} for one in tools],
        "projects": [one.model_dump(mode="json", exclude=_TIMES) for one in store.projects.find(_ALL)],
    }


def _block(store: Store, block: Block, names: Names) -> dict[str, Any]:
    """Its policy is told where it isn't the default."""
    policy = store.policies.of(block.id).model_dump(mode="json", exclude_defaults=True)
    entry = {**block.model_dump(mode="json", exclude=_AUDIT), "id": names.of("block", block.id)}
    return {**entry, "policy": policy} if policy else entry


def _archive(store: Store, archive: Archive, names: Names) -> dict[str, Any]:
    name = names.of("archive", archive.id)
    passages = store.archival.find(archive.id, _ALL)
    for number, passage in enumerate(passages):
        names.put(passage.id, f"{name} {number}")
    return {
        "id": name,
        **archive.model_dump(mode="json", include=_ARCHIVE),
        "passages": [passage.model_dump(mode="json", include=_PASSAGE) for passage in passages],
    }


def make(store: Store, loose: Loose, made: dict[str, str]) -> None:
    """Make it all here. A tool whose name is taken is here already, and so is a project whose place is."""
    for project in loose.projects:
        store.projects.adopt(project, project.id, archived=project.archived)
    for block in loose.blocks:
        new = BlockCreate.model_validate({**block.model_dump(), "limit": max(block.limit, len(block.value))})
        made[block.id] = store.blocks.create(new).id
        if block.policy is not None:
            store.policies.put(made[block.id], block.policy)
    for archive in loose.archives:
        _make_archive(store, archive, made)
    made |= transfer.make_folders(
        store, AgentFile.model_construct(sources=loose.sources, files=loose.files, agents=[])
    )
    for tool in loose.tools:
        there = store.tools.named([tool.name]).get(tool.name)
        made[tool.id] = (there or store.tools.put(tool.name, tool.model_dump(exclude={"id", "name"}))).id


def _make_archive(store: Store, archive: LooseArchive, made: dict[str, str]) -> None:
    archive_id = store.archives.create(ArchiveCreate.model_validate(archive.model_dump())).id
    made[archive.id] = archive_id
    for number, passage in enumerate(archive.passages):
        tags, metadata = tuple(passage.tags), passage.metadata
        inserted = store.archival.insert(
            archive_id, passage.text, tags=tags, created_at=passage.created_at, metadata=metadata
        )
        made[f"{archive.id} {number}"] = inserted.id
