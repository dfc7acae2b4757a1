"""Histories: every version of every object, out of a space and into one.

The first version of an object tells its state; a later one what differs, or the state again where the fields are
others, or null where the object was gone. What was forgotten is not told, and neither are the names of a space's
runs and steps changed: they say which version came from the same turn.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..schemas.versions import Cause, Kind
from ..store import Store
from ..store.pasts import Pasts
from ..versions.states import State
from .names import Names, kind_of
from .shape import CauseEntry, PastEntry, VersionEntry

_OWN_IDS = {"block": (), "prompt": (), "passage": ("archive_id",), "agent": ("archive", "blocks", "tools")}
_KIND = {"archive_id": "archive", "archive": "archive", "blocks": "block", "tools": "tool"}


def entries(store: Store, names: Names, objects: Iterable[tuple[Kind, str]]) -> list[dict[str, Any]]:
    return [
        {
            "id": names.of(kind, object_id),
            "kind": kind,
            "versions": list(_versions(store, names, kind, object_id)),
        }
        for kind, object_id in objects
    ]


def _versions(store: Store, names: Names, kind: Kind, object_id: str) -> Iterator[dict[str, Any]]:
    before: State | None = None
    for told in Pasts(store.versions).of(object_id):
        state = told.state and _renamed(kind, told.state, names.of)
        yield {
            "created_at": told.created_at,
            "cause": _cause(told.cause, names),
            **_difference(before, state),
        }
        before = state


def _cause(cause: Cause, names: Names) -> dict[str, str]:
    ids = ("agent_id", "message_id")
    return {key: names.get(value) if key in ids else value for key, value in cause.known().items()}


def _difference(before: State | None, state: State | None) -> dict[str, Any]:
    if before is None or state is None or before.keys() != state.keys():
        return {"state": state}
    return {"changes": {key: value for key, value in state.items() if value != before[key]}}


def _renamed(kind: Kind, state: State, name: Any) -> State:
    """The state with other ids. `name` gives them by kind and id."""
    changed: State = {}
    for key in _OWN_IDS[kind]:
        value = state[key]
        if isinstance(value, list):
            changed[key] = [name(_KIND[key], one) for one in value]
        elif value is not None:
            changed[key] = name(_KIND[key], value)
    return {**state, **changed}


def adopt(store: Store, past: PastEntry, made: dict[str, str]) -> None:
    """Let this be what came before an object's present state. `made` tells ids here by names, and learns of others."""

    def real(kind: str, name: str) -> str:
        if name not in made:
            made[name] = store.clock.new_id(kind)
        return made[name]

    told = [
        (state and _renamed(past.kind, state, real), _real_cause(version.cause, made), version.created_at)
        for version, state in zip(past.versions, states(past.versions), strict=True)
    ]
    store.versions.adopt(past.kind, real(kind_of(past.id), past.id), told)


def states(versions: Iterable[VersionEntry]) -> Iterator[State | None]:
    """The state of each version."""
    state: State | None = None
    for version in versions:
        state = version.state if version.changes is None else {**(state or {}), **version.changes}
        yield state


def _real_cause(cause: CauseEntry, made: dict[str, str]) -> Cause:
    told = Cause(**cause.model_dump())
    agent_id, message_id = told.agent_id or "", told.message_id or ""
    return replace(
        told,
        agent_id=made.get(agent_id, told.agent_id),
        message_id=made.get(message_id, told.message_id),
    )
