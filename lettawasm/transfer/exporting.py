"""Out of a space: the same agents make the same file, byte for byte, wherever they are.

So ids are numbered within the file, even in the system prompt, which is told as it would stand there; and the time
of the file is that of the newest thing in its agents, not of the moment somebody asked.
"""

from typing import Any, Unpack

from ..agentfile import EXTENSION, REVISION
from ..schemas.base import DEFAULT
from ..store import Store
from . import groups, mcp
from .options import ExportOptions
from .packing import Packing


def export(store: Store, *agent_ids: str, **options: Unpack[ExportOptions]) -> dict[str, Any]:
    """Agents with their blocks, tools, history and passages; what they share stands in the file once. With an agent
    that manages others come these.

    Values of secrets are left out, their names stay. Whom agents belong to comes with the messages. So do passages,
    and without messages only if asked for, since they often repeat what was said. The history of blocks can hold
    what was taken back, so it comes only if asked for.
    """
    return pack(store, *agent_ids, **options)[0]


def pack(
    store: Store,
    *agent_ids: str,
    scrub_messages: bool = False,
    conversation_id: str = DEFAULT,
    passages: bool | None = None,
    block_history: bool = False,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The file, and what things are called in it, by their ids here. A message is `agent-0 message-3` there, and a
    passage `archive-0 12`.
    """
    carry = (not scrub_messages) if passages is None else passages
    everyone, together = groups.travelling(store, agent_ids)
    talks = dict.fromkeys(agent_ids, conversation_id)
    packing = Packing(store, talks, together, with_messages=not scrub_messages, with_passages=carry)
    for agent_id in everyone:
        packing.name("agent", agent_id)
    for group in together:
        packing.name("group", group.id)
    entries = [packing.agent(store.agents.get(agent_id)) for agent_id in everyone]
    tools = packing.tools()
    servers, server_rests = mcp.entries(store, packing.sorted_tools(), packing.names)
    rests = {
        "identities": packing.identities(),
        "groups": packing.group_rests(),
        "mcp_servers": server_rests,
        "memory_templates": packing.memory_templates,
        "model_options": packing.model_options,
        "policies": packing.policies(),
    }
    file = {
        "agents": entries,
        "groups": [groups.entry(group, packing.names) for group in together],
        "blocks": packing.blocks(),
        "files": packing.files(),
        "sources": packing.sources(),
        "tools": tools,
        "mcp_servers": servers,
        "skills": [],
        "metadata": {"revision_id": REVISION},
        "created_at": packing.newest,
        EXTENSION: {
            "archives": packing.archives(),
            "messages": packing.rests,
            **{key: rest for key, rest in rests.items() if rest},
            **({"block_history": packing.block_history()} if block_history else {}),
        },
    }
    return file, {**packing.names, **packing.messages, **packing.passage_names()}
