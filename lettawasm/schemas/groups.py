"""Groups of agents, and who leads each of them."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Changes, Shape, Text

ManagerType = Literal["round_robin", "supervisor", "dynamic", "sleeptime", "voice_sleeptime", "swarm"]
DEFAULT_FREQUENCY = 5  # turns of an agent from one look at its memory to the next

Turns = Annotated[int, Field(ge=1, le=100)]
Members = Annotated[list[str], Field(max_length=100)]


class RoundRobin(Shape):
    """Each speaks in turn; `max_turns` in all, or once each."""

    manager_type: Literal["round_robin"]
    max_turns: Turns | None = None


class Supervisor(Shape):
    """One answers, and asks the others."""

    manager_type: Literal["supervisor"]
    manager_agent_id: str


class Sleeptime(Shape):
    """One answers; the others tend its memory after every so many turns."""

    manager_type: Literal["sleeptime"]
    manager_agent_id: str
    sleeptime_agent_frequency: Annotated[int, Field(ge=1, le=10_000)] | None = DEFAULT_FREQUENCY


class Elsewhere(Shape):
    """Managers that are read so that they can be declined in words."""

    manager_type: Literal["dynamic", "voice_sleeptime", "swarm"]
    manager_agent_id: str | None = None


Manager = Annotated[RoundRobin | Supervisor | Sleeptime | Elsewhere, Field(discriminator="manager_type")]


class GroupCreate(Shape):
    agent_ids: Members
    description: Text
    manager_config: Manager = RoundRobin(manager_type="round_robin")
    shared_block_ids: Members = Field(default_factory=list)
    project_id: str | None = None
    hidden: bool | None = None


class GroupUpdate(Changes):
    agent_ids: Members | None = None
    description: Text | None = None
    manager_config: Manager | None = None
    shared_block_ids: Members | None = None
    project_id: str | None = None


class GroupSettings(Shape):
    """What of a group is stored as one JSON value."""

    description: str
    max_turns: int | None = None
    sleeptime_agent_frequency: int | None = None
    project_id: str | None = None
    hidden: bool | None = None


class Group(GroupSettings):
    """`turns_counter` counts the manager's turns since its memory was last looked at."""

    id: str
    manager_type: ManagerType
    manager_agent_id: str | None = None
    agent_ids: list[str]
    shared_block_ids: list[str]
    turns_counter: int | None = None
    last_processed_message_id: str | None = None
    termination_token: None = None
    min_message_buffer_length: None = None
    max_message_buffer_length: None = None
    template_id: None = None
    base_template_id: None = None
    deployment_id: None = None
