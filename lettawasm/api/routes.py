"""The whole API as one table. Paths are Letta's; each also answers with a slash at its end."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from . import agents, blocks, context, files, health, messages, models, passages, runs, tools

Handler = Callable[[Request], Awaitable[Response]]

_AGENT = "/v1/agents/{agent_id}"
_CORE = _AGENT + "/core-memory"
_ARCHIVAL = _AGENT + "/archival-memory"

ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "/v1/health", health.health),
    ("GET", "/v1/tags", health.tags),
    ("GET", "/v1/agents", agents.list_),
    ("POST", "/v1/agents", agents.create),
    ("GET", "/v1/agents/count", agents.count),
    ("POST", "/v1/agents/import", files.import_),
    ("GET", _AGENT, agents.retrieve),
    ("PATCH", _AGENT, agents.update),
    ("DELETE", _AGENT, agents.delete),
    ("GET", _AGENT + "/export", files.export),
    ("GET", _AGENT + "/context", context.overview),
    ("POST", _AGENT + "/recompile", agents.recompile),
    ("PATCH", _AGENT + "/reset-messages", agents.reset),
    ("GET", _AGENT + "/messages", messages.list_),
    ("POST", _AGENT + "/messages", messages.create),
    ("POST", _AGENT + "/messages/stream", messages.stream),
    ("POST", _AGENT + "/messages/async", messages.create_async),
    ("POST", _AGENT + "/messages/cancel", messages.cancel),
    ("GET", _CORE, agents.core_memory),
    ("GET", _CORE + "/history", blocks.history),
    ("GET", _CORE + "/blocks", blocks.of_agent),
    ("PATCH", _CORE + "/blocks/attach/{block_id}", blocks.attach),
    ("PATCH", _CORE + "/blocks/detach/{block_id}", blocks.detach),
    ("GET", _CORE + "/blocks/{label}", blocks.retrieve_labelled),
    ("PATCH", _CORE + "/blocks/{label}", blocks.update_labelled),
    ("GET", _ARCHIVAL, passages.list_),
    ("POST", _ARCHIVAL, passages.create),
    ("GET", _ARCHIVAL + "/search", passages.search),
    ("DELETE", _ARCHIVAL + "/{passage_id}", passages.delete),
    ("POST", "/v1/passages/search", passages.search_everywhere),
    ("GET", _AGENT + "/tools", tools.of_agent),
    ("PATCH", _AGENT + "/tools/attach/{tool_id}", tools.attach),
    ("PATCH", _AGENT + "/tools/detach/{tool_id}", tools.detach),
    ("POST", _AGENT + "/tools/{tool_name}/run", tools.run),
    ("GET", "/v1/blocks", blocks.list_),
    ("POST", "/v1/blocks", blocks.create),
    ("GET", "/v1/blocks/count", blocks.count),
    ("GET", "/v1/blocks/{block_id}", blocks.retrieve),
    ("PATCH", "/v1/blocks/{block_id}", blocks.update),
    ("DELETE", "/v1/blocks/{block_id}", blocks.delete),
    ("GET", "/v1/blocks/{block_id}/agents", blocks.holders),
    ("GET", "/v1/messages", messages.list_all),
    ("POST", "/v1/messages/search", messages.search),
    ("GET", "/v1/messages/{message_id}", messages.retrieve),
    ("GET", "/v1/tools", tools.list_),
    ("POST", "/v1/tools", tools.create),
    ("PUT", "/v1/tools", tools.create),
    ("GET", "/v1/tools/count", tools.count),
    ("POST", "/v1/tools/search", tools.search),
    ("POST", "/v1/tools/run", tools.run_source),
    ("POST", "/v1/tools/add-base-tools", tools.add_base_tools),
    ("POST", "/v1/tools/generate-schema", tools.generate_schema),
    ("GET", "/v1/tools/{tool_id}", tools.retrieve),
    ("PATCH", "/v1/tools/{tool_id}", tools.update),
    ("DELETE", "/v1/tools/{tool_id}", tools.delete),
    ("GET", "/v1/models", models.list_),
    ("GET", "/v1/models/embedding", models.embeddings),
    ("GET", "/v1/providers", models.providers),
    ("POST", "/v1/providers", models.add_provider),
    ("GET", "/v1/providers/{provider_id}", models.provider),
    ("PATCH", "/v1/providers/{provider_id}", models.change_provider),
    ("DELETE", "/v1/providers/{provider_id}", models.remove_provider),
    ("GET", "/v1/runs", runs.list_),
    ("GET", "/v1/runs/{run_id}", runs.retrieve),
    ("GET", "/v1/runs/{run_id}/messages", runs.messages),
    ("GET", "/v1/runs/{run_id}/usage", runs.usage),
    ("GET", "/v1/runs/{run_id}/metrics", runs.metrics),
    ("GET", "/v1/runs/{run_id}/steps", runs.steps),
    ("POST", "/v1/runs/{run_id}/stream", runs.stream),
    ("GET", "/v1/steps", runs.all_steps),
    ("GET", "/v1/steps/{step_id}", runs.step),
    ("GET", "/v1/steps/{step_id}/messages", runs.step_messages),
]
