"""Groups in agent files. A manager brings its agents; a group goes wherever all of it goes."""

from collections.abc import Iterable, Iterator
from typing import Any

from ..agentfile import AgentFile, GroupEntry, Remark
from ..groups.making import SUPERVISORS_TOOLS
from ..groups.sleeptime import TENDS
from ..schemas.groups import Elsewhere, Group, GroupSettings
from ..store import Store
from ..store.table import Page

_ALL = Page(limit=-1, order="asc", order_by="seq")


def travelling(store: Store, agent_ids: Iterable[str]) -> tuple[list[str], list[Group]]:
    """These agents with those that they manage, and the groups that are whole with them."""
    known = store.groups.find(_ALL, hidden=True)
    everyone = list(dict.fromkeys(agent_ids))
    for agent_id in everyone:  # which grows
        managed = [one for group in known if group.manager_agent_id == agent_id for one in group.agent_ids]
        everyone += [one for one in dict.fromkeys(managed) if one not in everyone]
    return everyone, [group for group in known if _members(group) and _members(group) <= set(everyone)]


def _members(group: Group) -> set[str]:
    return {*group.agent_ids, group.manager_agent_id or ""} - {""}


def entry(group: Group, names: dict[str, str]) -> dict[str, Any]:
    """`names` are ids in the file. A shared block that no agent holds any more is left behind."""
    return {
        "id": names[group.id],
        "agent_ids": [names[one] for one in group.agent_ids],
        "description": group.description,
        "manager_config": _manager(group, names),
        "project_id": group.project_id,
        "shared_block_ids": sorted(names[one] for one in group.shared_block_ids if one in names),
        "hidden": group.hidden,
    }


def _manager(group: Group, names: dict[str, str]) -> dict[str, Any]:
    kind = {"manager_type": group.manager_type}
    if group.manager_agent_id is None:
        return {**kind, "max_turns": group.max_turns}
    led = {**kind, "manager_agent_id": names[group.manager_agent_id]}
    if group.manager_type == "sleeptime":
        return {**led, "sleeptime_agent_frequency": group.sleeptime_agent_frequency}
    return led


def make(store: Store, file: AgentFile, made: dict[str, str], project_id: str | None) -> None:
    """Make the file's groups of the agents made here. These hold already what the file says that they hold."""
    for one in file.groups:
        if not isinstance(one.manager_config, Elsewhere):
            made[one.id] = _group(store, one, made, project_id)


def _group(store: Store, one: GroupEntry, made: dict[str, str], project_id: str | None) -> str:
    manager = made[one.manager_id] if one.manager_id else None
    settings = GroupSettings(
        description=one.description,
        project_id=project_id or one.project_id,
        hidden=one.hidden,
        max_turns=getattr(one.manager_config, "max_turns", None),
        sleeptime_agent_frequency=getattr(one.manager_config, "sleeptime_agent_frequency", None),
    )
    agent_ids, block_ids = [made[id_] for id_ in one.agent_ids], [made[id_] for id_ in one.shared_block_ids]
    kind = one.manager_config.manager_type
    if kind == "supervisor" and manager:
        _equip(store, manager)
    return store.groups.create(kind, manager, settings, agent_ids, block_ids).id


def _equip(store: Store, agent_id: str) -> None:
    """A supervisor can ask the others, even if it comes from where that needs no tools of its own."""
    held = {tool.name for tool in store.tools.of_agent(agent_id)}
    if not held.intersection(SUPERVISORS_TOOLS):
        for tool in store.tools.named(SUPERVISORS_TOOLS).values():
            store.agents.attach_tool(agent_id, tool.id)


def remarks(file: AgentFile) -> Iterator[Remark]:
    for number, one in enumerate(file.groups):
        if isinstance(one.manager_config, Elsewhere):
            kind = one.manager_config.manager_type
            yield Remark(f"groups.{number}", f"there are no groups with a manager of type {kind} here")


def retied(metadata: dict[str, Any] | None, ids: dict[str, str]) -> dict[str, Any] | None:
    """What a companion says of the agent it tends, with the id that this one has where they go."""
    if metadata is None or TENDS not in metadata:
        return metadata
    rest = {key: value for key, value in metadata.items() if key != TENDS}
    tended = ids.get(str(metadata[TENDS]))
    return {**rest, TENDS: tended} if tended else rest
