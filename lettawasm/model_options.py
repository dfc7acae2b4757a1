"""Changing how an agent's model is chosen and spoken to."""

import asyncio

from .catalog import Catalog
from .errors import Invalid
from .schemas.agents import AgentRecord
from .schemas.model_options import ModelOptions, ModelOptionsUpdate
from .store import Store


def of_agent(agent: AgentRecord) -> ModelOptions:
    """The options in force."""
    return agent.settings.model_options or ModelOptions()


async def change(store: Store, catalog: Catalog, agent_id: str, update: ModelOptionsUpdate) -> ModelOptions:
    """Change what `update` names. Raises NotFound for a fallback that isn't there, Invalid for one that is named
    twice.
    """
    own = store.agents.get(agent_id).settings.llm_config.handle
    wanted = update.fallbacks or []
    if len({own, *wanted}) <= len(wanted):
        raise Invalid("INVALID_ARGUMENT: A model falls back to other ones, and to each of them once")
    found = await asyncio.gather(*map(catalog.resolve, wanted))
    windows = {model.handle: model.context_window for model in found}

    def work() -> ModelOptions:
        agent = store.agents.get(agent_id)
        sent = {name: value for name, value in update.changes().items() if value is not None}
        kept = of_agent(agent).model_dump(exclude=update.model_fields_set)
        if "fallbacks" in update.model_fields_set:
            kept["windows"] = windows
        changed = ModelOptions(**kept | sent)
        is_plain = changed == ModelOptions()
        settings = agent.settings.model_copy(update={"model_options": None if is_plain else changed})
        store.agents.update(agent_id, settings)
        return changed

    return store.driver.transact(work)
