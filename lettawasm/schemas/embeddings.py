"""How texts are embedded.

A configuration is kept as Letta's clients give it. The vectors that a search goes by are those of the embedder which
the space has chosen.
"""

from .base import Shape, Text


class EmbeddingConfig(Shape):
    """Kept as it is given. `embedding_dim` is 0 where no text has been embedded."""

    embedding_endpoint_type: Text = "openai"
    embedding_endpoint: Text | None = None
    embedding_model: Text
    embedding_dim: int = 0
    embedding_chunk_size: int | None = 300
    handle: Text | None = None
    batch_size: int | None = 32
    azure_endpoint: Text | None = None
    azure_version: Text | None = None
    azure_deployment: Text | None = None


class EmbeddingChoice(Shape):
    """The embedder that shall make the space's vectors; without one, search goes by words alone."""

    handle: Text | None


def asked_for(config: EmbeddingConfig | None, handle: str | None) -> EmbeddingConfig | None:
    """The configuration that a request names, whole or by its handle."""
    if config is not None or not handle:
        return config
    return EmbeddingConfig(embedding_model=handle.rpartition("/")[2], handle=handle)
