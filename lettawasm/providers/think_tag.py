"""Reasoning that a model writes into its text, between `<think>` tags at the beginning."""

from ..model import ReasoningDelta, TextDelta

OPEN, CLOSE = "<think>", "</think>"


class ThinkTag:
    """Text in, text and reasoning out, however the tags are cut."""

    def __init__(self) -> None:
        self._held = ""
        self._place = "before"
        self._trims = False  # the blank lines between the reasoning and the text

    def split(self, text: str) -> list[TextDelta | ReasoningDelta]:
        self._held += text
        if self._place == "before":
            self._enter()
        thought = self._thought() if self._place == "inside" else ""
        said = self._said() if self._place == "after" else ""
        return _deltas(thought, said)

    def close(self) -> list[TextDelta | ReasoningDelta]:
        """What was held back because it could have become a tag."""
        held, self._held = self._held, ""
        return _deltas(held, "") if self._place == "inside" else _deltas("", held)

    def _enter(self) -> None:
        seen = self._held.lstrip()
        if seen.startswith(OPEN):
            self._held, self._place = seen.removeprefix(OPEN), "inside"
        elif not OPEN.startswith(seen):
            self._place = "after"

    def _thought(self) -> str:
        thought, tag, rest = self._held.partition(CLOSE)
        if tag:
            self._held, self._place, self._trims = rest, "after", True
            return thought
        lengths = range(len(CLOSE) - 1, 0, -1)
        kept = next((length for length in lengths if thought.endswith(CLOSE[:length])), 0)
        cut = len(thought) - kept
        self._held = thought[cut:]
        return thought[:cut]

    def _said(self) -> str:
        said = self._held.lstrip() if self._trims else self._held
        self._trims = self._trims and not said
        self._held = ""
        return said


def _deltas(thought: str, said: str) -> list[TextDelta | ReasoningDelta]:
    thoughts: list[TextDelta | ReasoningDelta] = [ReasoningDelta(thought)] if thought else []
    return thoughts + ([TextDelta(said)] if said else [])
