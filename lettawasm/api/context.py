"""What an agent's model sees: in parts, with an estimate of their tokens; and making room in it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .. import in_view, library, system_message
from ..context import Budget, tool_tokens
from ..model import ToolSpec
from ..schemas.agents import AgentRecord
from ..schemas.compaction import CompactionRequest
from ..schemas.messages import Message
from ..store import Store
from ..tokens import MESSAGE_TOKENS, estimate_tokens
from ..tools.specs import shown, specs_of
from . import wire
from .request import body, must_be_agent, path_id, reply, runtime

_NEVER_THERE = ("memory_filesystem",)


async def overview(request: Request) -> Response:
    """What the next prompt will be made of. The tokens of its parts add up to those of the whole."""
    store = runtime(request).store
    agent = store.agents.get(must_be_agent(request))
    tools = shown(specs_of(store.tools.of_agent(agent.id)), agent.settings)
    window = agent.settings.llm_config.context_window
    system, *messages = store.recall.context(agent.id)
    summary = next((message for message in messages if message.role == "summary"), None)
    texts = _texts(store, agent)
    tokens = {name: estimate_tokens(text) for name, text in texts.items()}
    prompt = MESSAGE_TOKENS + estimate_tokens(system_message.compiled(store, agent))
    budget = Budget(window, prompt + tool_tokens(tools))
    tokens |= {
        "system": max(0, prompt - sum(tokens.values())),
        "functions_definitions": tool_tokens(tools),
        "summary_memory": budget.total([summary]) if summary else 0,
        "messages": budget.total([message for message in messages if message is not summary]),
    }
    return reply(
        {
            "context_window_size_max": window,
            "context_window_size_current": sum(tokens.values()),
            "num_messages": len(messages) + 1,
            "num_archival_memory": store.archival.count(agent.id),
            "num_recall_memory": store.recall.count(agent.id),
            "system_prompt": agent.settings.system,
            **texts,
            "tool_usage_rules": texts["tool_usage_rules"] or None,
            "directories": texts["directories"] or None,
            "summary_memory": _said(summary) if summary else None,
            "messages": wire.messages([system, *messages]),
            "functions_definitions": [{"type": "function", "function": _function(tool)} for tool in tools],
            **{f"num_tokens_{name}": count for name, count in tokens.items()},
            **dict.fromkeys(_NEVER_THERE),
            **dict.fromkeys((f"num_tokens_{name}" for name in _NEVER_THERE), 0),
        }
    )


async def compact(request: Request) -> Response:
    wanted = await body(request, CompactionRequest)
    agent_id = path_id(request, "agent_id", "agent")
    return reply(await runtime(request).compact(agent_id, settings=wanted.compaction_settings))


def _texts(store: Store, agent: AgentRecord) -> dict[str, str]:
    """The parts of the system prompt, as they would be made now."""
    return {
        "core_memory": in_view.of_agent(store, agent).text,
        "tool_usage_rules": system_message.rules_in_words(store, agent),
        "directories": library.in_words(store, agent),
        "external_memory_summary": system_message.metadata(agent, system_message.surroundings(store, agent)),
    }


def _said(summary: Message) -> str:
    return str(summary.extra.get("summary") or summary.text)


def _function(tool: ToolSpec) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
