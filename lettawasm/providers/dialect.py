"""How one API of models is spoken: requests out, replies in. No I/O, and nothing remembered between two calls."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..model import Failed, ModelEvent, ModelInfo, ModelRequest

Json = dict[str, Any]


class Decoder(Protocol):
    """One reply as it arrives: any number of deltas, then `end` closes them with one Done or one Failed."""

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to wait for."""
        ...

    def feed(self, data: str) -> list[ModelEvent]:
        """The deltas in the data of one server-sent event."""
        ...

    def feed_whole(self, body: str) -> list[ModelEvent]:
        """The deltas of a reply that came as one JSON document although a stream was asked for."""
        ...

    def fail(self, failed: Failed) -> None:
        """The reply broke; that is no failure where it was complete already."""
        ...

    def end(self) -> list[ModelEvent]:
        """What was still held back, then the Done or the Failed."""
        ...


class Dialect(Protocol):
    """One API. `api` is what a server of it is called in a sentence; `optional` names what such a server may refuse,
    and can do without, the most particular first.
    """

    @property
    def provider_type(self) -> str: ...

    @property
    def api(self) -> str: ...

    @property
    def optional(self) -> Sequence[str]: ...

    @property
    def models_path(self) -> str:
        """Of the list of models, or of its first page."""
        ...

    def path(self, model: str) -> str:
        """Where a streamed request goes, below the base URL."""
        ...

    def headers(self, key: str) -> Mapping[str, str]:
        """The key, if there is one, and what else the API wants of every request."""
        ...

    def body(self, request: ModelRequest, refused: frozenset[str]) -> Json:
        """A streamed request, without what the server refused."""
        ...

    def reply(self, address: str, model: str) -> Decoder: ...

    def is_list(self, answer: object) -> bool:
        """Whether an answer is a page of the list of models, be it empty."""
        ...

    def listed(self, answer: object, provider_name: str, endpoint: str) -> list[ModelInfo]:
        """The models in one page of the list that hold conversations."""
        ...

    def next_page(self, answer: object) -> str | None:
        """The path of the page after this one."""
        ...
