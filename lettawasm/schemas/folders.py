"""Folders, the files in them, and which of those an agent has open. Letta's older word for a folder is source."""

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import ORGANIZATION_ID, USER_ID, Changes, Name, Shape, Text
from .embeddings import EmbeddingConfig

Duplicates = Literal["replace", "skip", "suffix", "error"]

FOUND_BY_WORDS = EmbeddingConfig(
    embedding_model="full-text-search", embedding_chunk_size=None, batch_size=None
)


class _FolderFields(Shape):
    description: Text | None = None
    instructions: Text | None = None
    metadata: dict[str, Any] | None = None
    embedding_config: EmbeddingConfig | None = None


class FolderCreate(_FolderFields):
    name: Name
    embedding: Text | None = None
    embedding_chunk_size: Annotated[int, Field(ge=1)] | None = None


class FolderUpdate(Changes, _FolderFields):
    name: Name | None = None


class Folder(_FolderFields):
    """`embedding_config` is what Letta's API wants a folder to have."""

    id: str
    name: str
    embedding_config: EmbeddingConfig = FOUND_BY_WORDS
    vector_db_provider: str = "native"
    created_at: str
    updated_at: str
    organization_id: str = ORGANIZATION_ID
    created_by_id: str = USER_ID
    last_updated_by_id: str = USER_ID


class File(Shape):
    """A file is whole from the beginning: its text is read and indexed before an upload is answered."""

    id: str
    source_id: str
    file_name: str
    original_file_name: str
    file_path: str | None = None
    file_type: str
    file_size: int
    file_creation_date: str | None = None
    file_last_modified_date: str | None = None
    processing_status: Literal["completed"] = "completed"
    error_message: str | None = None
    total_chunks: int
    chunks_embedded: int
    content: str | None = None
    organization_id: str = ORGANIZATION_ID
    created_at: str
    updated_at: str
    lines: int = Field(exclude=True)


class KnownFile(Shape):
    """A file as an agent knows it. The lines in view are counted from 0; None for the first and last there are."""

    file: File
    folder_name: str
    is_open: bool
    first_line: int | None
    end_line: int | None
    used_at: str | None

    @property
    def path(self) -> str:
        return f"{self.folder_name}/{self.file.file_name}"


class FileStats(Shape):
    file_id: str
    file_name: str
    file_size: int


class FolderStats(Shape):
    """How much there is in a folder."""

    source_id: str
    source_name: str
    file_count: int
    total_size: int
    files: list[FileStats] = Field(default_factory=list)
