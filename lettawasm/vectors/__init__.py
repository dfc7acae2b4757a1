"""Vectors in memory: which of many points the same way as one. Pure; the store says which there are."""

from .index import Index
from .sketches import SketchRows

__all__ = ["Index", "SketchRows"]
