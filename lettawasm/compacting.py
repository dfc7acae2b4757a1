"""Who compacts an agent's context, and what happens when somebody asks for it."""

from . import agents, conversations
from .catalog import Catalog
from .compaction import Compactor, Occasion, Summarizer
from .context import Budget, tool_tokens
from .errors import Conflict, Invalid
from .model import ModelInfo
from .schemas.agents import AgentRecord
from .schemas.compaction import CompactionResponse, CompactionSettings
from .schemas.messages import Message
from .schemas.providers import is_home
from .store import Store
from .tools.specs import shown, specs_of

COMPANION = "lettawasm/offline"  # which writes no summaries
PATIENCE = 120.0  # seconds that a model has for a summary


def compactor(
    store: Store, catalog: Catalog, agent: AgentRecord, settings: CompactionSettings | None = None
) -> Compactor:
    """`agent` as it takes part in its conversation. `settings` are for this once, instead of its own."""

    def recompile() -> None:
        agents.recompile(store, conversations.taking_part(store, agent.id, agent.conversation_id), force=True)

    return Compactor(
        store=store,
        agent=agent,
        summarizer=lambda wanted: summarizer(catalog, agent, wanted),
        recompile=recompile,
        settings=settings or CompactionSettings.of(agent.settings.compaction_settings),
        tools=shown(specs_of(store.tools.of_agent(agent.id)), agent.settings),
    )


def summarizer(catalog: Catalog, agent: AgentRecord, wanted: CompactionSettings) -> Summarizer | None:
    """The model that is asked for summaries: the agent's own where no other is named, or that one is gone. None where
    that one is asked for none.
    """
    window = agent.settings.llm_config.context_window
    other = catalog.writer(wanted.model, window) if wanted.model and not wanted.by_itself else None
    provider, model = other or catalog.of_agent(_with_writers(catalog, agent))
    return Summarizer(provider, model, PATIENCE) if _may_write(model) else None


def _may_write(model: ModelInfo) -> bool:
    """Whether a model is asked for summaries: the built-in companion can't write any, and an agent that lives
    elsewhere would remember the request.
    """
    return model.handle != COMPANION and not is_home(model.provider_type)


def _with_writers(catalog: Catalog, agent: AgentRecord) -> AgentRecord:
    """The agent with those of its fallbacks alone that are asked for summaries."""
    options = agent.settings.model_options
    if options is None or not options.fallbacks:
        return agent
    window = agent.settings.llm_config.context_window
    found = filter(None, (catalog.writer(handle, window) for handle in options.fallbacks))
    others = [model.handle for _, model in found if _may_write(model)]
    settings = agent.settings.model_copy(
        update={"model_options": options.model_copy(update={"fallbacks": others})}
    )
    return agent.model_copy(update={"settings": settings})


async def on_request(
    store: Store, catalog: Catalog, agent: AgentRecord, settings: CompactionSettings | None
) -> CompactionResponse:
    """Compact now. A context that is a summary already stays as it is. Raises Invalid when nothing can leave,
    Conflict when the context has become another one while the summary was written.
    """
    chosen = compactor(store, catalog, agent, settings)
    messages = store.recall.context(agent.id, agent.conversation_id)
    budget = Budget(agent.settings.llm_config.context_window, messages[0].tokens + tool_tokens(chosen.tools))
    occasion = Occasion("manual")
    plan = chosen.plan(messages, budget, occasion)
    if plan is None:
        return _as_it_is(messages)
    summary = await chosen.carry_out(plan, messages[0], budget, occasion)
    if summary is None:
        raise Conflict("CONFLICT: The context changed while its summary was written. Nothing was compacted.")
    stats = summary.extra["compaction"]
    return CompactionResponse(
        summary=summary.extra["summary"],
        num_messages_before=stats["messages_count_before"],
        num_messages_after=stats["messages_count_after"],
    )


def _as_it_is(messages: list[Message]) -> CompactionResponse:
    found = [message for message in messages if message.role == "summary"]
    if not found:
        raise Invalid(
            "INVALID_ARGUMENT: There is nothing to compact: too little was said since the beginning"
        )
    return CompactionResponse(
        summary=found[-1].extra.get("summary", found[-1].text),
        num_messages_before=len(messages),
        num_messages_after=len(messages),
    )
