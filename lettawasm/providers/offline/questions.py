"""Questions about what the person said before: what they ask for, and the lines that answer them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .clauses import Clause
from .grammar import without_when
from .lines import key_of, plain, same_topic
from .phrasebook import Phrasebook
from .statements import statements
from .words import mentioning, shared, telling

_POLITE = re.compile(
    r"^(?:(?:hey|please|so|and|well|now|then|hm+)[ ,]+"
    r"|(?:can|could|will|would) you (?:please )?(?:tell|remind|show) me (?:again )?"
    r"|(?:tell|remind) me (?:again )?"
    r"|do you (?:still )?(?:know|remember|recall) (?=what|where|who|when|how|which|if|my\b)"
    r"|i (?:forgot|wonder) )+",
    re.IGNORECASE,
)
_TO_US = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_LISTS = {
    "AMI": "am i|i'm",
    "DOI": "do i|did i|i",
    "WELL": "(actually |really |still |already )*",
    "ALLERGIES": "(any |an )?allerg(y|ies)",
    "SAID": "say|said|tell|told|mention|mentioned|talk|talked|spoken|speak|write|discuss|discussed",
    "ABOUT": "about|on|regarding|with|for",
    "MEMORY": "memory|notes|archives?|archival memory|conversations?|history|messages",
    "OPINION": "like|love|enjoy|hate|dislike|speak|play|live in|work (at|as|for)",
}

# Heading: the key of the lines that answer, and what was asked for.
_ABOUT_ME = Phrasebook(
    """
