"""Letta's REST API over ASGI: a table of routes, and handlers that parse, call one thing and return."""

from .app import create_app

__all__ = ["create_app"]
