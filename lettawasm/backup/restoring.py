"""From a backup into a space: all of it in one transaction, or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .. import transfer
from ..agentfile import Remark
from ..catalog import Catalog
from ..schemas.versions import Cause
from ..store import Store
from . import loose, pasts, talks
from .shape import Content


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person wants otherwise than the backup has it. `source` is what the changes are said to come from."""

    name: str | None = None
    model: str | None = None
    project_id: str | None = None
    source: str = "import:backup"


async def restore(
    store: Store,
    catalog: Catalog,
    content: Content,
    wishes: Wishes,
    then: Callable[[list[str]], None] = lambda agent_ids: None,
) -> list[str]:
    """Make anew what the backup holds, under new ids, and return those of the agents. Raises Invalid or NotFound.
    `then` learns them in the same transaction.
    """
    cause = Cause("restore", origin="import", source=wishes.source)

    def rest(made: dict[str, str]) -> None:
        _make_rest(store, content, made)
        then([made[agent.id] for agent in content.agent_file.agents] if content.agent_file else [])

    if content.agent_file is None:
        with store.because(cause):
            store.driver.transact(lambda: rest({}))
        return []
    options = transfer.ImportOptions(
        append_copy_suffix=False,
        override_existing_tools=False,
        name=wishes.name,
        model=wishes.model,
        project_id=wishes.project_id,
    )
    return await transfer.import_file(store, catalog, content.agent_file, options, cause=cause, then=rest)


def _make_rest(store: Store, content: Content, made: dict[str, str]) -> None:
    """What is beside the agent file; the past last, since it is that of all the others."""
    loose.make(store, content.loose, made)
    for talk in content.conversations:
        talks.make(store, talk, made)
    for past in content.history:
        pasts.adopt(store, past, made)


def remarks(content: Content) -> Iterator[Remark]:
    """What becomes something else here."""
    if content.agent_file is not None:
        yield from transfer.remarks(content.agent_file)


def counts(content: Content) -> dict[str, int]:
    """What a backup is made of."""
    file, loose = content.agent_file, content.loose
    agents = file.agents if file else []
    archives = [*(file.lettawasm.archives if file else ()), *loose.archives]
    counted = {
        "agents": len(agents),
        "blocks": len(file.blocks if file else ()) + len(loose.blocks),
        "tools": len(file.tools if file else ()) + len(loose.tools),
        "files": len(file.files if file else ()) + len(loose.files),
        "conversations": len(content.conversations),
        "messages": sum(len(one.messages) for one in agents)
        + sum(len(one.messages) for one in content.conversations),
        "passages": sum(len(archive.passages) for archive in archives),
        "versions": sum(len(past.versions) for past in content.history),
    }
    return {kind: count for kind, count in counted.items() if count}
