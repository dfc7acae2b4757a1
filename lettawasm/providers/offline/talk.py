"""The words: small talk, follow-up questions and set phrases. Which of several is used depends on the scene alone."""

import re
from collections.abc import Collection, Sequence

from .clauses import clauses
from .follow_ups import FOLLOW_UPS, INVITING, OFFER, OPENERS, REMEMBER_IT, YES
from .german import english
from .lines import key_of, spoken
from .scene import Scene
from .small_talk import KINDS, REPLIES
from .words import spelled


def small_talk(speech: str, scene: Scene) -> str | None:
    """A reply to what is no statement and no question about memory; None where no phrase fits."""
    said = english(spelled(speech.strip()))
    if name := own_name(scene):
        said = re.sub(rf"(?<=\w)[ ,]+{re.escape(name)}(?=\W*$)", "", said, flags=re.IGNORECASE)
    found = len(said) <= 300 and (KINDS.find(said.rstrip("!?.,:; ")) or KINDS.find(said))
    if not found:
        return None
    if found[0] == "name":
        return _introduction(name)
    if found[0] == "echo":
        return f"You said: “{scene.heard[-1]}”" if scene.heard else "Nothing yet: we have only just begun."
    is_first = found[0] == "greeting" and not scene.said and not person(scene)
    return phrase("welcome" if is_first else found[0], scene)


def _introduction(name: str) -> str:
    if not name:
        return "I have no name yet. Say “Call yourself …” to give me one."
    return f"I'm {name}, the small companion that is built in here."


def puzzled(speech: str, scene: Scene) -> str:
    """What to say when no rule fits."""
    is_question = any(clause.is_question for clause in clauses(speech)[-1:])
    return phrase("riddle" if is_question else "nonsense", scene)


def news(mood: str, scene: Scene) -> str:
    """Interest in what was said in passing, and the offer to keep what may matter."""
    words = phrase(f"{mood} news", scene)
    return words if mood == "chat" or not can_write(scene) else f"{words} {OFFER}"


def can_write(scene: Scene) -> bool:
    return "human" in scene.blocks and not scene.blocks["human"].read_only and bool(scene.tools)


def is_accepted(scene: Scene) -> bool:
    """Whether what was said last is to be remembered: our offer was taken, or it was asked for."""
    said = spelled(scene.speech).strip(" .!")
    is_offered = bool(scene.said) and scene.said[-1].endswith(OFFER)
    return bool(is_offered and YES.fullmatch(said)) or bool(REMEMBER_IT.fullmatch(said))


def phrase(kind: str, scene: Scene) -> str:
    """Words of this kind, and a question of ours where they invite one."""
    words = vary(REPLIES[kind], scene)
    return with_question(words, scene) if kind in INVITING and not words.endswith("?") else words


def vary(choices: Sequence[str], scene: Scene) -> str:
    """One of the choices, not the one that was said just before, with the person's name and ours filled in."""
    name = person(scene)
    own = own_name(scene)
    filled = [
        choice.replace("{name}", f", {name}" if name else "").replace("{own}", f"{own}, " if own else "")
        for choice in choices
    ]
    start = scene.turns % len(filled)
    turned = [*filled[start:], *filled[:start]]
    last = scene.said[-1] if scene.said else ""
    return next((choice for choice in turned if not last.startswith(choice)), turned[0])


def with_question(text: str, scene: Scene, lines: Sequence[str] | None = None) -> str:
    """The text and a new question, if there is one, the last was not passed over, and we aren't to be brief."""
    if re.search(r"\b(?:brief|short|concise|quiet|no questions)\b", style(scene)):
        return text
    asked = "\n".join(scene.said)
    ignored = asked_about(scene)
    keys = {key_of(line) for line in (scene.lines("human") if lines is None else lines)}
    if ignored and not _is_known(ignored, keys):
        return text
    for topic, question in FOLLOW_UPS:
        if not _is_known(topic, keys) and question not in asked:
            return f"{text} {question}"
    return f"{text} {vary([opener for opener in OPENERS if not asked.endswith(opener)], scene)}"


def _is_known(topic: str, keys: Collection[str]) -> bool:
    return any(key == topic or key.startswith(f"{topic}:") or key == topic.replace(" ", ":") for key in keys)


def asked_about(scene: Scene) -> str:
    """The topic of the question that our last words ended with, or nothing."""
    last = scene.said[-1] if scene.said else ""
    return next((topic for topic, question in FOLLOW_UPS if last.endswith(question)), "")


def person(scene: Scene) -> str:
    """How the person is called."""
    return _name(scene.lines("human"))


def own_name(scene: Scene) -> str:
    return _name(scene.lines("persona"))


def _name(lines: Sequence[str]) -> str:
    line = next((line for line in lines if key_of(line) == "name"), "")
    name = re.sub(r".*?(?:: | is )", "", line, count=1).strip(" .")
    return name.split(",")[0] if len(name) <= 60 else ""


def style(scene: Scene) -> str:
    return next((line.lower() for line in scene.lines("persona") if key_of(line) == "style"), "")


def listed(clauses: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *rest, last = clauses or [""]
    return f"{', '.join(rest)} and {last}" if rest else last


def that(lines: Sequence[str]) -> str:
    """Lines as the object of a sentence: `that you like tea and that you live in Lisbon`."""
    return listed([f"that {spoken(line)}" for line in lines])


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
