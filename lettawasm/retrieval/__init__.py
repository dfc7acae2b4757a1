"""Finding things again: by words, by letters and by likeness, in archival memory, recall and blocks."""

from .hybrid import Found, search

__all__ = ["Found", "search"]
