"""An agent as Letta's API shows it: what it is, and what it is related to."""

from typing import Any

from . import library
from .compaction import settings_in_force
from .schemas.agents import AgentRecord, AgentSettings
from .schemas.base import ORGANIZATION_ID, USER_ID
from .store import Store


def agent_state(store: Store, agent: AgentRecord, include: set[str] | None = None) -> dict[str, Any]:
    """Letta's AgentState. `include` names the relations to show; None shows all of them."""
    wire = _without_relations(agent)
    wire["compaction_settings"] = settings_in_force(agent).model_dump(mode="json")
    wire["message_ids"] = store.recall.context_ids(agent.id)
    if include is None or "agent.blocks" in include:
        wire["blocks"] = [block.model_dump(mode="json") for block in store.blocks.of_agent(agent.id)]
        wire["memory"]["blocks"] = wire["blocks"]
    if include is None or "agent.tools" in include:
        wire["tools"] = [tool.model_dump(mode="json") for tool in store.tools.of_agent(agent.id)]
    if include is None or "agent.sources" in include:
        wire["sources"] = [folder.model_dump(mode="json") for folder in store.folders.of_agent(agent.id)]
        wire["memory"]["file_blocks"] = library.file_blocks(store, agent)
    if include is None or "agent.identities" in include:
        identities = store.identities.of_agent(agent.id)
        wire["identities"] = [identity.model_dump(mode="json") for identity in identities]
        wire["identity_ids"] = [identity.id for identity in identities]
    if include is None or "agent.managed_group" in include:
        group = store.groups.managed_by(agent.id)
        wire["managed_group"] = wire["multi_agent_group"] = group and group.model_dump(mode="json")
    if include is None or "agent.tags" in include:
        wire["tags"] = store.agents.tags(agent.id)
    if include is not None and "agent.secrets" not in include:
        wire["secrets"] = wire["tool_exec_environment_variables"] = []
    return wire


def _without_relations(agent: AgentRecord) -> dict[str, Any]:
    """Letta's AgentState, its relations still empty."""
    settings = agent.settings.model_dump(mode="json", exclude={"memory_template", "model_options"})
    variables = [_variable(agent.id, key, value) for key, value in settings.pop("secrets").items()]
    return {
        "id": agent.id,
        "name": agent.name,
        **settings,
        "model": agent.settings.llm_config.handle,
        "max_files_open": agent.settings.most_files_open,
        "per_file_view_window_char_limit": agent.settings.most_characters_of_a_file,
        "model_settings": _model_settings(agent.settings),
        "created_at": agent.created_at,
        "updated_at": agent.updated_at,
        "created_by_id": USER_ID,
        "last_updated_by_id": USER_ID,
        "memory": {
            "agent_type": agent.settings.agent_type,
            "git_enabled": False,
            "blocks": [],
            "file_blocks": [],
            "prompt_template": "",
        },
        "blocks": [],
        "tools": [],
        "sources": [],
        "tags": [],
        "message_ids": [],
        "secrets": variables,
        "tool_exec_environment_variables": variables,
        "identities": [],
        "identity_ids": [],
        "multi_agent_group": None,
        "managed_group": None,
        "pending_approval": None,
        "deployment_id": None,
        "entity_id": None,
    }


def _model_settings(settings: AgentSettings) -> dict[str, Any]:
    """The settings in force: what was asked for, over what the configuration says."""
    config = settings.llm_config
    in_force = {
        "provider_type": "openai",
        "temperature": config.temperature,
        "max_output_tokens": config.max_tokens,
        "parallel_tool_calls": bool(config.parallel_tool_calls),
        "response_format": config.response_format,
        "reasoning": {"reasoning_effort": config.reasoning_effort or "minimal"},
        "strict": bool(config.strict),
    }
    asked = settings.model_settings.model_dump(exclude_none=True) if settings.model_settings else {}
    return in_force | asked


def _variable(agent_id: str, key: str, value: str) -> dict[str, Any]:
    return {
        **dict.fromkeys(("id", "description", "value_enc", "created_at", "updated_at")),
        **dict.fromkeys(("created_by_id", "last_updated_by_id")),
        "agent_id": agent_id,
        "organization_id": ORGANIZATION_ID,
        "key": key,
        "value": value,
    }
