"""Speech cut into clauses that say one thing each, in a form that rules can be written for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .german import english
from .lines import KIN, PETS
from .words import spelled

MOST_SPEECH, MOST_CLAUSE = 4_000, 300  # characters that are read; the rest is not for small talk

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)|[\n;]+|(?<=[!?])(?=[A-Z])")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|e\.g|i\.e|vs|No)\.$")
_NEXT_CLAUSE = re.compile(
    r"\s*,?\s+(?:and|but|also|plus|und)\s+(?=(?:(?:also|now|then|today)\s+)?(?:i|i'm|i've|i'd|i'll|my|he|she|his|her|we|our|ich|mein)\b)"
    r"|\s*,\s+(?=(?:i|i'm|i've|my|he|she|we|ich|mein)\b)",
    re.IGNORECASE,
)
_SAME_SUBJECT = re.compile(
    r"\s*,?\s+and\s+(?=(?:also\s+)?(?:(?:work|live|like|love|hate|enjoy|dislike|have|study|speak|play|own|am|prefer|come)\b|don't\s))",
    re.IGNORECASE,
)
_HAVE = re.compile(r"(?:i|we)(?:'ve got|'ve| have(?: got)?) ", re.IGNORECASE)
_SAME_VERB = re.compile(
    rf"(?:\s*,\s*|\s+)(?:and\s+|,\s*)?(?=(?:an?|one|two|three)\s+(?:\w+\s+)?(?:{KIN}|{PETS})s?\b)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:well|so|oh|hey|hi|hello|hallo|ok|okay|yes|yeah|yep|no|nope|actually|sorry|also|and|but|by the way|btw"
    r"|fyi|just so you know|in fact|correction|you know|to be honest|i mean|wait|now|then"
    r"|good (?:morning|evening|afternoon)|nice to meet you|that's wrong|not quite)(?: there)?\b[\s,.:!–-]*)+(?=\S)"
    r"|^(?:i (?:want|would like|'d like) you to know|let me tell you|did you know|i should mention|you should know"
    r"|i (?:just )?wanted to (?:say|tell you))(?: that)?\s+",
    re.IGNORECASE,
)
_REMEMBER = re.compile(
    r"^(?:(?:please|can you|could you|will you)\s+)*(?:remember|don't forget|never forget|keep in mind|bear in mind"
    r"|make a note|take note|note|memori[sz]e)\s*(?:that\b|:|,|this:?)?\s+",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:can|could|would|will) you (?:please )?(?=(?:forget|delete|remove|erase|call|be|speak|talk)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:please )?(?:(?:tell|remind) me )?"
    r"(?:what|who|whose|where|when|why|how|which|do|does|did|can|could|will|would|should|is|are|am|was|were|have|has)"
    r"(?:'s|'re|n't)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """`is_request` when the person asked to keep it in mind."""

    text: str
    is_question: bool = False
    is_request: bool = False


def clauses(speech: str) -> list[Clause]:
    """Everything that was said, in order."""
    return [
        clause
        for sentence in _sentences(spelled(speech[:MOST_SPEECH]))
        if len(sentence) <= MOST_CLAUSE
        for clause in _clauses(sentence)
    ]


def _sentences(speech: str) -> Iterator[str]:
    held = ""
    for part in _SENTENCE_END.split(speech):
        held = f"{held} {part}" if held else part
        if not _ABBREVIATION.search(held):
            yield held.strip()
            held = ""
    if held:
        yield held.strip()


def _clauses(sentence: str) -> Iterator[Clause]:
    text = english(_LEAD_IN.sub("", sentence).strip())
    if order := _ORDER.match(text):
        text = text[order.end() :].rstrip("? ")
    bare = _LEAD_IN.sub("", _REMEMBER.sub("", text))
    is_request = bare != text and not text.endswith("?")
    is_question = text.endswith("?") or (not is_request and bool(_QUESTION.match(text)))
    if is_question:
        yield Clause(text, is_question=True)
        return
    for part in _NEXT_CLAUSE.split(bare if is_request else text):
        for piece in _pieces(part):
            if said := _LEAD_IN.sub("", piece).strip().rstrip(".!,").strip():
                yield Clause(said, is_request=is_request)


def _pieces(part: str) -> Iterator[str]:
    """`I work, live and eat here`: what has `I` for a subject, or `I have` for a beginning, without saying so."""
    if not re.match(r"(?:i|we)(?='m\b|'ve\b| )", part, re.IGNORECASE):
        yield part
        return
    for number, piece in enumerate(_SAME_SUBJECT.split(part)):
        said = f"I {piece}" if number else piece
        things = _SAME_VERB.split(said) if _HAVE.match(said) else [said]
        yield from (f"I have {thing}" if number else thing for number, thing in enumerate(things))
