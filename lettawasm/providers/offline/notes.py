"""Writing into memory: which edit makes a block say what was said, and what stands in its way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .lines import is_known, key_of, plain, superseded
from .scene import Block, Scene, edit_of
from .statements import EVERYTHING, Statement
from .toolbox import Call, Toolbox
from .words import mentioning

HUMAN, PERSONA = "human", "persona"
WHICH = "Which one shall I forget:"
_ORDER = (
    (r"\b(?:first|1st|1|erste)\b", 0),
    (r"\b(?:second|2nd|2|zweite)\b", 1),
    (r"\b(?:last|letzte)\b", -1),
)


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
    if not wish.statement.holds and is_fulfilled_now(wish, scene):
        return None
    if len(among := _gone(wish.statement, block)) > 1:
        return Obstacle(wish, which(among))
    edit = _edit(wish.statement, block)
    if edit is None:
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


def which(lines: Sequence[str]) -> str:
    return f"{WHICH} {' or '.join(f'“{line}”' for line in lines)}?"


def chosen(said: str, asked: str) -> list[str]:
    """The lines that the answer to `which` names."""
    lines = re.findall(r"“(.+?)”", asked) if WHICH in asked else []
    if re.search(r"\b(?:both|all|every|beides?|alle|alles)\b", said, re.IGNORECASE):
        return lines
    for words, at in _ORDER:
        if lines and re.search(words, said, re.IGNORECASE):
            return lines[at : at + 1] or lines[-1:]
    return mentioning(said, lines)


def was_made(call: Call, scene: Scene) -> bool:
    """Whether the same call was made already since the person spoke: nothing is tried twice."""
    return any(call.is_like(act.name, act.arguments) for act in scene.acts)


def is_fulfilled_now(wish: Wish, scene: Scene) -> bool:
    """Whether an edit of this turn did it."""
    edits = [edit_of(act) for act in scene.acts if not act.is_error]
    if wish.statement.holds:
        return any(label == wish.label and wish.statement.line in new.split("\n") for label, _, new in edits)
    lost = _lost([(old, new) for label, old, new in edits if label == wish.label])
    return bool(lost) and (wish.statement.line == EVERYTHING or bool(_meant(wish.statement, lost)))


def _lost(edits: Sequence[tuple[str, str]]) -> list[str]:
    return [line for old, new in edits for line in old.split("\n") if line and line not in new.split("\n")]


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
        return _removal(block.value, gone[0]) if gone else None
    if is_known(statement.line, block.lines):
        return None
    old = superseded(statement.line, block.lines)
    return _replacement(block.value, old, statement.line) if old else ("", statement.line)


def _gone(statement: Statement, block: Block) -> list[str]:
    """What is to be taken out; more than one line where it isn't clear which."""
    if statement.holds:
        return []
    if statement.line == EVERYTHING:
        return [block.value] if block.value.strip() else []
    return _meant(statement, block.lines)


def _meant(statement: Statement, lines: Sequence[str]) -> list[str]:
    """The lines that say it, else those that say it more precisely, else those with its words in them."""
    key = key_of(statement.line)
    topic = key.removeprefix("line:")
    is_topic = topic != key
    same = [line for line in lines if plain(line) == plain(statement.line)]
    within = [
        line for line in lines if (is_topic and key_of(line) == topic) or key_of(line).startswith(f"{topic}:")
    ]
    return same[:1] or within or mentioning(statement.line, lines)


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
