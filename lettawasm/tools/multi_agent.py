"""The built-in tools with which agents write to each other. A host of agents (`Letters`) carries them out."""

from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Letters(Protocol):
    """Takes what one agent writes to others. Raises LettaError, in words for the model."""

    async def ask(self, agent_id: str, text: str) -> str:
        """Deliver and wait for the reply."""
        ...

    async def tell(self, agent_id: str, text: str) -> None:
        """Deliver."""
        ...

    def members(self) -> list[str]:
        """Ids of the agents in the group that this one manages."""
        ...

    def tagged(self, match_all: list[str], match_some: list[str]) -> list[str]:
        """Ids of the other agents that have all of these tags and one of those."""
        ...

    async def ask_all(self, agent_ids: list[str], text: str) -> list[dict[str, Any]]:
        """Deliver to several and wait for all. Who gives no reply has an `error` in its place."""
        ...


async def send_message_to_agent_and_wait_for_reply(
    _letters: Letters, message: str, other_agent_id: str
) -> str:
    """Send a message to another agent and wait for its reply, which is what this returns.

    Args:
        message: What to say. The other agent knows nothing of your conversation, so say all it needs to know.
        other_agent_id: The id of the other agent, agent- and a UUID.
    """
    return await _letters.ask(other_agent_id, message)


async def send_message_to_agent_async(_letters: Letters, message: str, other_agent_id: str) -> str:
    """Send a message to another agent without waiting for a reply. Nothing comes back unless it writes to you.

    Args:
        message: What to say, with all the other agent needs to know.
        other_agent_id: The id of the other agent, agent- and a UUID.
    """
    await _letters.tell(other_agent_id, message)
    return "The message was delivered."


async def send_message_to_agents_matching_tags(
    _letters: Letters, message: str, match_all: list[str], match_some: list[str]
) -> list[dict[str, Any]]:
    """Send one message to every other agent with certain tags and wait for all their replies.

    Args:
        message: What to say, with all the other agents need to know.
        match_all: Tags of which an agent must have every one. Empty if none is needed.
        match_some: Tags of which an agent must have at least one. Empty if none is needed.
    """
    return await _letters.ask_all(_letters.tagged(match_all, match_some), message)


async def send_message_to_all_agents_in_group(_letters: Letters, message: str) -> list[dict[str, Any]]:
    """Send one message to every agent in the group that you manage and wait for all their replies.

    Args:
        message: What to say, with all the other agents need to know.
    """
    return await _letters.ask_all(_letters.members(), message)
