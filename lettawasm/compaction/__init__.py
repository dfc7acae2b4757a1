"""Making room in a conversation's context: the oldest messages leave it and a summary takes their place.

Nothing is deleted: what leaves the context stays in recall memory, where it can be searched.
"""

from .compactor import Compactor, Occasion, settings_in_force
from .plan import Plan
from .summarizer import Summarizer

__all__ = ["Compactor", "Occasion", "Plan", "Summarizer", "settings_in_force"]
