"""What a turn is made of: the agent as the request wants it, its tools and its model."""

from collections.abc import Mapping

from . import compacting, conversations, intake, visitors
from .calls import Calls
from .catalog import Catalog
from .errors import Invalid
from .live import LiveRun
from .loop import Turn, first_request
from .memory import render
from .model import ModelRequest, ToolSpec
from .schemas.agents import AgentRecord
from .schemas.base import DEFAULT
from .schemas.tools import Tool
from .schemas.turns import TurnRequest
from .store import Store
from .tools.outside import World


class Turns:
    def __init__(self, store: Store, catalog: Catalog, world: World) -> None:
        self.store, self.catalog, self.world = store, catalog, world

    async def agent(self, agent_id: str, conversation_id: str, request: TurnRequest) -> AgentRecord:
        """The agent as it takes part in a conversation, with the model that the request asks for in place of its
        own. Raises NotFound, or Invalid when its provider is gone.
        """
        agent = conversations.taking_part(self.store, agent_id, conversation_id)
        if request.override_model is not None:
            model = await self.catalog.resolve(request.override_model)
            chosen = {"context_window": model.context_window, "model": model.name, "handle": model.handle}
            config = agent.settings.llm_config.model_copy(
                update={**chosen, "provider_name": model.provider_name}
            )
            settings = agent.settings.model_copy(update={"llm_config": config})
            agent = agent.model_copy(update={"settings": settings})
        self.catalog.of_agent(agent)
        return agent

    def calls(self, live: LiveRun, agent: AgentRecord) -> Calls:
        tools: Mapping[str, Tool] = {tool.name: tool for tool in self.store.tools.of_agent(agent.id)}
        if agent.conversation_id != DEFAULT:
            tools = visitors.tools_in(self.store, agent.conversation_id, tools)
        given = live.request.client_tools or []
        clients = tuple(
            ToolSpec(t.name, t.description or "", t.parameters or {"type": "object", "properties": {}})
            for t in given
        )
        return Calls(self.store, agent, live.run_id, tools, clients, self.world)

    def turn(self, live: LiveRun, agent: AgentRecord) -> Turn:
        provider, model = self.catalog.of_agent(agent)
        return Turn(
            run_id=live.run_id,
            agent=agent,
            provider=provider,
            model=model,
            calls=self.calls(live, agent),
            compactor=compacting.compactor(self.store, self.catalog, agent),
            max_steps=live.request.max_steps,
            override_system=live.request.override_system,
            system_addition=render.client_skills(live.request.client_skills or ()),
            cancelled=live.cancelled,
        )

    async def preview(
        self, agent_id: str, request: TurnRequest, conversation_id: str = DEFAULT
    ) -> ModelRequest:
        """What the model would be asked first if `request` were sent. The turn begins as it would, and then all that
        was stored is taken back.
        """
        if request.answer():
            raise Invalid("An answer to tool calls can't be previewed: it would carry them out")
        agent = await self.agent(agent_id, conversation_id, request)
        messages = intake.checked(self.store, agent, request)
        clock = self.store.clock
        live = LiveRun(clock.new_id("run"), agent_id, request, clock.now(), conversation_id)

        def begin() -> None:
            intake.begin(self.store, live, messages, self.calls(live, agent))
            raise _TakenBack(first_request(self.turn(live, agent), self.store))

        try:
            self.store.driver.transact(begin)
        except _TakenBack as taken:
            return taken.request
        raise AssertionError("what begins only for a preview is taken back")


class _TakenBack(Exception):
    """Ends a transaction of which only the `request` is wanted."""

    def __init__(self, request: ModelRequest) -> None:
        self.request = request
