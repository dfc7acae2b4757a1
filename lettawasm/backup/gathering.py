"""What goes into a backup: the same agents make the same content, byte for byte, wherever they are."""

from dataclasses import dataclass
from typing import Any

from .. import transfer
from ..schemas.versions import Kind
from ..store import Store
from ..store.pasts import Pasts
from ..store.table import Page
from . import loose, pasts, talks
from .holders import Holders
from .names import Names

_ALL = Page(limit=-1, order="asc")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Without an agent the whole space is: every agent, and what no agent holds."""

    agent_id: str | None = None
    with_history: bool = True
    with_messages: bool = True


def gather(store: Store, wanted: Wanted) -> dict[str, Any]:
    """Values of secrets and keys of providers are never in it."""
    is_whole = wanted.agent_id is None
    ids = [wanted.agent_id] if wanted.agent_id else [one.id for one in store.agents.find(_ALL, hidden=True)]
    file, names = _packed(store, ids, wanted)
    agent_ids = names.all_of("agent")  # with those whom they manage
    told = talks.entries(store, names, agent_ids) if wanted.with_messages else []
    rest = loose.entries(store, names) if is_whole else loose.nothing()
    objects = _objects(store, names, agent_ids, wanted) if wanted.with_history else []
    history = pasts.entries(store, names, objects)
    holders = Holders(file, told, history)
    return {
        "agent_file": file,
        "loose": rest,
        "conversations": told,
        "history": [{**past, "agent_ids": holders.of(past)} for past in history],
    }


def _packed(store: Store, ids: list[str], wanted: Wanted) -> tuple[dict[str, Any] | None, Names]:
    if not ids:
        return None, Names({})
    file, names = transfer.pack(store, *ids, scrub_messages=not wanted.with_messages, passages=True)
    return file, Names(names)


def _objects(store: Store, names: Names, agent_ids: list[str], wanted: Wanted) -> list[tuple[Kind, str]]:
    """Those whose past is told: what is in the backup, and what is gone but once was its agents'."""
    past = Pasts(store.versions)
    known = past.all()
    if wanted.agent_id is None:
        return [(kind, one) for kind, one in known if kind != "prompt" or one in names]
    once = {one for agent_id in agent_ids for one in _once(past, agent_id)}
    gone = set(past.gone(sorted(once)))
    return [(kind, one) for kind, one in known if one in names or one in gone]


def _once(past: Pasts, agent_id: str) -> set[str]:
    """What an agent ever changed, and the blocks that it ever held."""
    held = {block for told in past.of(agent_id) if told.state for block in told.state["blocks"]}
    return held | set(past.changed_by(agent_id))
