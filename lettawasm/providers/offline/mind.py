"""What to do next: the same decision for the same scene. Edits come first, then searches, then words.

One step is one tool call, or all at once where calls may run in parallel. Every step looks at the scene
afresh, so the plan shrinks with what was done; no call is made twice, and after an error none is made.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import found, talk
from .arithmetic import answer_sum
from .clauses import Clause, clauses
from .commands import Command, archived, commanded, persona_lines
from .lines import key_of
from .notes import HUMAN, PERSONA, Obstacle, Wish, is_fulfilled_now, step, was_made
from .questions import Question, question
from .scene import Scene
from .statements import EVERYTHING, Statement, answered, statements
from .toolbox import Call, Toolbox

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
    calls: Sequence[Call] = field(default=())  # what is still to be done
    obstacles: Sequence[Obstacle] = field(default=())


def decide(scene: Scene) -> Reply:
    """Words, or calls to be made before there are any."""
    tools = Toolbox(scene.tools)
    understood = _understand(scene)
    is_stuck = bool(scene.acts) and scene.acts[-1].is_error
    calls = [] if is_stuck or len(scene.acts) >= MOST_STEPS else list(understood.calls)
    calls = _forced(calls, scene, tools)
    if calls:
        chosen = calls if scene.is_parallel else calls[:1]
        return Reply(calls=[tools.completed(call, _thought(call)) for call in chosen])
    text = _trouble(scene) if is_stuck else _words(understood, scene)
    sent = tools.say(text)
    return Reply(calls=[tools.completed(sent, "I have what I need to answer.")]) if sent else Reply(text)


def _forced(calls: list[Call], scene: Scene, tools: Toolbox) -> list[Call]:
    """The calls, or what a caller's tool choice demands in their place."""
    choice = scene.tool_choice
    if choice in scene.tools:
        fitting = [call for call in calls if call.name == choice]
        text = _plain_words(scene) if choice == "send_message" else scene.speech
        return fitting or [tools.named(choice, {}, text)]
    if (
        choice == "required"
        and not calls
        and not scene.acts
        and scene.tools
        and "send_message" not in scene.tools
    ):
        name = "conversation_search" if "conversation_search" in scene.tools else next(iter(scene.tools))
        return [
            tools.named(name, {"query": scene.speech} if name == "conversation_search" else {}, scene.speech)
        ]
    return calls


def _plain_words(scene: Scene) -> str:
    return _trouble(scene) if scene.acts and scene.acts[-1].is_error else _words(_understand(scene), scene)


def _understand(scene: Scene) -> Understanding:
    if command := commanded(scene.speech, scene.tools):
        call = Toolbox(scene.tools).named(command.name, command.arguments, scene.speech)
        return Understanding(command=command, calls=[] if was_made(call, scene) else [call])
    if note := archived(scene.speech):
        return _archiving(note, scene)
    said = clauses(scene.speech)
    wishes = [wish for clause in said for wish in _wishes(clause, scene)]
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
    said = statements(clause) or answered(talk.asked_about(scene), clause)
    return [Wish(HUMAN, statement) for statement in said]


def _question(clause: Clause, wishes: Sequence[Wish], scene: Scene) -> Question | None:
    if clause.is_question or not wishes:
        return question(clause.text, scene.lines(HUMAN))
    return None


def _distinct(calls: Sequence[Call]) -> list[Call]:
    return [call for at, call in enumerate(calls) if call not in calls[:at]]


def _thought(call: Call) -> str:
    if "search" in call.name:
        return "Let me see whether this came up before."
    return (
        "This is worth remembering."
        if "insert" in call.name or "append" in call.name
        else "This is what was asked."
    )


def _words(understood: Understanding, scene: Scene) -> str:
    """What to say when everything is done."""
    if understood.command:
        return found.returned(understood.command.name, scene)
    if understood.note:
        return "I've put it into my archive. Ask me about it any time."
    parts = [_memory_words(understood, scene)]
    if understood.question:
        parts.append(found.answer(understood.question, scene))
    text = " ".join(filter(None, parts))
    if text:
        is_news = understood.wishes and not understood.question and not text.endswith("?")
        return talk.with_question(text, scene) if is_news else text
    return _conversation(scene)


def _conversation(scene: Scene) -> str:
    if scene.has_picture and not scene.speech.strip():
        return talk.PICTURE
    if not scene.speech.strip():
        return talk.with_question(talk.vary(("Hello{name}!",), scene), scene)
    if asks_own_name(scene.speech):
        name = talk.own_name(scene)
        return f"I'm {name}." if name else "I have no name yet. Say “Call yourself …” to give me one."
    sum_ = answer_sum(scene.speech)
    return (
        sum_ or talk.small_talk(scene.speech, scene) or _part_talk(scene) or talk.puzzled(scene.speech, scene)
    )


def _part_talk(scene: Scene) -> str | None:
    """Small talk in the last sentence counts: `Anyway. How are you?`"""
    *rest, last = re.split(r"(?<=[.!?\n,])\s+", scene.speech.strip()) or [""]
    return talk.small_talk(last, scene) or (talk.small_talk(rest[0], scene) if rest else None)


def asks_own_name(speech: str) -> bool:
    asked = re.compile(
        r".*\b(?:what(?:'s| is) your name|do you have a name|who am i (?:talking|speaking) (?:to|with)).*",
        re.I,
    )
    return bool(asked.fullmatch(speech.strip().replace("’", "'")))


def _memory_words(understood: Understanding, scene: Scene) -> str:
    """What became of everything that was to be remembered or forgotten."""
    hindered = [obstacle.wish for obstacle in understood.obstacles]
    free = [wish for wish in understood.wishes if wish not in hindered]
    done = [wish for wish in free if is_fulfilled_now(wish, scene)]
    before = [wish for wish in free if wish not in done]
    return " ".join(
        [
            *_learnt([w.statement.line for w in done if w.label == HUMAN and w.statement.holds], scene),
            *_dropped([w.statement.line for w in done if w.label == HUMAN and not w.statement.holds]),
            *(_persona_words(w.statement.line) for w in done if w.label == PERSONA),
            *_known([w.statement.line for w in before if w.label == HUMAN and w.statement.holds], scene),
            *("There is nothing like that in my memory." for w in before[:1] if not w.statement.holds),
            *("That's how I am already." for w in before[:1] if w.label == PERSONA),
            *dict.fromkeys(obstacle.reason for obstacle in understood.obstacles),
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
    return [
        "I've cleared everything I knew about you."
        if EVERYTHING in lines
        else "I've taken that out of my memory."
    ]


def _known(lines: Sequence[str], scene: Scene) -> list[str]:
    if not lines:
        return []
    phrases = (
        "I know that already; it's in my memory {}.",
        "Yes, it's in my memory {}.",
        "It's in my memory already {}.",
    )
    return [talk.vary(phrases, scene).replace("{}", talk.that(lines))]


def _persona_words(line: str) -> str:
    if key_of(line) == "name":
        return f"From now on I'm {re.sub(r'^my name is ', '', line, flags=re.I)}."
    return "I'll do my best. It's in my persona now, so a language model would follow it too."


def _trouble(scene: Scene) -> str:
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
