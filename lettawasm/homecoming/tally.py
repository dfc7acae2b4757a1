"""What an import found, and what became of it: counts, a few examples, and what there is to remark."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..agentfile import Report

FEW = 5
_WIDTH = 120  # characters of an example


@dataclass(slots=True)
class Tally:
    """`added` and `skipped` count what `found` does. In a dry run they say what would be."""

    format: str
    source: str
    agent_ids: list[str] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    remarks: Report = field(default_factory=Report)

    def example(self, kind: str, text: str) -> None:
        """Show some of the first of each kind."""
        shown = self.examples.setdefault(kind, [])
        if len(shown) < FEW:
            line = " ".join(text.split())
            shown.append(line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…")

    def wire(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "agent_ids": self.agent_ids,
            **{kind: dict(getattr(self, kind)) for kind in ("found", "added", "skipped")},
            "examples": self.examples,
            "remarks": [remark.wire() for remark in self.remarks.remarks],
            "remark_count": self.remarks.count,
        }
