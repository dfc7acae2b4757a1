"""What an agent reads: folders of files, what they bring along, and how they look in its prompt."""

from posixpath import splitext
from typing import Any

from .documents.extract import text_of
from .documents.kinds import kind_of
from .equipment import attach_tool
from .errors import Conflict, Unprocessable
from .memory import directories
from .memory.directories import Directory
from .schemas.agents import AgentRecord
from .schemas.folders import Duplicates, File, Folder
from .store import Store
from .tools.files import FILE_TOOLS, visible

LISTED = 100  # of a folder's files in the prompt
_MOST_CHARACTERS_OF_A_NAME, _MOST_CHARACTERS_OF_AN_ENDING = 200, 20


def attach(store: Store, agent_id: str, folder_id: str) -> None:
    """Let an agent read in a folder: it gets the tools for that, and as many files are opened as there is room for.

    A folder that it has already is left as it is. Call it in a transaction.
    """
    if agent_id in store.folders.agents(folder_id):
        return
    store.folders.attach(agent_id, folder_id)
    for tool in store.tools.named(list(FILE_TOOLS)).values():
        attach_tool(store, agent_id, tool)
    most = store.agents.get(agent_id).settings.most_files_open
    for known in store.open_files.of_folder(agent_id, folder_id, most):
        store.open_files.open_if_room(agent_id, known.file.id, most)


def detach(store: Store, agent_id: str, folder_id: str) -> None:
    """Take a folder away, and with the last one the tools. Call it in a transaction. Raises NotFound."""
    store.folders.detach(agent_id, folder_id)
    if not store.folders.of_agent(agent_id):
        for tool in store.tools.named(list(FILE_TOOLS)).values():
            store.agents.detach_tool(agent_id, tool.id)


def delete(store: Store, folder_id: str) -> None:
    """Delete a folder, which all agents lose. Call it in a transaction."""
    for agent_id in store.folders.agents(folder_id):
        detach(store, agent_id, folder_id)
    store.folders.delete(folder_id)


def upload(
    store: Store, folder_id: str, name: str, said: str | None, data: bytes, duplicates: Duplicates = "suffix"
) -> File:
    """Put a document into a folder, and before the eyes of agents that have room for it.

    `duplicates` says what becomes of a name that is taken: the new file `replace`s the old one or gets a `suffix`,
    the upload is `skip`ped (the old one is returned) or is an `error` (Conflict).
    """
    folder, original = store.folders.get(folder_id), _clean(name)
    kind = kind_of(original, said)
    text = text_of(original, kind, data)

    def work() -> File:
        old, name = store.files.named(folder.id, original), original
        match old, duplicates:
            case File(), "skip":
                return old
            case File(), "error":
                raise Conflict(f"There is a file {original!r} in the folder {folder.name!r} already")
            case File(), "replace":
                store.files.delete(old.id)
            case File(), "suffix":
                name = _free(store, folder, original)
        file = store.files.add(folder.id, name, original, kind, len(data), text)
        for agent_id in store.folders.agents(folder.id):
            most = store.agents.get(agent_id).settings.most_files_open
            store.open_files.open_if_room(agent_id, file.id, most)
        return file

    return store.driver.transact(work)


def in_words(store: Store, agent: AgentRecord) -> str:
    """The agent's folders as its prompt shows them: the open files as far as they may be seen, the others by name."""
    settings = agent.settings
    shown = [_directory(store, agent, folder) for folder in store.folders.of_agent(agent.id)]
    return directories.directories(
        shown, store.open_files.count(agent.id), settings.most_files_open, settings.most_characters_of_a_file
    )


def file_blocks(store: Store, agent: AgentRecord) -> list[dict[str, Any]]:
    """The open files in the form of memory blocks, as Letta's AgentState has them."""
    return [
        {
            "file_id": known.file.id,
            "source_id": known.file.source_id,
            "is_open": True,
            "last_accessed_at": known.used_at,
            "label": known.path,
            "value": visible(store, agent, known),
            "limit": agent.settings.most_characters_of_a_file,
            "read_only": True,
        }
        for known in store.open_files.all_of(agent.id)
        if known.is_open
    ]


def _directory(store: Store, agent: AgentRecord, folder: Folder) -> Directory:
    known = store.open_files.of_folder(agent.id, folder.id, LISTED)
    files = [directories.File(one.path, visible(store, agent, one) if one.is_open else None) for one in known]
    unseen = store.files.count(folder.id) - len(files)
    return Directory(folder.name, folder.description, folder.instructions, files, unseen)


def _clean(name: str) -> str:
    """The last part of a path, which may come from any system, without what has no place in a name."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printed = "".join(character for character in last if character.isprintable()).strip()
    if printed.strip(".") == "":
        raise Unprocessable("A file needs a name")
    stem, ending = splitext(printed)
    ending = ending[:_MOST_CHARACTERS_OF_AN_ENDING]
    return stem[: _MOST_CHARACTERS_OF_A_NAME - len(ending)] + ending


def _free(store: Store, folder: Folder, name: str) -> str:
    """`name` with the first number that nobody has: `notes_(1).md`."""
    stem, ending = splitext(name)
    number = 1
    while store.files.named(folder.id, f"{stem}_({number}){ending}"):
        number += 1
    return f"{stem}_({number}){ending}"
