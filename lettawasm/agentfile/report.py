"""What is wrong with a file, and what of it has no place here: all of it at once, but no endless list."""

from dataclasses import dataclass, field
from typing import Any

from ..errors import Invalid

MOST = 50


@dataclass(frozen=True, slots=True)
class Remark:
    """`path` names a field as in `agents.0.messages.3.role`; it is empty for the file as a whole."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message

    def wire(self) -> dict[str, str]:
        return {"path": self.path, "message": self.message}


@dataclass(slots=True)
class Report:
    """Remarks in the order they were found. Past the first MOST they are only counted."""

    remarks: list[Remark] = field(default_factory=list)
    count: int = 0

    def add(self, path: str, message: str) -> None:
        self.count += 1
        if len(self.remarks) < MOST:
            self.remarks.append(Remark(path, message))

    def lines(self) -> list[str]:
        more = self.count - len(self.remarks)
        return [*map(str, self.remarks), *([f"and {more:,} more"] if more else [])]

    def error(self) -> Invalid:
        number = "one thing is" if self.count == 1 else f"{self.count:,} things are"
        text = "\n".join([f"This agent file can't be read; {number} wrong with it:", *self.lines()])
        problems: list[Any] = [remark.wire() for remark in self.remarks]
        return Invalid(text, {"detail": text, "problems": problems, "problem_count": self.count})
