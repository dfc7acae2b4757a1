"""Models as they are offered to a person. An extension of lettawasm's."""

from typing import Literal

from .base import Shape
from .spending import ModelPrice

Place = Literal[
    "here",  # where lettawasm runs: no network is needed
    "near",  # a server of this machine, or of the network around it
    "far",
]


class ModelOffer(Shape):
    """A model that can be chosen. Without a known price `price` is null. `efforts` are how hard it can be asked to
    think, from the least to the most.
    """

    handle: str
    name: str
    provider_name: str
    context_window: int
    place: Place
    price: ModelPrice | None
    efforts: tuple[str, ...]
