"""Agent files (.af), of Letta and of lettawasm."""

from collections.abc import Iterator

from .. import agentfile, transfer
from ..agentfile import AgentFile, legacy
from ..errors import Invalid
from ..schemas.versions import Cause
from .items import Item, Whole
from .luggage import Luggage
from .place import Place

NAME, TITLE = "agent-file", "an agent file (.af)"


def recognises(luggage: Luggage) -> bool:
    """Letta's present format lists agents, its older one is an agent."""
    if len(luggage.parts) != 1:
        return False
    sample = luggage.parts[0].sample
    return _lists_agents(sample) or legacy.is_legacy(sample)


def _lists_agents(sample: dict[str, object]) -> bool:
    agents = sample.get("agents")
    return isinstance(agents, list) and "blocks" in sample and "tools" in sample


def read(luggage: Luggage) -> Iterator[Item]:
    reading = agentfile.read(luggage.parts[0].text())
    if reading.file is not None and (wanted := luggage.becomes(reading.value)) is not reading.value:
        reading = agentfile.examine(wanted)
    if reading.file is None:
        raise reading.problems.error()
    yield _whole(reading.file)
    yield from (*reading.left_out, *transfer.remarks(reading.file))


def _whole(file: AgentFile) -> Whole:
    async def bring(place: Place) -> None:
        wish = place.wish
        if wish.agent_id:
            raise Invalid("An agent file makes agents of its own. Leave agent_id out.")
        options = transfer.ImportOptions(
            append_copy_suffix=False,
            override_existing_tools=False,
            name=wish.name,
            model=wish.model,
            project_id=wish.project_id,
        )
        cause = Cause(actor="import", origin="import", source=place.source)

        def then(made: dict[str, str]) -> None:
            place.then([made[agent.id] for agent in file.agents])

        await transfer.import_file(place.store, place.catalog, file, options, cause=cause, then=then)

    counts = {
        "agents": len(file.agents),
        "blocks": len(file.blocks),
        "tools": len(file.tools),
        "messages": sum(len(agent.messages) for agent in file.agents),
        "passages": sum(len(archive.passages) for archive in file.lettawasm.archives),
    }
    return Whole("agents", tuple(agent.name for agent in file.agents), counts, bring, file)
