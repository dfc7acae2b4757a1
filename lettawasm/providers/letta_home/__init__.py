"""Agents that live on another server which speaks Letta's API, as models: they answer with a memory of their own."""

from .api import LettaHome as LettaHome
from .provider import HomeProvider as HomeProvider
