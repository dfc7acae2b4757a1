"""Taking a connection in for examination: one that is configured, or one that somebody is about to configure."""

from .. import system_message
from ..catalog import Catalog
from ..context import tool_tokens
from ..ports import Host
from ..providers.kinds import KINDS, connect
from ..schemas.doctor import Connection, DiagnosisRequest
from ..schemas.providers import Provider as Record
from ..schemas.providers import must_have_api
from ..store import Store
from ..tokens import estimate_tokens
from ..tools.specs import shown, specs_of
from .patient import Patient

TIMEOUT = 60.0  # seconds for a model's first word: it may have to be loaded


async def admitted(host: Host, store: Store, catalog: Catalog, request: DiagnosisRequest) -> Patient:
    """Raises NotFound for a provider or an agent that isn't there."""
    record = store.providers.get(request.provider_id) if request.provider_id else unsaved(host, request)
    key, transport = catalog.line(record) if request.provider_id else (request.api_key, host.transport)
    return Patient(
        provider=connect(record, key, transport, timeout=TIMEOUT),
        provider_type=record.provider_type,
        base_url=record.base_url,
        key=key,
        transport=transport,
        surroundings=await host.surroundings() if host.surroundings else None,
        model=request.model,
        prompt_tokens=_prompt_tokens(store, request.agent_id) if request.agent_id else 0,
    )


def unsaved(host: Host, connection: Connection) -> Record:
    """A provider's record as it would be. Raises Unprocessable for an API that servers of its type haven't got."""
    must_have_api(connection.provider_type, connection.api)
    return Record(
        id="",
        name="new",
        provider_type=connection.provider_type,
        base_url=connection.base_url or KINDS[connection.provider_type].base_url,
        api=connection.api,
        updated_at=host.clock.now(),
    )


def _prompt_tokens(store: Store, agent_id: str) -> int:
    """What an agent's model is shown before anybody has said a word."""
    agent = store.agents.get(agent_id)
    tools = shown(specs_of(store.tools.of_agent(agent_id)), agent.settings)
    return estimate_tokens(system_message.compiled(store, agent)) + tool_tokens(tools)
