"""What a model is shown: the messages in context, in its form and within its window. Pure."""

from .budget import FULL, ROOMY, SUMMARY_SHARE, Budget, tool_tokens
from .prompt import INTERRUPTED, to_chat
from .units import Unit, units

__all__ = [
    "FULL",
    "INTERRUPTED",
    "ROOMY",
    "SUMMARY_SHARE",
    "Budget",
    "Unit",
    "to_chat",
    "tool_tokens",
    "units",
]
