"""The shape of a backup's content: an agent file, what that has no words for, and the past of everything."""

from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from ..agentfile import AgentFile, MessageEntry, MessageRest
from ..agentfile.extension import PassageEntry
from ..agentfile.fields import MOST_ENTRIES, Id, Moment
from ..agentfile.shape import BlockEntry, FileEntry, SourceEntry, ToolEntry
from ..schemas.agents import AgentSettings
from ..schemas.archives import ArchiveCreate
from ..schemas.base import Name, Shape, Text
from ..schemas.blocks import BlockCreate
from ..schemas.conversations import ConversationSettings
from ..schemas.policies import Policy
from ..schemas.projects import ProjectCreate
from ..schemas.versions import Actor, Kind, Origin
from ..versions.states import State

MANY: Any = Field(default_factory=list, max_length=MOST_ENTRIES)

AgentName = Annotated[str, StringConstraints(pattern=r"^agent-\d{1,9}$")]
ArchiveName = Annotated[str, StringConstraints(pattern=r"^archive-\d{1,9}$")]
BlockName = Annotated[str, StringConstraints(pattern=r"^block-\d{1,9}$")]
ToolName = Annotated[str, StringConstraints(pattern=r"^tool-\d{1,9}$")]
TalkName = Annotated[str, StringConstraints(pattern=r"^conv-\d{1,9}$")]
ProjectId = Annotated[str, StringConstraints(pattern=r"^project-[0-9a-f-]{36}$")]
MessageName = Annotated[str, StringConstraints(pattern=r"^(agent|conv)-\d{1,9} message-\d{1,9}$")]


class LooseBlock(BlockEntry):
    id: BlockName
    policy: Policy | None = None


class LooseArchive(ArchiveCreate):
    id: ArchiveName
    passages: list[PassageEntry] = MANY


class ProjectEntry(ProjectCreate):
    id: ProjectId
    archived: bool = False


class Loose(Shape):
    """What no agent holds."""

    blocks: list[LooseBlock] = MANY
    archives: list[LooseArchive] = MANY
    sources: list[SourceEntry] = MANY
    files: list[FileEntry] = MANY
    tools: list[ToolEntry] = MANY
    projects: list[ProjectEntry] = MANY


class TalkEntry(Shape):
    """A conversation beside its agent's own. `shared` are messages of others that it begins with."""

    id: TalkName
    agent_id: AgentName
    summary: Text | None = None
    settings: ConversationSettings
    llm: dict[str, Any] | None = None
    hidden: bool = False
    archived_at: Moment | None = None
    last_message_at: Moment | None = None
    created_at: Moment
    messages: list[MessageEntry] = MANY
    rests: dict[Id, MessageRest] = Field(default_factory=dict)
    shared: list[MessageName] = MANY
    in_context_message_ids: list[MessageName] = MANY

    @cached_property
    def in_context(self) -> frozenset[str]:
        return frozenset(self.in_context_message_ids)


class CauseEntry(Shape):
    actor: Actor = "person"
    agent_id: Id | None = None
    run_id: Id | None = None
    step_id: Id | None = None
    message_id: Id | None = None
    tool_call_id: Id | None = None
    origin: Origin | None = None
    source: Text | None = None


class VersionEntry(Shape):
    """`state` is null where the object was gone; `changes` are told in its place where only some fields differ."""

    created_at: Moment
    cause: CauseEntry
    state: State | None = None
    changes: State | None = None


class PastEntry(Shape):
    id: Id
    kind: Kind
    versions: list[VersionEntry] = MANY


class Content(Shape):
    """`agent_file` is null where there is no agent."""

    agent_file: AgentFile | None = None
    loose: Loose = Field(default_factory=Loose)
    conversations: list[TalkEntry] = MANY
    history: list[PastEntry] = MANY


# States as they may stand in a history: what can be restored by it must be something that can be made.


class PassageState(Shape):
    archive_id: ArchiveName
    text: Text
    tags: list[Name]
    metadata: dict[str, Any]
    created_at: Moment


def _without_values(settings: Any) -> Any:
    """Of secrets a state tells the names alone."""
    return {**settings, "secrets": {}} if isinstance(settings, dict) else settings


class AgentState(Shape):
    name: Name
    settings: Annotated[AgentSettings, BeforeValidator(_without_values)]
    tags: list[Name]
    blocks: Annotated[list[BlockName], Field(max_length=MOST_ENTRIES)]
    tools: Annotated[list[ToolName], Field(max_length=MOST_ENTRIES)]
    archive: ArchiveName | None


class PromptState(Shape):
    content: list[dict[str, Text]] | None


STATES: dict[Kind, type[Shape]] = {
    "block": BlockCreate,
    "passage": PassageState,
    "agent": AgentState,
    "prompt": PromptState,
}
OBJECTS: dict[Kind, str] = {
    "block": r"block-\d{1,9}",
    "passage": r"passage-\d{1,9}|archive-\d{1,9} \d{1,9}",
    "agent": r"agent-\d{1,9}",
    "prompt": r"prompt-\d{1,9}|(agent|conv)-\d{1,9} message-\d{1,9}",
}
