"""What waits for a person, over all agents."""

from .. import conversations, pending
from ..calls import Calls
from ..schemas.activity import Waiting, WaitingCall
from ..schemas.base import DEFAULT
from ..schemas.messages import Message
from ..store import Store


def all_waiting(store: Store, limit: int) -> list[Waiting]:
    """The oldest first."""
    return [_waiting(store, reply) for reply in store.approvals.everywhere(limit)]


def _waiting(store: Store, reply: Message) -> Waiting:
    agent = conversations.taking_part(store, reply.agent_id, reply.conversation_id)
    tools = {tool.name: tool for tool in store.tools.of_agent(agent.id)}
    edits = {
        edit.tool_call_id: edit for edit in pending.edits(Calls(store, agent, reply.run_id, tools), reply)
    }
    return Waiting(
        message_id=reply.id,
        agent_id=agent.id,
        agent_name=agent.name,
        conversation_id=None if reply.conversation_id == DEFAULT else reply.conversation_id,
        run_id=reply.run_id,
        created_at=reply.created_at,
        text=reply.text,
        calls=[
            WaitingCall(
                tool_call_id=call.id,
                name=call.name,
                arguments=call.arguments,
                by="person" if call.name in tools else "client",
                **(edits[call.id].model_dump(include={"reason", "changes"}) if call.id in edits else {}),
            )
            for call in reply.tool_calls
            if call.id in reply.waits_for
        ],
    )
