"""The lines of the human block: short facts in the third person, and what they have to do with each other.

Every line has a key. Two lines with one key speak of the same thing, so the newer replaces the older;
a key that continues another after a colon says the same more precisely.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from .words import PAST

_KEYS = (
    (r"(?:first |full )?name: |(?:their|the user's|the person's|my) name is ", "name"),
    (r"age: |is \d+ years old", "age"),
    (r"lives in ", "home"),
    (r"(?:is |comes )?from ", "origin"),
    (r"works as |is retired|is unemployed|is between jobs|job: |profession: ", "job"),
    (r"works (?:at|for) |employer: ", "workplace"),
    (r"is (?:married|single|engaged|divorced|widowed)", "partner"),
    (r"diet: ", "diet"),
    (r"birthday: ", "birthday"),
)
_KEYS_WITH_REST = (
    (r"(?:dis)?likes (.+)|(?:loves|enjoys|hates) (.+)", "taste"),
    (r"favourite (.+?): ", "favourite"),
    (r"speaks (.+)", "speaks"),
    (r"is learning (.+)|is studying (.+)|studies (.+)", "learns"),
    (r"allergic to (.+)", "allergy"),
    (r"(?:plans|wants|is going) to (.+)", "plan"),
    (r"(?:has|needs) to (.+)", "task"),
)
PETS = (
    "dog|cat|puppy|kitten|rabbit|bunny|hamster|guinea pig|parrot|bird|budgie|fish|goldfish|turtle|tortoise"
    "|snake|lizard|horse|pony|rat|mouse|hedgehog|ferret|chicken|goat"
)
KIN = (
    "wife|husband|partner|girlfriend|boyfriend|fiancée?|mother|mom|mum|father|dad|sister|brother|son|daughter"
    "|child|kid|aunt|uncle|cousin|niece|nephew|grandmother|grandma|grandfather|grandpa|friend|boss|colleague|neighbour"
    "|grandson|granddaughter|neighbor|roommate|flatmate|teacher|doctor"
)
_ONLY = re.compile("wife|husband|partner|girlfriend|boyfriend|fiancée?|mother|mom|mum|father|dad|boss")
_KIN = rf"has an? (?:[a-z]+ )?({KIN})\b(?:.*? (?:named|called) (.+))?$"
_PET = rf"has an? (?:[a-z]+ )?({PETS})\b(?:.*? (?:named|called) (.+))?"
_HAS = r"has an? (?:(?:younger|older|little|big|twin) )?([a-z-]+)$"
_LABEL = r"([^:]{1,40}): "


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(4096)
def key_of(line: str) -> str:
    """What a line is about: `name`, `home`, `taste:tea`, `pet:dog:rex` …"""
    line = plain(line)
    for pattern, key in _KEYS:
        if _compiled(pattern).match(line):
            return key
    if pet := _compiled(_PET).match(line):
        return ":".join(filter(None, ("pet", pet[1], pet[2])))
    if kin := _compiled(_KIN).match(line):
        return kin[1] if _ONLY.fullmatch(kin[1]) or not kin[2] else f"{kin[1]}:{kin[2]}"
    for pattern, key in _KEYS_WITH_REST:
        if found := _compiled(pattern).match(line):
            return f"{key}:{_bare(next(filter(None, found.groups())))}"
    if label := _compiled(_LABEL).match(line):
        return label[1]
    if has := _compiled(_HAS).match(line):
        return has[1]
    return f"line:{line}"


def plain(text: str) -> str:
    """For comparing: lower case, one spelling, single spaces, no bullet in front and no full stop behind."""
    words = text.lower().replace("’", "'").replace("favorite", "favourite").replace("color", "colour").split()
    return " ".join(words).lstrip("-*• ").rstrip(".!")


def _bare(text: str) -> str:
    return re.sub(r"^(?:the|a|an|my|their|some) ", "", text)


def same_topic(key: str, lines: Iterable[str]) -> list[str]:
    """The lines with this key or, where it is vaguer than theirs, with a more precise one."""
    return [line for line in lines if key_of(line) == key or key_of(line).startswith(f"{key}:")]


def superseded(line: str, lines: Iterable[str]) -> str | None:
    """The line that a new one makes wrong or needless."""
    key = key_of(line)
    return next((old for old in lines if key_of(old) == key or key.startswith(f"{key_of(old)}:")), None)


def is_known(line: str, lines: Iterable[str]) -> bool:
    """Whether the lines say as much already."""
    key = key_of(line)
    return any(
        plain(old) == plain(line)
        or key_of(old).startswith(f"{key}:")
        or (_is_taste(key) and _agree(old, line))
        for old in lines
    )


def _is_taste(key: str) -> bool:
    return key.startswith("taste:")


def _agree(old: str, new: str) -> bool:
    dislikes = re.compile(r"dislikes|hates", re.IGNORECASE)
    return key_of(old) == key_of(new) and bool(dislikes.match(old)) == bool(dislikes.match(new))


# Line → how it is said to the person, for the lines that have a form of their own.
_SPOKEN = (
    (r"(?:first |full )?name: (.+)", r"your name is \1"),
    (r"age: (\d+)$", r"you are \1 years old"),
    (r"age: (.+)", r"you are \1"),
    (r"from (.+)", r"you come from \1"),
    (r"diet: (.+)", r"you are \1"),
    (r"allergic to (.+)", r"you are allergic to \1"),
    (r"([^:]{1,39}[^s:\W]s'?): (.+)", r"your \1 are \2"),
    (r"([^:]{1,40}): (.+)", r"your \1 is \2"),
    (r"born (.+)", r"you were born \1"),
    (r"is (.+)", r"you are \1"),
    (r"was (.+)", r"you were \1"),
    (r"has (.+)", r"you have \1"),
    (r"does (.+)", r"you do \1"),
    (r"doesn't (.+)", r"you don't \1"),
    (r"(can|can't|will|won't|used to|would|must|should) (.+)", r"you \1 \2"),
    (r"they (.+)", r"you \1"),
    (r"((?:recently |just )?(?:\w+ed|" + "|".join(sorted(PAST)) + r")) (.+)", r"you \1 \2"),
    (r"goes (.+)", r"you go \1"),
    (r"(stud|carr|cop|tr|hurr|worr|marr)ies (.+)", r"you \1y \2"),
    (r"(\w+(?:ch|sh|ss|x|zz))es (.+)", r"you \1 \2"),
    (r"([a-z]+[^s\W])s (.+)", r"you \1 \2"),
    (r"their (.+)", r"your \1"),
)
# A line with a subject of its own: `The key is under the pot`, `Clara lives in Rome`.
_OWN = (
    r"(?!the (?:user|person|human)\b)(?:the|an?|this|that|there|das|der|die) .+",
    (
        r"(?!(?:they|is|was|has|does|likes|dislikes|lives|works|their) )(?:[^\W\d][\w'.-]* ){1,2}"
        r"(?:is|isn't|are|was|were|has|had|will|can|lives|works|likes|loves|plays"
        r"|wants|needs|hates|speaks|comes|goes|died|got) .+"
    ),
    r"(?!\w+(?:s|ed) )[^\W\d][\w'-]* \w+ed .+",
)
_THEIRS = ((r"\btheir\b", "your"), (r"\bthey are\b", "you are"), (r"\bthem\b", "you"), (r"\bthey\b", "you"))


def spoken(line: str) -> str:
    """A line as a clause in the second person: `Likes tea` → `you like tea`. Quoted where it has no such form."""
    text = line.strip().lstrip("-*• ").rstrip(".")
    if not any(_compiled(own).fullmatch(text) for own in _OWN):
        return _of_you(line, _lowered(text))
    return _your(
        _lowered(text) if _compiled(r"(?:the|an?|this|that|there|das|der|die) ").match(text) else text
    )


def _of_you(line: str, text: str) -> str:
    for pattern, form in _SPOKEN:
        if found := _compiled(pattern).fullmatch(text):
            return _your(found.expand(form))
    return f"“{line.strip()}”"


def _your(clause: str) -> str:
    for pattern, other in _THEIRS:
        clause = _compiled(pattern).sub(other, clause)
    return clause


def _lowered(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
