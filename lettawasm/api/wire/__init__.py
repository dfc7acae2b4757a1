"""Messages as Letta's API shows them, stored or on their way. It only writes: reading is the schemas' work."""

from .deltas import Deltas
from .frame import Wire
from .messages import found, messages, parts, summary
from .style import PLAIN, Style
from .turn import compacting, ping, stop, switched, usage

__all__ = [
    "PLAIN",
    "Deltas",
    "Style",
    "Wire",
    "compacting",
    "found",
    "messages",
    "parts",
    "ping",
    "stop",
    "summary",
    "switched",
    "usage",
]