*: you
    what (do|did|can) you WELL(know|remember|recall|learn(ed)?)( about me| of me| so far)*
    what (have i told|did i tell) you( about (me|myself))?( so far)?
    what's in your memory( about me)?
    (everything|anything|what) you know about me
    ((something |anything |more )?about (me|myself)|who (am i|i'm))
    do you (know|remember) (me|who i'm|anything about me)
    (show|list)( me)? (your|what's in your) (memory|notes)
name: your name
    (what's )?my (first |full )?name
    what my name is
    what (AMI) called
age: your age
    how old (AMI)
    (what's )?my age
home: where you live
    where (DOI) live
    where (AMI) (living|based|at home)
    what's my (home ?town|city|address)
origin: where you come from
    where (AMI|DOI) (come )?from( originally)?
job: what you do
    what (DOI) do( for (a living|work))?
    (what's )?my (job|profession|occupation)
workplace: where you work
    (where|who) (DOI) work( for| at)?
    what's my (employer|company|workplace)
birthday: your birthday
    (when's )?my birthday
    when (was i|i was) born
speaks: which languages you speak
    (what|which) languages? (DOI) .*
learns: what you are learning
    what (AMI) (learning|studying)
    what (DOI) study
plan: your plans
    what (AMI|DOI) (planning|plan|want)( to do)?.*
    what's my plans?.*
task: what you have to do
    what (DOI) (have|need) to (do|remember).*
    (what's )?my (to-?dos?|to-?do list|tasks|reminders)
allergy: your allergies
    (what )?(AMI) allergic to.*
    (do i have|have i) (ALLERGIES)
diet: what you eat
    what's my diet
    what (can|may|do) i eat
    am i (a )?(vegetarian|vegan).*
taste-: what you don't like
    what (DOI) (dislike|hate|not like)
    what don't i like
taste+: what you like
    what (DOI) (like|love|enjoy)( to do| doing)?
    what's my (hobby|hobbies|interests|likes)
pet: your pets
    (do i have|have i got) (a |any )?pets?
    what's( the names? of)? my pets?('s)?( names?)?( called)?
partner: your partner
    am i (married|single|engaged).*
    (do i have a|who's my) (partner|spouse)
""",
    **_LISTS,
)
# Heading: how the question is answered.
_OTHERS = Phrasebook(
    r"""
who
    who's (?!(my|you)\b)<x>
    who was (?!(my|you)\b)<x>
favourite
    (what|which)'s my favou?rite <x>
yes or no
    (do|did) i (really |still )?<x:(OPINION) .+>
search
    what did (i|we|you) (SAID)( you)?( ABOUT)? <x>
    (when|where) did (i|we) (SAID)( you)?( about)? <x>
    (have|did) (i|we) (ever |already )?(SAID)( to)?( you)?( anything| something)?( about)? <x>
    (please )?(search|look)( in| through)?( your| my| the| our)?( MEMORY)*( for| up| about)+ <x>
    (please )?(find|show me)( my| the| your)?( notes?| what i said| what i told you| messages?| anything)? (ABOUT) <x>
    (please )?look up <x>
recall
    do you (still )?(remember|recall|know)( anything| something| what i (said|told you))?( about)? <x>
    (what|anything) (do|did) you (remember|know|recall) about <x>
    what (was|were) (that|the thing|those things?) (about|with) <x>
    what's in (my|your) notes about <x>
thing
    what's the name of my <x>
    (what|who)'s my <x?>('s name| called)?
    what my <x> is( called)?
""",
    **_LISTS,
)


@dataclass(frozen=True, slots=True)
class Question:
    """`what` says what is asked for, in the second person, where that is clear; `terms` are to be searched for."""

    what: str
    lines: Sequence[str] = ()
    terms: str = ""
    is_everything: bool = False
    is_search: bool = False
    who: str = ""
    related: Sequence[str] = ()  # what comes near an answer


def question(text: str, lines: Sequence[str]) -> Question | None:
    """What the text asks about the person's past words, with the lines of memory that answer it."""
    asked = _asked(text)
    if about := _ABOUT_ME.find(asked):
        key, what = about[0].split(": ")
        if key == "*":
            return Question(what, list(lines), is_everything=True)
        return Question(what, _of_key(key, lines), what.removeprefix("your ").removeprefix("where you "))
    if other := _OTHERS.find(asked):
        kind, found = other
        return _other(kind, found["x"].strip(" \"'"), lines)
    return None


def _asked(text: str) -> str:
    return without_when(_POLITE.sub("", text.strip()).rstrip("?!. "))


def any_question(text: str, lines: Sequence[str]) -> Question | None:
    """Whatever else a question may be about, but for us."""
    asked = _POLITE.sub("", text.strip()).rstrip("?!. ")
    terms = telling(asked)
    if not terms or _TO_US.search(asked):
        return None
    known = mentioning(asked, lines)
    related = [line for line in lines if shared(asked, line) >= 0.5]
    return Question("", known, " ".join(terms), related=related)


def _other(kind: str, thing: str, lines: Sequence[str]) -> Question:
    match kind:
        case "favourite":
            known = same_topic(f"favourite:{plain(thing)}", lines)
            return Question(f"your favourite {thing}", known, f"favourite {thing}")
        case "who":
            return Question("", mentioning(thing, lines), thing, who=thing)
        case "yes or no":
            return _yes_or_no(thing, lines)
        case "search" | "recall":
            is_search = kind == "search" or not mentioning(thing, lines)
            return Question(_turned(thing), mentioning(thing, lines), thing, is_search=is_search)
    return Question(f"your {thing}", _of_key(plain(thing), lines) or mentioning(thing, lines), thing)


def _of_key(key: str, lines: Sequence[str]) -> list[str]:
    if key in ("taste+", "taste-"):
        is_dislike = key == "taste-"
        return [line for line in same_topic("taste", lines) if _dislikes(line) == is_dislike]
    found = same_topic(key, lines)
    return found + [line for line in same_topic(f"pet:{key}", lines) if line not in found]


def _dislikes(line: str) -> bool:
    return plain(line).startswith(("dislikes", "hates"))


def _yes_or_no(said: str, lines: Sequence[str]) -> Question:
    keys = [key_of(statement.line) for statement in statements(Clause(f"I {said}"))]
    found = [line for key in keys for line in same_topic(key, lines)]
    terms = " ".join(said.split()[1:])
    return Question(f"whether you {said}", found or mentioning(terms, lines), terms)


def _turned(terms: str) -> str:
    """`my dog` → `your dog`."""
    return re.sub(r"\bmy\b", "your", terms, flags=re.IGNORECASE)
