"""Archives: what holds passages, for one agent or for several."""

from typing import Any

from .base import ORGANIZATION_ID, USER_ID, Changes, Name, Shape, Text
from .embeddings import EmbeddingConfig


class ArchiveCreate(Shape):
    name: Name
    description: Text | None = None
    metadata: dict[str, Any] | None = None
    embedding: Text | None = None
    embedding_config: EmbeddingConfig | None = None


class ArchiveUpdate(Changes):
    name: Name | None = None
    description: Text | None = None
    metadata: dict[str, Any] | None = None


class Archive(Shape):
    id: str
    name: str
    description: str | None = None
    metadata: dict[str, Any] | None = None
    embedding_config: EmbeddingConfig | None = None
    vector_db_provider: str = "native"
    created_at: str
    updated_at: str
    organization_id: str = ORGANIZATION_ID
    created_by_id: str = USER_ID
    last_updated_by_id: str = USER_ID
