"""What people say about their lives that no rule knows: kept as it stands where it lasts, or asked about first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .clauses import Clause
from .grammar import third_person, without_adverbs
from .phrasebook import Phrasebook
from .statements import MOST_LINE

# The heading is the mood; the first that fits counts.
_REMARKS = Phrasebook(
    r"""
chat
    (i|we) (OPINE)\b.*
    (i'm|we're|we are) (PASSING)\b.*
    (i|we) (can't|could|couldn't|would|should|will|might|do|did|said|told|asked|meant|see)\b.*
    (my|our|the) (day|mood|head|week|morning|evening|night|answer|point|question|weekend)\b.*
    (the weather|the sun|life|work|school|\w+ing) (is|was|has been|sucks)\b.*
    (it|that|this|there)('s| is| was| are)?\b.*
lasting
    (i|i've|we|we've) (BEGAN)\b.+
    (i'm|we're|we are) \w+ing \w.+
    (we|our) \w+ .+
sad
    (i|i've|i'm|my|our|the|a|he|she|they) .*\b(SAD)\b.*
glad
    (i|i've|i'm|my|our|the|a) .*\b(GLAD)\b.*
plain
    (i|i've|i'm|my|our|he|she|they) \w+ .+
    (the|a|an) .+ (is|are|was|were|has|have|\w+ed|\w+[^s\W]s) .+
""",
    OPINE="think|guess|feel|mean|know|don't|didn't|hope|wonder|wish|agree|understand|bet|believe|need|want|wanted|suppose",
    PASSING="going|feeling|sitting|waiting|having|coming|leaving|asking|talking|thinking|wondering|trying|just|so|not",
    BEGAN=(
        "started|began|begun|joined|adopted|graduated|quit|retired|enrolled|got (married|engaged|divorced|promoted)"
        "|gave up|given up|became|become|signed up|learned|learnt|stopped"
    ),
    SAD=(
        "broke|broken|lost|died|dead|sick|ill|hurts?|stolen|stole|failed|fired|crashed|cancelled|missed|passed away"
        "|accident|hospital|argument|argued|fought|broke up|divorced?|burnt|late|fell|cried|miss"
    ),
    GLAD="won|passed|got|finally|finished|baby|party|holiday|vacation|wedding|promotion|new|found|fixed|bought|gift",
)


@dataclass(frozen=True, slots=True)
class Remark:
    """A line for memory, and the mood of it: chat is gone tomorrow, what is lasting is kept unasked."""

    line: str
    mood: str


def remark(clause: Clause, names: Sequence[str] = ()) -> Remark | None:
    """What a clause says in passing; whatever is said of a person that memory knows lasts."""
    if clause.is_question:
        return None
    text = without_adverbs(clause.text)
    line = third_person(text)[:MOST_LINE]
    if any(re.match(rf"{re.escape(name)}(?:'s)? \w+ ", text, re.IGNORECASE) for name in names):
        return Remark(line, "lasting")
    found = _REMARKS.find(text)
    return Remark(line, found[0]) if found else None
