"""Folders and their files in agent files, where Letta calls them sources, and what agents have open of them."""

from collections.abc import Callable
from typing import Any

from ..agentfile import AgentEntry, AgentFile, FileEntry
from ..schemas.agents import AgentRecord
from ..schemas.folders import Folder, FolderCreate
from ..store import Store
from ..store.table import Page
from ..tools.files import visible

Name = Callable[[str, str], str]  # (kind, id here) → id in the file

_ALL = Page(limit=-1, order="asc")
_FOLDER = {"name", "description", "instructions", "metadata", "embedding_config"}
_OURS = {"organization_id", "created_at", "updated_at"}


def source_entry(folder: Folder, name: Name) -> dict[str, Any]:
    return {
        **folder.model_dump(mode="json", include=_FOLDER),
        "embedding": None,
        "embedding_chunk_size": None,
        "id": name("source", folder.id),
    }


def file_entries(store: Store, folder: Folder, name: Name) -> list[dict[str, Any]]:
    """A folder's files with their texts, in the order in which they were uploaded."""
    return [
        {
            **file.model_dump(mode="json", exclude=_OURS),
            "source_id": name("source", folder.id),
            "file_name": f"{folder.name}/{file.file_name}",
            "content": store.files.text(file.id),
            "id": name("file", file.id),
        }
        for file in store.files.find(folder.id, _ALL)
    ]


def opened_entries(store: Store, agent: AgentRecord, name: Name) -> list[dict[str, Any]]:
    """What the agent has open, or had: what it used last stands last."""
    used = [known for known in store.open_files.all_of(agent.id) if known.used_at]
    return [
        {
            "agent_id": name("agent", agent.id),
            "file_id": name("file", known.file.id),
            "source_id": name("source", known.file.source_id),
            "file_name": known.path,
            "is_open": known.is_open,
            "visible_content": visible(store, agent, known) if known.is_open else None,
            "last_accessed_at": known.used_at,
            "start_line": known.first_line,
            "end_line": known.end_line,
            "id": name("file_agent", f"{agent.id} {known.file.id}"),
        }
        for known in sorted(used, key=lambda known: known.used_at or "")
    ]


def make(store: Store, file: AgentFile) -> dict[str, str]:
    """Make the folders and files here; returns their ids by those in the file. A name that is taken gets a number."""
    made: dict[str, str] = {}
    for source in file.sources:
        new = FolderCreate.model_validate({**source.model_dump(), "name": _free(store, source.name)})
        made[source.id] = store.folders.create(new).id
    for entry in file.files:
        made[entry.id] = _file(store, made[entry.source_id], entry)
    return made


def _file(store: Store, folder_id: str, entry: FileEntry) -> str:
    text = entry.content or ""
    size = len(text.encode()) if entry.file_size is None else entry.file_size
    original, kind = entry.original_file_name or entry.name, entry.file_type or "text/plain"
    return store.files.add(folder_id, entry.name, original, kind, size, text).id


def give(store: Store, agent_id: str, agent: AgentEntry, made: dict[str, str]) -> None:
    """Let an agent read in its folders, and have open what it had open."""
    for source_id in agent.source_ids or ():
        store.folders.attach(agent_id, made[source_id])
    for opened in agent.files_agents or ():
        store.open_files.restore(
            agent_id,
            made[opened.file_id],
            is_open=opened.is_open,
            first_line=opened.start_line,
            end_line=opened.end_line,
            used_at=opened.last_accessed_at or store.clock.now(),
        )


def _free(store: Store, name: str) -> str:
    number, free = 1, name
    while store.folders.named(free):
        free, number = f"{name}_({number})", number + 1
    return free
