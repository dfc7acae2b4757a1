"""What became of the wishes, in words: learnt, known, forgotten, or why not."""

import re
from collections.abc import Sequence

from . import talk
from .lines import key_of
from .notes import HUMAN, PERSONA, Obstacle, Wish, is_fulfilled_now
from .scene import Scene
from .statements import EVERYTHING


def told(wishes: Sequence[Wish], obstacles: Sequence[Obstacle], scene: Scene) -> str:
    """What became of everything that was to be remembered or forgotten."""
    hindered = [obstacle.wish for obstacle in obstacles]
    free = [wish for wish in wishes if wish not in hindered]
    done = [wish for wish in free if is_fulfilled_now(wish, scene)]
    before = [] if done else free
    return " ".join(
        [
            *_learnt([w.statement.line for w in done if w.label == HUMAN and w.statement.holds], scene),
            *_dropped([w.statement.line for w in done if w.label == HUMAN and not w.statement.holds]),
            *(_persona_words(w.statement.line) for w in done if w.label == PERSONA),
            *_known([w.statement.line for w in before if w.label == HUMAN and w.statement.holds], scene),
            *("There is nothing like that in my memory." for w in before[:1] if not w.statement.holds),
            *("That's how I am already." for w in before[:1] if w.label == PERSONA),
            *dict.fromkeys(obstacle.reason for obstacle in obstacles),
        ]
    )


def _learnt(lines: Sequence[str], scene: Scene) -> list[str]:
    if not lines:
        return []
    names = [line for line in lines if key_of(line) == "name"]
    others = [line for line in lines if line not in names]
    words = [talk.vary(("Nice to meet you{name}!", "Good to know you{name}!"), scene)] if names else []
    if names and not others:
        return [*words, "I've written down your name."]
    phrases = ("I'll remember {}.", "I've written down {}.", "I'll keep in mind {}.")
    return [*words, talk.vary(phrases, scene).replace("{}", talk.that(others))]


def _dropped(lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    is_all = EVERYTHING in lines
    return ["I've cleared everything I knew about you." if is_all else "I've taken that out of my memory."]


def _known(lines: Sequence[str], scene: Scene) -> list[str]:
    if not lines:
        return []
    phrases = (
        "I know {}: it's in my memory.",
        "Yes, it's in my memory already {}.",
        "You told me {}; it's in my memory.",
    )
    return [talk.vary(phrases, scene).replace("{}", talk.that(lines))]


def _persona_words(line: str) -> str:
    if key_of(line) == "name":
        return f"From now on I'm {re.sub(r'^my name is ', '', line, flags=re.I)}."
    return "I'll do my best. It's in my persona now, so a language model would follow it too."


def trouble(scene: Scene) -> str:
    """An honest word on the tool call that failed."""
    act = scene.acts[-1]
    reason = " ".join(act.result.split())[:300] or "no reason was given"
    if "denied" in reason:
        return f"You didn't allow {act.name}, so I left it. ({reason})"
    if re.search(r"read.only", reason, re.IGNORECASE):
        return f"I couldn't write that down: the block is read-only. ({reason})"
    if re.search(r"limit|too long|exceed|\bfull\b", reason, re.IGNORECASE):
        return f"I couldn't write that down: that block is full. ({reason})"
    return f"That didn't work: {act.name} answered “{reason}”"
