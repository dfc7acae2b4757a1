# ruff: noqa: E501
"""Questions about what the person said before: what they ask for, and the lines that answer them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .clauses import Clause
from .lines import key_of, plain, same_topic
from .statements import statements

_POLITE = re.compile(
    r"^(?:(?:hey|please|so|and|well|now|then|hm+)[ ,]+|(?:can|could|will|would) you (?:please )?(?:tell me|remind me|say)"
    r"(?: again)? |tell me (?:again )?|remind me (?:again )?|do you (?:still )?(?:know|remember|recall) (?=what|where|who|when|how|which|if|my\b)"
    r"|i (?:forgot|wonder) )+",
    re.IGNORECASE,
)
_ALL = (
    r"what (?:do|did|can) you (?:actually |really |still |already )?(?:know|remember|recall|learn)(?:ed)?(?: about me| of me| so far)*",
    r"what (?:have i told|did i tell) you(?: about (?:me|myself))?(?: so far)?",
    r"(?:what is|what's) in your memory(?: about me)?",
    r"(?:everything|anything|what) you know about me|about (?:me|myself)|who am i",
    r"do you (?:know|remember) (?:me|who i am|anything about me)|(?:show|list) (?:me )?(?:your|what's in your) (?:memory|notes)",
)
# (pattern, the keys of lines that answer it, what it asks for)
_ABOUT = (
    (
        r"what(?:'s| is) my (?:first |full )?name|what my name is|what (?:am i|i am) called|my name",
        "name",
        "your name",
    ),
    (r"how old (?:am i|i am)|what(?:'s| is) my age|my age", "age", "your age"),
    (
        r"where (?:do i|i|am i|i am)(?: live| living| based| at home)|what(?:'s| is) my (?:home ?town|city|address)",
        "home",
        "where you live",
    ),
    (r"where (?:am i|do i|i'm|i am|i) (?:come )?from(?: originally)?", "origin", "where you come from"),
    (
        r"what do i do(?: for (?:a living|work))?|what(?:'s| is) my (?:job|profession|occupation)|what i do.*|my job",
        "job",
        "what you do",
    ),
    (
        r"(?:where|who) (?:do i|i) work(?: for| at)?|what(?:'s| is) my (?:employer|company|workplace)",
        "workplace",
        "where you work",
    ),
    (r"when(?:'s| is) my birthday|when (?:was i|i was) born|my birthday", "birthday", "your birthday"),
    (
        r"what (?:languages?|tongues?) (?:do i|i) (?:speak|know)|(?:which|what) languages? .*speak",
        "speaks",
        "which languages you speak",
    ),
    (r"what (?:am i|i'm|i am) (?:learning|studying)|what do i study", "learns", "what you are learning"),
    (
        r"what (?:are my plans|am i planning|do i plan|do i want).*|what(?:'s| is) my plan",
        "plan",
        "your plans",
    ),
    (
        r"what (?:am i|i'm|i am) allergic to|(?:do i have|have i) (?:any |an )?allerg(?:y|ies)|am i allergic to .+",
        "allergy",
        "your allergies",
    ),
    (r"what(?:'s| is| are) my (?:diet)|am i (?:a )?(?:vegetarian|vegan).*", "diet", "what you eat"),
    (r"what (?:do i|i) (?:dislike|hate|not like)|what don't i like", "taste-", "what you don't like"),
    (
        r"what (?:do i|i) (?:like|love|enjoy)(?: to do| doing)?|what are my (?:hobbies|interests|likes)",
        "taste+",
        "what you like",
    ),
    (
        r"(?:do i have|have i got) (?:a |any )?pets?|what(?:'s| is| are)(?: the names? of)? my pets?(?:'s? names?)?(?: called)?",
        "pet",
        "your pets",
    ),
    (
        r"am i (?:married|single|engaged).*|(?:do i have|who is|who's) (?:a |my )?(?:partner|spouse)",
        "partner",
        "your partner",
    ),
)
_ONE_FAVOURITE = r"(?:what(?:'s| is| are)|which is) my favou?rite (?P<x>.+)"
_DO_I = r"(?:do|did) i (?:really |still )?(?P<x>(?:like|love|enjoy|hate|dislike|speak|play|live in|work (?:at|as|for)) .+)"
_NAME_OF = r"(?:what(?:'s| is)|who is|who's) (?:the name of my (?P<y>.+)|my (?P<x>.+?)(?:'s name|(?: is)? called)?)|what my (?P<z>.+) is(?: called)?"
_SEARCH = (
    r"what did (?:i|we|you) (?:say|tell you|talk|write|mention|discuss)(?: about| on| regarding)? (?P<x>.+)",
    r"(?:when|where) did (?:i|we) (?:say|talk|speak|mention|discuss|tell you)(?: about)? (?P<x>.+)",
    r"(?:have|did) (?:i|we) (?:ever |already )?(?:tell|told|mention|mentioned|talked?|spoken|speak|say|said|discuss|discussed)(?: to)?(?: you)?(?: about| anything about| something about)? (?P<x>.+)",
    r"(?:please )?(?:search|look)(?: in| through)?(?: your| my| the| our)?(?: (?:memory|notes|archives?|archival memory|conversations?|history|messages))*(?: for| up| about)+ (?P<x>.+)",
    r"(?:please )?(?:find|show me|look up) (?:my |the |your )?(?:notes?|what i said|what i told you|messages?|anything)? ?(?:about|on|regarding|with) (?P<x>.+)",
    r"(?:please )?look up (?P<x>.+)",
    r"do you (?:still )?(?:remember|recall|know)(?: anything| something| what i (?:said|told you))?(?: about)? (?P<x>.+)",
    r"(?:what|anything) (?:do|did) you (?:remember|know|recall) about (?P<x>.+)",
    r"what (?:was|were) (?:that|the thing|those things?) (?:about|with) (?P<x>.+)",
    r"what(?:'s| is) in (?:my|your) notes about (?P<x>.+)",
)
_STOP = set(
    "a an and the of to in on at for with my me i is are was were do did does that this it you your about what".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """`what` says what is asked for, in the second person; `terms` are the words to search for."""

    what: str
    lines: Sequence[str] = ()
    terms: str = ""
    is_everything: bool = False
    is_search: bool = False


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def question(text: str, lines: Sequence[str]) -> Question | None:
    """What the text asks about the person's past words, with the lines of memory that answer it."""
    asked = _POLITE.sub("", text.strip()).rstrip("?!. ")
    if any(_compiled(pattern).fullmatch(asked) for pattern in _ALL):
        return Question("you", list(lines), is_everything=True)
    for pattern, key, what in _ABOUT:
        if _compiled(pattern).fullmatch(asked):
            return Question(
                what, _of_key(key, lines), terms=what.removeprefix("your ").removeprefix("where you ")
            )
    if favourite := _compiled(_ONE_FAVOURITE).fullmatch(asked):
        thing = favourite["x"]
        return Question(
            f"your favourite {thing}", same_topic(f"favourite:{plain(thing)}", lines), f"favourite {thing}"
        )
    if do_i := _compiled(_DO_I).fullmatch(asked):
        return _yes_or_no(do_i["x"], lines)
    for pattern in _SEARCH:
        if search := _compiled(pattern).fullmatch(asked):
            terms = search["x"].strip(" \"'")
            return Question(_turned(terms), mentioning(terms, lines), terms, is_search=True)
    if of_mine := _compiled(_NAME_OF).fullmatch(asked):
        thing = of_mine["x"] or of_mine["y"] or of_mine["z"]
        return Question(f"your {thing}", _of_key(plain(thing), lines) or mentioning(thing, lines), thing)
    return None


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


def mentioning(terms: str, lines: Sequence[str]) -> list[str]:
    """The lines in which all of the words stand that matter."""
    words = [word for word in re.findall(r"\w+", terms.lower()) if word not in _STOP]
    return [line for line in lines if words and all(re.search(rf"\b{word}", line.lower()) for word in words)]
