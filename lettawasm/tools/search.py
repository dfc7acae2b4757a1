"""The built-in tools that speak to the person and that look things up in recall and archival memory."""

from typing import Any, Literal

from .. import clock
from ..schemas.filters import Filters
from .context import ToolContext

DEFAULT_RESULTS, MOST_RESULTS = 10, 50


def send_message(_ctx: ToolContext, message: str) -> str:
    """Say something to the person. Ends your turn.

    Args:
        message: What to say.
    """
    return "Sent message successfully."


def conversation_search(
    _ctx: ToolContext,
    query: str | None = None,
    roles: list[Literal["assistant", "user", "tool"]] | None = None,
    limit: int | None = None,
    start_date: str | None = None,
    end_date: str | None = None,
) -> dict[str, Any]:
    """Search every message ever exchanged in this conversation, by words, by date, or both.

    Args:
        query: Words to look for. Left out, the newest messages come back.
        roles: Only messages of these roles.
        limit: How many messages at most.
        start_date: Only messages of this ISO 8601 date or time and later.
        end_date: Only messages up to this date or time, the day itself included.
    """
    from ..retrieval import messages  # used by few turns

    filters = Filters(
        agent_id=_ctx.agent.id,
        roles=tuple(roles or ()),
        start=clock.parse(start_date) if start_date else None,
        end=clock.parse(end_date, end=True) if end_date else None,
    )
    found = messages(_ctx.store, query, filters, _bounded(limit), _ctx.vector)
    now, zone = _ctx.store.clock.now(), _ctx.agent.settings.timezone
    results = [
        {
            "timestamp": clock.local(message.created_at, zone).isoformat(),
            "time_ago": clock.ago(message.created_at, now),
            "role": message.role,
            "content": message.text or "\n".join(answer.text for answer in message.tool_returns),
        }
        for message, _ in found
    ]
    return {
        "message": f"Showing {len(results)} results:" if results else "No results found.",
        "results": results,
    }


def archival_memory_insert(_ctx: ToolContext, content: str, tags: list[str] | None = None) -> str | None:
    """Store a note in archival memory. Write it so that it can be understood on its own later.

    Args:
        content: The note.
        tags: Words to file it under.
    """
    from ..retrieval import duplicates  # used by few turns

    store, agent = _ctx.store, _ctx.agent
    if known := duplicates.twin(store, Filters(agent_id=agent.id), content):
        duplicates.add_tags(store, known, tuple(tags or ()))
        return f"Nothing new was stored: {known.id} of {known.created_at[:10]} says this already."
    if _ctx.cause.actor == "agent" and duplicates.is_recalled(store, agent, content):
        return "Nothing new was stored: this is what your search has just found, so it is in memory already."
    archive = store.archives.ensure(agent.id, agent.name)
    store.archival.insert(archive.id, content, tags=tuple(tags or ()))
    return None


def archival_memory_search(
    _ctx: ToolContext,
    query: str,
    tags: list[str] | None = None,
    tag_match_mode: Literal["any", "all"] = "any",
    top_k: int | None = None,
    start_datetime: str | None = None,
    end_datetime: str | None = None,
) -> list[dict[str, Any]]:
    """Search the notes in archival memory.

    Args:
        query: What to look for.
        tags: Only notes filed under these.
        tag_match_mode: Whether any of the tags is enough, or all are needed.
        top_k: How many notes at most.
        start_datetime: Only notes of this ISO 8601 date or time and later.
        end_datetime: Only notes up to this date or time, the day itself included.
    """
    from ..retrieval import passages  # used by few turns

    filters = Filters(
        agent_id=_ctx.agent.id,
        tags=tuple(tags or ()),
        match_all_tags=tag_match_mode == "all",
        start=clock.parse(start_datetime) if start_datetime else None,
        end=clock.parse(end_datetime, end=True) if end_datetime else None,
    )
    found = passages(_ctx.store, query, filters, _bounded(top_k), _ctx.vector)
    return [wire_hit(passage, _ctx.agent.settings.timezone) for passage, _ in found]


def wire_hit(passage: Any, zone: str) -> dict[str, Any]:
    """A found passage as the model and the search endpoint show it."""
    return {
        "id": passage.id,
        "timestamp": clock.local(passage.created_at, zone).isoformat(),
        "content": passage.text,
        "tags": passage.tags,
    }


def _bounded(limit: int | None) -> int:
    return min(max(limit or DEFAULT_RESULTS, 1), MOST_RESULTS)
