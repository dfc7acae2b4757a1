"""What to do next: the same decision for the same scene. Edits come first, then searches, then words.

One step is one tool call, or all at once where calls may run in parallel. Every step looks at the scene
afresh, so the plan shrinks with what was done; no call is made twice, and after an error none is made.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import found, outcome, talk
from .arithmetic import answer_sum
from .clauses import Clause, clauses
from .commands import Command, archived, commanded, persona_lines
from .german import is_german
from .german_words import asked_in_english, in_german
from .lines import key_of
from .notes import HUMAN, PERSONA, Obstacle, Wish, chosen, step, was_made
from .people import names, resolved
from .questions import Question, any_question, question
from .remarks import remark
from .scene import Scene
from .statements import Statement, answered, statements
from .toolbox import Call, Toolbox
from .words import spelled

MOST_STEPS = 12  # tool calls in a turn


@dataclass(frozen=True, slots=True)
class Reply:
    text: str = ""
    calls: Sequence[Call] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the person's words ask for."""

    wishes: Sequence[Wish] = ()
    note: str = ""  # for the archive
    question: Question | None = None
    command: Command | None = None
    calls: Sequence[Call] = ()  # what is still to be done
    obstacles: Sequence[Obstacle] = ()


def decide(scene: Scene) -> Reply:
    """Words, or calls to be made before there are any."""
    speaks_german = is_german(scene.speech, scene.said)
    scene = replace(scene, said=[asked_in_english(said) for said in scene.said])
    tools = Toolbox(scene.tools)
    understood = _understand(scene)
    is_stuck = bool(scene.acts) and scene.acts[-1].is_error
    must_speak = is_stuck or len(scene.acts) >= MOST_STEPS or scene.tool_choice == "send_message"
    calls = () if must_speak else understood.calls
    calls = _demanded(calls, scene, tools) or calls
    if calls:
        chosen = calls if scene.is_parallel and all(map(_adds, calls)) else calls[:1]
        return Reply(calls=[tools.completed(call, _thought(call)) for call in chosen])
    text = outcome.trouble(scene) if is_stuck else _words(understood, scene)
    text = in_german(text) if speaks_german else text
    sent = tools.say(text)
    return Reply(calls=[tools.completed(sent, "I have what I need to answer.")]) if sent else Reply(text)


def _demanded(calls: Sequence[Call], scene: Scene, tools: Toolbox) -> Sequence[Call]:
    """What the tool choice demands in place of what we would do."""
    name = scene.tool_choice
    if name == "required" and not (calls or scene.acts or "send_message" in scene.tools):
        name = "conversation_search" if "conversation_search" in scene.tools else next(iter(scene.tools), "")
    if name not in scene.tools or name == "send_message":
        return ()  # words are sent with it anyway
    fitting = [call for call in calls if call.name == name]
    given = {"query": scene.speech} if name == "conversation_search" else {}
    return fitting or [tools.named(name, given, scene.speech)]


def _understand(scene: Scene) -> Understanding:
    if command := commanded(scene.speech, scene.tools):
        call = Toolbox(scene.tools).named(command.name, command.arguments, scene.speech)
        return Understanding(command=command, calls=[] if was_made(call, scene) else [call])
    if note := archived(scene.speech):
        return _archiving(note, scene)
    before = [clause for speech in scene.heard[-3:] for clause in clauses(speech)]
    said = resolved(clauses(scene.speech), before)
    if before and talk.is_accepted(scene):
        meant = resolved(clauses(scene.heard[-1]), before)
        said = [replace(clause, is_request=True) for clause in meant if not clause.is_question]
    wishes = _last_words([wish for clause in said for wish in _wishes(clause, scene)])
    asked = next((q for clause in said if (q := _question(clause, wishes, scene))), None)
    steps = [step(wish, scene) for wish in wishes]
    calls = _distinct([made for made in steps if isinstance(made, Call)])
    return Understanding(
        wishes=wishes,
        question=asked,
        calls=[*calls, *(found.searches(asked, scene) if asked else ())],
        obstacles=[made for made in steps if isinstance(made, Obstacle)],
    )


