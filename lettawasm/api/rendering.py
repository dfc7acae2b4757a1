"""An agent's memory as text, in one mode or another, and the agent's own template for it. Extensions of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from .. import agents, in_view
from ..errors import NotFound, Unprocessable
from ..schemas.agents import AgentRecord
from ..schemas.rendering import MODES, MemoryTemplate, Rendered, TemplateInForce
from ..store import Store
from ..tokens import estimate_tokens
from .request import body, choice, must_be_agent, query, reply, runtime


async def rendered(request: Request) -> Response:
    """The memory in words. Without `mode` and `template` these are the agent's own; with `project_id` that project's
    blocks are in view, too, before the agent's of the same label.
    """
    store = runtime(request).store
    agent = store.agents.get(must_be_agent(request))
    own = agent.settings.memory_template or MemoryTemplate()
    mode = choice(request, "mode", MODES, own.mode)
    if choice(request, "template", ("own", "letta"), "own") == "letta":
        agent = _with(agent, None)
    project_id = query(request, "project_id")
    blocks = in_view.in_mode(in_view.in_project(store, agent, project_id), mode)  # type: ignore[arg-type]
    words = in_view.in_words(store, agent, blocks, project_id)
    return reply(Rendered(text=words.text, tokens=estimate_tokens(words.text), problem=words.problem))


async def template(request: Request) -> Response:
    """The template in force. Raises NotFound for an agent without one."""
    store = runtime(request).store
    return reply(_in_force(store, store.agents.get(must_be_agent(request))))


async def set_template(request: Request) -> Response:
    new = await body(request, MemoryTemplate)
    if new.source is not None:
        from ..templating import TemplateProblem, check

        try:
            check(new.source)
        except TemplateProblem as problem:
            raise Unprocessable(f"The template can't be used: {problem}") from None
    store = runtime(request).store
    return reply(_in_force(store, _put(store, must_be_agent(request), new)))


async def remove_template(request: Request) -> Response:
    """Go back to Letta's layout."""
    store = runtime(request).store
    _in_force(store, store.agents.get(must_be_agent(request)))
    _put(store, must_be_agent(request), None)
    return reply(None)


def _put(store: Store, agent_id: str, new: MemoryTemplate | None) -> AgentRecord:
    def work() -> AgentRecord:
        agent = _with(store.agents.get(agent_id), new)
        store.agents.update(agent_id, agent.settings)
        agents.recompile(store, agent)
        return agent

    return store.driver.transact(work)


def _in_force(store: Store, agent: AgentRecord) -> TemplateInForce:
    own = agent.settings.memory_template
    if own is None:
        raise NotFound(f"Agent {agent.id} has no template of its own: its memory has Letta's layout")
    return TemplateInForce(**own.model_dump(), problem=in_view.of_agent(store, agent).problem)


def _with(agent: AgentRecord, own: MemoryTemplate | None) -> AgentRecord:
    settings = agent.settings.model_copy(update={"memory_template": own})
    return agent.model_copy(update={"settings": settings})
