"""A provider alone, where it lives: this runs in Pyodide, and listens to what a model says without an agent."""

from typing import Any

from lettawasm.hosts.browser import TabEngine
from lettawasm.hosts.fetch_transport import FetchTransport
from lettawasm.model import ChatMessage, Done, ModelRequest, Text
from lettawasm.ports import Provider
from lettawasm.providers.kinds import connect
from lettawasm.schemas.providers import Provider as Record

HELLO = ModelRequest("model", (ChatMessage("user", (Text("hi"),)),))


def provider_of(name: str, kind: str, api: Any, base_url: str, port: Any) -> Provider:
    """`port` is what an engine in the tab is reached by."""
    if kind == "wllama":
        return TabEngine(name, port)
    record = Record(id="", name=name, provider_type=kind, base_url=base_url, api=api, updated_at="")
    return connect(record, "sk-1", FetchTransport())


async def listen(provider: Provider) -> int:
    """How many events there were of a reply, which was whole."""
    events = [event async for event in provider.stream(HELLO)]
    assert isinstance(events[-1], Done), events[-1]
    return len(events)