def _archiving(note: str, scene: Scene) -> Understanding:
    call = Toolbox(scene.tools).archive(note)
    if call:
        return Understanding(note=note, calls=[] if was_made(call, scene) else [call])
    wish = Wish(HUMAN, Statement(" ".join(note.split())))
    made = step(wish, scene)
    return Understanding(
        wishes=[wish],
        calls=[made] if isinstance(made, Call) else [],
        obstacles=[made] if isinstance(made, Obstacle) else [],
    )


def _wishes(clause: Clause, scene: Scene) -> list[Wish]:
    if lines := persona_lines(clause):
        return [Wish(PERSONA, Statement(line)) for line in lines]
    asked = scene.said[-1] if scene.said else ""
    if gone := chosen(clause.text, asked):
        return [Wish(HUMAN, Statement(line, holds=False)) for line in gone]
    said = statements(clause)
    if not said and not talk.small_talk(clause.text, scene):
        said = _lasting(clause, scene) or answered(talk.asked_about(scene), clause)
    return [Wish(HUMAN, statement) for statement in said]


def _lasting(clause: Clause, scene: Scene) -> list[Statement]:
    passing = remark(clause, names(scene.lines(HUMAN)))
    return [Statement(passing.line)] if passing and passing.mood == "lasting" else []


def _question(clause: Clause, wishes: Sequence[Wish], scene: Scene) -> Question | None:
    if wishes and not clause.is_question:
        return None
    lines = scene.lines(HUMAN)
    if asked := question(clause.text, lines):
        return asked
    if answer_sum(clause.text) or talk.small_talk(clause.text, scene):
        return None
    asked = any_question(clause.text, lines)
    return asked if asked and (clause.is_question or asked.lines) else None


def _last_words(wishes: Sequence[Wish]) -> list[Wish]:
    """Of two statements about one thing the later counts, which may be more precise."""
    topics = [f"{wish.label}:{key_of(wish.statement.line)}:" for wish in wishes]
    return [
        wish
        for at, wish in enumerate(wishes)
        if not any(later.startswith(topics[at]) for later in topics[at + 1 :])
    ]


def _distinct(calls: Sequence[Call]) -> list[Call]:
    return [call for at, call in enumerate(calls) if call not in calls[:at]]


def _adds(call: Call) -> bool:
    """Whether a call changes nothing that another one relies on."""
    return any(word in call.name for word in ("insert", "append", "search"))


def _thought(call: Call) -> str:
    if "search" in call.name:
        return "Let me see whether this came up before."
    return "This is worth remembering." if _adds(call) else "This is what was asked."


def _words(understood: Understanding, scene: Scene) -> str:
    """What to say when everything is done."""
    if understood.command:
        return found.returned(understood.command.name, scene)
    if understood.note:
        return "I've put it into my archive. Ask me about it any time."
    parts = [outcome.told(understood.wishes, understood.obstacles, scene)]
    if understood.question:
        parts.append(found.answer(understood.question, scene))
    text = " ".join(filter(None, parts))
    if text:
        is_news = (
            any(wish.statement.holds for wish in understood.wishes)
            and not understood.question
            and not text.endswith("?")
        )
        return talk.with_question(text, scene) if is_news else text
    return _conversation(scene)


def _conversation(scene: Scene) -> str:
    speech = spelled(scene.speech)
    if not speech.strip():
        return talk.phrase("picture" if scene.has_picture else "greeting", scene)
    known = answer_sum(speech) or talk.small_talk(speech, scene) or _part_talk(scene)
    if known:
        return known
    passing = next((found for clause in clauses(speech) if (found := remark(clause))), None)
    return talk.news(passing.mood, scene) if passing else talk.puzzled(speech, scene)


def _part_talk(scene: Scene) -> str | None:
    """Small talk in the last or first sentence counts: `Anyway. How are you?`, `ok cool`."""
    *rest, last = re.split(r"(?<=[.!?\n,])\s+", scene.speech.strip()) or [""]
    parts = [last, *rest[:1], *(clause.text for clause in clauses(scene.speech)[-1:])]
    return next((words for part in parts if (words := talk.small_talk(part, scene))), None)
