"""Agents to begin with: what somebody may want one for, written down so that it can be read and changed first. Pure."""

from functools import cache
from importlib import import_module

from .starter import Starter

LANGUAGES = ("en", "de")

__all__ = ["LANGUAGES", "Starter", "starters"]


@cache
def starters(language: str) -> tuple[Starter, ...]:
    """All of them, in a language of `LANGUAGES`; any other is answered in English."""
    known = language.lower().partition("-")[0]
    name = {"de": "german"}.get(known, "english")
    return tuple(import_module(f".{name}", __package__).STARTERS)
