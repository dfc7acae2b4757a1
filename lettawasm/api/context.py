"""What an agent's model sees now, in parts, with an estimate of their tokens."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .. import agents
from ..calls import specs_of
from ..context import tool_tokens
from ..memory import render
from ..model import ToolSpec
from ..tokens import estimate_tokens
from . import wire
from .request import must_be_agent, reply, runtime

_NEVER_THERE = ("memory_filesystem", "directories", "summary_memory")


async def overview(request: Request) -> Response:
    store = runtime(request).store
    agent = store.agents.get(must_be_agent(request))
    system, *messages = store.recall.context(agent.id)
    tools = specs_of(store.tools.of_agent(agent.id))
    texts = {
        "core_memory": render.memory_blocks(store.blocks.of_agent(agent.id)),
        "tool_usage_rules": agents.rules_in_words(store, agent),
        "external_memory_summary": render.memory_metadata(agents.surroundings(store, agent)),
    }
    tokens = {name: estimate_tokens(text) for name, text in texts.items()}
    tokens |= {
        "system": max(0, system.tokens - sum(tokens.values())),
        "functions_definitions": tool_tokens(tools),
        "messages": sum(message.tokens for message in messages),
    }
    return reply(
        {
            "context_window_size_max": agent.settings.llm_config.context_window,
            "context_window_size_current": sum(tokens.values()),
            "num_messages": len(messages) + 1,
            "num_archival_memory": store.archival.count(agent.id),
            "num_recall_memory": store.recall.count(agent.id),
            "system_prompt": agent.settings.system,
            **texts,
            "tool_usage_rules": texts["tool_usage_rules"] or None,
            "messages": wire.messages([system, *messages]),
            "functions_definitions": [{"type": "function", "function": _function(tool)} for tool in tools],
            **{f"num_tokens_{name}": count for name, count in tokens.items()},
            **dict.fromkeys(_NEVER_THERE),
            **dict.fromkeys((f"num_tokens_{name}" for name in _NEVER_THERE), 0),
        }
    )


def _function(tool: ToolSpec) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
