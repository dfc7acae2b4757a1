"""Finding things again: by words, by letters and by likeness, in archival memory, recall and blocks."""

from .hits import hits
from .hybrid import Found, Results, search
from .question import Question, asked
from .texts import messages, passages
from .vector import seen

__all__ = ["Found", "Question", "Results", "asked", "hits", "messages", "passages", "search", "seen"]
