"""A new agent that begins where another one was at a moment: what a file of it would have said then, read in."""

from typing import Any

from .. import agentfile, transfer
from ..catalog import Catalog
from ..store import Store
from . import moments
from .preview import without_trace


async def fork(store: Store, catalog: Catalog, agent_id: str, moment: str, name: str | None) -> str:
    """The id of the new agent. Its blocks, passages and messages are its own. Raises NotFound as `moments` does."""

    def then() -> dict[str, Any]:
        moments.restore(store, agent_id, moment)
        store.recall.forget_after(agent_id, moment)
        return transfer.export(store, agent_id, block_history=False)

    there = store.agents.get(agent_id)
    file = agentfile.AgentFile.model_validate(without_trace(store, then))
    options = transfer.ImportOptions(
        append_copy_suffix=False, name=name or f"{there.name} (fork)", secrets=there.settings.secrets
    )
    [made] = await transfer.import_file(store, catalog, file, options)
    return made
