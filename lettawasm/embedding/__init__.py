"""Vectors of texts without a model: a small table that ships with lettawasm, see NOTICE for what it is made from."""

from .static import StaticEmbedder

__all__ = ["StaticEmbedder"]
