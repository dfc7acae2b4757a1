"""What of a file stands under lettawasm's own key, since Letta's format has no words for it."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from ..schemas.base import Name, Shape, Text
from ..schemas.embeddings import EmbeddingConfig
from ..schemas.identities import IdentityType, Property
from ..schemas.mcp import HeaderName
from ..schemas.model_options import ModelOptions
from ..schemas.rendering import MemoryTemplate
from .fields import MOST_ENTRIES, Id, Ids, Moment


class MessageRest(Shape):
    """What a message knows beside Letta's fields."""

    waits_for: list[Text] | None = None  # which of its calls wait, where some don't
    refused: list[Text] = Field(default_factory=list)  # calls that never ran, though they have a return
    reminder: bool = False


class PassageEntry(Shape):
    text: Text
    tags: list[Name] = Field(default_factory=list)
    metadata: dict[str, Any] = Field(default_factory=dict)
    created_at: Moment | None = None


class ArchiveEntry(Shape):
    id: Id
    name: Name
    description: Text | None = None
    metadata: dict[str, Any] | None = None
    embedding_config: EmbeddingConfig | None = None
    agent_ids: Ids
    passages: Annotated[list[PassageEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)


class VersionEntry(Shape):
    """One change of a block."""

    block_id: Id
    version: Annotated[int, Field(ge=1, lt=2**31)]
    label: Text
    before: Text | None
    after: Text | None
    actor: Text
    created_at: Moment


class IdentityEntry(Shape):
    """Whom agents and blocks of the file belong to."""

    id: Id
    identifier_key: Name
    name: Name
    identity_type: IdentityType
    project_id: Text | None = None
    properties: list[Property] = Field(default_factory=list)
    agent_ids: Ids = Field(default_factory=list)
    block_ids: Ids = Field(default_factory=list)


class GroupRest(Shape):
    tended_up_to: Id | None = None  # the last of the manager's messages that the others were handed


class McpServerRest(Shape):
    auth_header: HeaderName | None = None
    needs_secrets: bool = False
    tools: dict[Id, Name] = Field(default_factory=dict)  # tool of the file → its name on the server


def _policy(value: Any) -> Any:
    from ..schemas.policies import Policy  # files with policies are rare

    return Policy.model_validate(value)


class Extension(Shape):
    archives: Annotated[list[ArchiveEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    messages: dict[Id, dict[Id, MessageRest]] = Field(default_factory=dict)  # by agent and message
    identities: Annotated[list[IdentityEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
    groups: dict[Id, GroupRest] = Field(default_factory=dict)
    mcp_servers: dict[Id, McpServerRest] = Field(default_factory=dict)
    memory_templates: dict[Id, MemoryTemplate] = Field(default_factory=dict)  # by agent
    model_options: dict[Id, ModelOptions] = Field(default_factory=dict)  # by agent
    policies: dict[Id, Annotated[Any, AfterValidator(_policy)]] = Field(default_factory=dict)  # by block
    block_history: Annotated[list[VersionEntry], Field(max_length=MOST_ENTRIES)] = Field(default_factory=list)
