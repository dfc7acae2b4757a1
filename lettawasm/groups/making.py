"""Making and changing groups: what touches several tables at once. Call each in a transaction."""

from typing import Any

from .. import equipment
from ..errors import NotOffered
from ..schemas.groups import (
    Group,
    GroupCreate,
    GroupSettings,
    GroupUpdate,
    Manager,
    RoundRobin,
    Sleeptime,
    Supervisor,
)
from ..store import Store

SUPERVISORS_TOOLS = ["send_message_to_all_agents_in_group", "send_message_to_agent_and_wait_for_reply"]


def create(store: Store, new: GroupCreate) -> Group:
    """Raises NotFound for an agent or a block that isn't there, NotOffered for a kind of group that isn't here."""
    led = _led_by(new.manager_config)
    settings = GroupSettings(
        description=new.description, project_id=new.project_id, hidden=new.hidden, **led.pop("settings")
    )
    _must_exist(store, [*new.agent_ids, led["manager_agent_id"]], new.shared_block_ids)
    group = store.groups.create(
        **led, settings=settings, agent_ids=new.agent_ids, block_ids=new.shared_block_ids
    )
    _equip(store, group)
    return group


def update(store: Store, group_id: str, changes: GroupUpdate) -> Group:
    group, fields = store.groups.get(group_id), changes.changes()
    fields = {name: value for name, value in fields.items() if value is not None}
    if fields.pop("manager_config", None) and changes.manager_config:
        led = _led_by(changes.manager_config)
        fields |= {"max_turns": None, "sleeptime_agent_frequency": None, **led.pop("settings"), **led}
    agent_ids = [*fields.get("agent_ids", []), fields.get("manager_agent_id")]
    _must_exist(store, agent_ids, fields.get("shared_block_ids", []))
    group = store.groups.update(group.model_copy(update=fields))
    _equip(store, group)
    return group


def _must_exist(store: Store, agent_ids: list[str | None], block_ids: list[str]) -> None:
    for agent_id in agent_ids:
        if agent_id is not None:
            store.agents.get(agent_id)
    for block_id in block_ids:
        store.blocks.get(block_id)


def _led_by(manager: Manager) -> dict[str, Any]:
    match manager:
        case RoundRobin(max_turns=turns):
            return _led("round_robin", None, {"max_turns": turns})
        case Supervisor(manager_agent_id=agent_id):
            return _led("supervisor", agent_id, {})
        case Sleeptime(manager_agent_id=agent_id, sleeptime_agent_frequency=turns):
            return _led("sleeptime", agent_id, {"sleeptime_agent_frequency": turns or 1})
        case _:
            raise NotOffered(
                f"Groups with a manager of type {manager.manager_type} are not part of lettawasm. Use round_robin,"
                " supervisor or sleeptime."
            )


def _led(manager_type: str, agent_id: str | None, settings: dict[str, Any]) -> dict[str, Any]:
    return {"manager_type": manager_type, "manager_agent_id": agent_id, "settings": settings}


def _equip(store: Store, group: Group) -> None:
    """Share the group's blocks among its agents, and give a supervisor the tools to ask the others."""
    everyone = [*group.agent_ids, *([group.manager_agent_id] if group.manager_agent_id else [])]
    for block_id in group.shared_block_ids:
        for agent_id in everyone:
            store.blocks.attach(agent_id, block_id)
    if group.manager_type == "supervisor" and group.manager_agent_id:
        for tool in store.tools.named(SUPERVISORS_TOOLS).values():
            equipment.attach_tool(store, group.manager_agent_id, tool)
