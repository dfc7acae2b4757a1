"""Looking at what somebody brings before it is stored: what is in it, what it may do, what is suspicious in it."""

from .characters import visible
from .findings import MOST, Finding, Place, ranked
from .lightening import Wishes
from .looking import look_through
from .parts import FEW, parts, shown
from .suspicion import Passage, demands, passages

__all__ = [
    "FEW",
    "MOST",
    "Finding",
    "Passage",
    "Place",
    "Wishes",
    "demands",
    "look_through",
    "parts",
    "passages",
    "ranked",
    "shown",
    "visible",
]
