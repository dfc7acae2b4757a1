"""What Letta's API has and lettawasm deliberately has not. Each of these answers 501, with the reason.

Paths that were never Letta's aren't here: they answer 404.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotOffered

Handler = Callable[[Request], Awaitable[Response]]

_TEMPLATES = (
    "Templates are a service of Letta's cloud and not part of lettawasm. Export an agent as an .af file, and import"
    " that as often as you need it."
)
_TOKENS = (
    "Client-side access tokens are a service of Letta's cloud. Where lettawasm serves many people, /admin gives out"
    " tokens of its own, for a single agent too."
)
_SCHEDULES = "Scheduled messages are a service of Letta's cloud. Send the message when it is time."
_ENVIRONMENTS = (
    "Environments connect computers to Letta's cloud and are not part of lettawasm. Give the agent client tools,"
    " which run where you are."
)
_BATCHES = (
    "Batches of messages need a provider's batch service, which lettawasm doesn't use. Send them one by one."
)
_SOURCES = "Sources are called folders now: use /v1/folders, where they have the same ids."
_JOBS = "What goes on in the background is a run: use /v1/runs."
_SANDBOXES = "Where custom tools run is chosen by lettawasm's host and can't be configured."
_VOICE = "Voice is not part of lettawasm."
_TELEMETRY = (
    "What was sent to a model's provider is not recorded. GET /v1/runs and /v1/steps tell what happened."
)
_OLD_MCP = "MCP servers are at /v1/mcp-servers; this older form of their routes is not offered."
_ORGANIZATIONS = "A space belongs to one person: there are no other users and no organizations in it."
_PROXIES = "lettawasm does not pass requests on to Anthropic or Z.ai. Send them there directly."
_GIT = (
    "Memory is not kept in git here. GET /v1/agents/{agent_id}/core-memory/history tells every change of it."
)

_SENTENCES: dict[str, str] = {
    "POST /v1/templates": _TEMPLATES,
    "GET /v1/templates": _TEMPLATES,
    "PATCH /v1/templates/{template_name}": _TEMPLATES,
    "DELETE /v1/templates/{template_name}": _TEMPLATES,
    "POST /v1/templates/{template_name}/rollback": _TEMPLATES,
    "POST /v1/templates/{template_name}/save": _TEMPLATES,
    "POST /v1/templates/{template_version}/agents": _TEMPLATES,
    "POST /v1/client-side-access-tokens": _TOKENS,
    "GET /v1/client-side-access-tokens": _TOKENS,
    "DELETE /v1/client-side-access-tokens/{token}": _TOKENS,
    "POST /v1/agents/{agent_id}/schedule": _SCHEDULES,
    "GET /v1/agents/{agent_id}/schedule": _SCHEDULES,
    "GET /v1/agents/{agent_id}/schedule/{scheduled_message_id}": _SCHEDULES,
    "DELETE /v1/agents/{agent_id}/schedule/{scheduled_message_id}": _SCHEDULES,
    "GET /v1/environments": _ENVIRONMENTS,
    "GET /v1/environments/{device_id}": _ENVIRONMENTS,
    "POST /v1/environments/{connection_id}/messages": _ENVIRONMENTS,
    "POST /v1/messages/batches": _BATCHES,
    "GET /v1/messages/batches": _BATCHES,
    "GET /v1/messages/batches/{batch_id}": _BATCHES,
    "GET /v1/messages/batches/{batch_id}/messages": _BATCHES,
    "PATCH /v1/messages/batches/{batch_id}/cancel": _BATCHES,
    "GET /v1/sources": _SOURCES,
    "POST /v1/sources": _SOURCES,
    "GET /v1/sources/{source_id}": _SOURCES,
    "PATCH /v1/sources/{source_id}": _SOURCES,
    "DELETE /v1/sources/{source_id}": _SOURCES,
    "POST /v1/sources/{source_id}/upload": _SOURCES,
    "GET /v1/jobs": _JOBS,
    "GET /v1/jobs/active": _JOBS,
    "GET /v1/jobs/{job_id}": _JOBS,
    "PATCH /v1/jobs/{job_id}/cancel": _JOBS,
    "DELETE /v1/jobs/{job_id}": _JOBS,
    "GET /v1/sandbox-config": _SANDBOXES,
    "POST /v1/sandbox-config": _SANDBOXES,
    "PATCH /v1/sandbox-config/{sandbox_config_id}": _SANDBOXES,
    "DELETE /v1/sandbox-config/{sandbox_config_id}": _SANDBOXES,
    "POST /v1/voice-beta/{agent_id}/chat/completions": _VOICE,
    "GET /v1/telemetry/{step_id}": _TELEMETRY,
    "GET /v1/tools/mcp/servers": _OLD_MCP,
    "PUT /v1/tools/mcp/servers": _OLD_MCP,
    "GET /v1/orgs": _ORGANIZATIONS,
    "POST /v1/orgs": _ORGANIZATIONS,
    "GET /v1/users": _ORGANIZATIONS,
    "POST /v1/users": _ORGANIZATIONS,
    "POST /v1/anthropic/v1/messages": _PROXIES,
    "POST /v1/zai/v1/messages": _PROXIES,
    "GET /v1/git/{agent_id}/state.git/info/refs": _GIT,
}


def _answering(sentence: str) -> Handler:
    async def refuse(request: Request) -> Response:
        raise NotOffered(sentence)

    return refuse


ABSENT: list[tuple[str, str, Handler]] = [
    (method, path, _answering(sentence))
    for name, sentence in _SENTENCES.items()
    for method, _, path in (name.partition(" "),)
]
