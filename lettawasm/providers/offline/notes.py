"""Writing into memory: which edit makes a block say what was said, and what stands in its way."""

from dataclasses import dataclass

from .lines import is_known, key_of, plain, superseded
from .questions import mentioning
from .scene import Block, Scene, edit_of
from .statements import EVERYTHING, Statement
from .toolbox import Call, Toolbox

HUMAN, PERSONA = "human", "persona"


@dataclass(frozen=True, slots=True)
class Wish:
    """A statement and the block that should reflect it."""

    label: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a wish can't be fulfilled, as a sentence."""

    wish: Wish
    reason: str


def step(wish: Wish, scene: Scene) -> Call | Obstacle | None:
    """The next call that brings the wish nearer; None when it is fulfilled."""
    block = scene.blocks.get(wish.label)
    if block is None:
        return _elsewhere(wish, scene, f"I have no “{wish.label}” block to write into.")
    edit = _edit(wish.statement, block)
    is_cleared = wish.statement.line == EVERYTHING and is_fulfilled_now(wish, scene)
    if edit is None or is_cleared:
        return None
    old, new = edit
    if block.read_only:
        return Obstacle(wish, f"My “{wish.label}” block is read-only, so I can't change it.")
    size = len(block.value) - len(old) + len(new) + (not old)
    if size > block.limit and len(new) > len(old):
        full = f"My “{wish.label}” block is full ({len(block.value):,} of {block.limit:,} characters)."
        return _elsewhere(wish, scene, full)
    tools = Toolbox(scene.tools)
    call = tools.replace(wish.label, old, new) if old else tools.insert(wish.label, new)
    if call is None:
        return _elsewhere(wish, scene, "I have no tool to change my memory with.")
    if was_made(call, scene):
        return Obstacle(wish, "I tried to write that down, but it didn't show up in my memory.")
    return call


def was_made(call: Call, scene: Scene) -> bool:
    """Whether the same call was made already since the person spoke: nothing is tried twice."""
    return any(call.is_like(act.name, act.arguments) for act in scene.acts)


def is_fulfilled_now(wish: Wish, scene: Scene) -> bool:
    """Whether an edit of this turn did it."""
    edits = [edit_of(act) for act in scene.acts if not act.is_error]
    if wish.statement.holds:
        return any(label == wish.label and wish.statement.line in new.split("\n") for label, _, new in edits)
    return any(label == wish.label and len(old) > len(new) for label, old, new in edits)


def _elsewhere(wish: Wish, scene: Scene, reason: str) -> Call | Obstacle | None:
    """What core memory can't take goes to the archive, where there is one."""
    call = Toolbox(scene.tools).archive(wish.statement.line)
    if call is None or not wish.statement.holds or wish.label != HUMAN:
        return Obstacle(wish, reason)
    return Obstacle(wish, f"{reason} I put it into my archive instead.") if was_made(call, scene) else call


def _edit(statement: Statement, block: Block) -> tuple[str, str] | None:
    """The text to replace and the text to put there; nothing to replace means a new line."""
    if not statement.holds:
        gone = _gone(statement, block)
        return _removal(block.value, gone) if gone else None
    if is_known(statement.line, block.lines):
        return None
    old = superseded(statement.line, block.lines)
    return _replacement(block.value, old, statement.line) if old else ("", statement.line)


def _gone(statement: Statement, block: Block) -> str:
    if statement.line == EVERYTHING:
        return block.value if block.value.strip() else ""
    key = key_of(statement.line)
    same = [line for line in block.lines if plain(line) == plain(statement.line) or key_of(line) == key]
    topic = key.removeprefix("line:")
    within = [line for line in block.lines if key_of(line) == topic or key_of(line).startswith(f"{topic}:")]
    loosely = mentioning(statement.line, block.lines) if key.startswith("line:") else []
    return next(iter([*same, *within, *loosely]), "")


def _removal(value: str, line: str) -> tuple[str, str]:
    """A whole line goes with one of its line ends."""
    if value == line:
        return value, ""
    for whole in (f"{line}\n", f"\n{line}"):
        if value.count(whole) == 1:
            return whole, ""
    return _replacement(value, line, None)


def _replacement(value: str, line: str, new: str | None) -> tuple[str, str]:
    """The line with as many of its neighbours as it takes to stand there only once."""
    lines = value.split("\n")
    at = lines.index(line)
    first, last = at, at + 1
    while value.count("\n".join(lines[first:last])) > 1:
        first, last = (first, last + 1) if last < len(lines) else (first - 1, last)
    before, after = lines[first:at], lines[at + 1 : last]
    return "\n".join(lines[first:last]), "\n".join([*before, *([] if new is None else [new]), *after])
