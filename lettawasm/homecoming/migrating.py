"""One migration: a Letta server's agents into the space, page by page.

Each page is stored together with how far it reaches, in one transaction. So a migration that was cut off, wherever
that was, goes on behind the last page that came, and nothing comes twice: agents, blocks, archives and passages are
known by their ids on the server, messages keep these ids.
"""

from typing import Any

from .. import agentfile, transfer
from ..agentfile import AgentFile
from ..catalog import Catalog
from ..errors import Invalid, NotFound
from ..schemas.homecoming import Homecoming
from ..store import Store
from .histories import Histories
from .keepings import Keepings
from .letta_agents import file_of, stays_behind
from .letta_server import LettaServer
from .logbook import Json, Logbook, progress_of
from .loose import entries, text, texts

_INCLUDE = ("blocks", "tools", "tags", "sources", "identities", "managed_group", "secrets")
_QUERY: dict[str, Any] = {"include": [f"agent.{name}" for name in _INCLUDE]}
_OPTIONS = transfer.ImportOptions(append_copy_suffix=False, override_existing_tools=False)


async def preview(server: LettaServer, agent_ids: list[str] | None) -> list[Json]:
    """The agents that would come, with as much of each as the server says at once. Raises as migrating does."""
    told = []
    for agent in await _agents(server, agent_ids):
        state = await server.get(f"/v1/agents/{text(agent, 'id')}", **_QUERY)
        counts = {name: len(entries(state, name)) for name in ("blocks", "tools")}
        told.append({"remote_id": text(agent, "id"), "name": text(agent, "name"), **counts})
    return told


async def _agents(server: LettaServer, agent_ids: list[str] | None) -> list[Json]:
    """Those with these ids, or all. Raises NotFound for one that isn't there."""
    if agent_ids is not None:
        return [await server.get(f"/v1/agents/{agent_id}") for agent_id in agent_ids]
    return [agent async for page in server.pages("/v1/agents/") for agent in page]


class Migrating:
    def __init__(self, store: Store, catalog: Catalog, server: LettaServer, record: Homecoming) -> None:
        self._store, self._catalog, self._server = store, catalog, server
        self._log = Logbook(store, record)
        self._histories, self._keepings = Histories(server, self._log), Keepings(server, self._log)

    async def run(self) -> None:
        """Bring everything that hasn't come. Raises NotFound for an agent that isn't there, and ServerFailed when the
        server doesn't let us.
        """
        report = self._log.report
        if not report["listed"]:
            found = await _agents(self._server, report["agent_ids"])
            report |= {"agents": [progress_of(agent) for agent in found], "listed": True}
            self._log.note()
        for progress in report["agents"]:
            if progress["state"] != "completed":
                await self._agent(progress)
                progress["state"] = "completed"
                self._log.note()

    async def _agent(self, progress: Json) -> None:
        try:
            state = await self._server.get(f"/v1/agents/{progress['remote_id']}", **_QUERY)
        except NotFound:
            self._log.remark(progress, "it is gone from the server")
            return
        progress["state"] = "running"
        if await self._is_here(progress, state):
            await self._histories.bring(progress, texts(state, "message_ids"))
            await self._keepings.bring(progress)

    async def _is_here(self, progress: Json, state: Json) -> bool:
        """Whether the agent is here: since before, or made now."""
        progress["id"] = self._log.here(progress["remote_id"], self._store.agents.get)
        if progress["id"] is not None:
            return True
        reading = agentfile.examine(file_of(state))
        if reading.file is None:
            self._log.remark(progress, "can't be brought: " + "; ".join(reading.problems.lines()))
            return False
        try:
            await self._make(progress, reading.file)
        except Invalid as error:
            self._log.remark(progress, f"can't be brought: {error}")
            return False
        for words in stays_behind(state):
            self._log.remark(progress, f"does not come along: {words}")
        return True

    async def _make(self, progress: Json, file: AgentFile) -> None:
        """Make the agent, of blocks that may have come with another one, and note it in the same transaction."""
        known = self._log.all_here([block.id for block in file.blocks], self._store.blocks.get)
        custom = [tool.name for tool in file.tools if tool.tool_type == "custom"]
        for name in self._store.tools.named(custom):
            self._log.remark(progress, f"the tool {name} is here already, and stays as it is")

        def then(made: dict[str, str]) -> None:
            progress["id"] = made[progress["remote_id"]]
            progress.update(blocks=len(file.blocks), tools=len(file.tools))
            for remote_id, local_id in made.items():
                if local_id.startswith(("agent-", "block-")) and remote_id not in known:
                    self._log.arrived(remote_id, local_id)
            self._log.note()

        await transfer.import_file(
            self._store, self._catalog, file, _OPTIONS, cause=self._log.cause, then=then, known=known
        )
        try:
            self._catalog.of_agent(self._store.agents.get(progress["id"]))
        except Invalid as error:
            self._log.remark(progress, str(error))
