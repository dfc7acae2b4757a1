# ruff: noqa: E501
"""What people say about themselves, as lines for the human block. English, and the most common German.

A rule is a pattern over one clause and the line it makes; `{x}` may be a list, and then each item makes
a line. A statement that no longer holds names the line to take away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .clauses import Clause
from .lines import PETS

MOST_LINE = 160  # characters


@dataclass(frozen=True, slots=True)
class Statement:
    """`line` holds from now on, or does no longer; to forget, it may be just words."""

    line: str
    holds: bool = True


_KIN = (
    "wife|husband|partner|girlfriend|boyfriend|fiancée?|mother|mom|mum|father|dad|sister|brother|son|daughter|child"
    "|aunt|uncle|cousin|niece|nephew|grandmother|grandma|grandfather|grandpa|friend|best friend|boss|colleague"
)
_JOB = (
    r"(?:[a-z-]+ ){0,3}?(?:[a-z]+(?:er|or|ist|ian|eer|man|woman|ant)|nurse|chef|cook|pilot|judge|clerk|coach|artist"
    r"|architect|student|professor|surgeon|vet|scientist|journalist|analyst|pm|ceo|cto|dj)"
)
_NOT_A_JOB = r"(?:bit|little|lot|big|huge|great|morning|night|early|father|mother|brother|sister|loner|believer|lover)\b"
_DIETS = "vegetarian|vegan|pescatarian|flexitarian|lactose intolerant|gluten[- ]free|coeliac|celiac|diabetic"
_NATIONS = (
    "german|french|italian|spanish|portuguese|dutch|swiss|austrian|british|english|scottish|welsh|irish|american"
    "|canadian|mexican|brazilian|polish|czech|danish|swedish|norwegian|finnish|greek|turkish|russian|ukrainian"
    "|indian|chinese|japanese|korean|australian|nigerian|kenyan|egyptian"
)
_HABITS = (
    "play|collect|teach|drive|own|write|paint|draw|cook|bake|swim|cycle|hike|climb|dance|sing|travel|prefer|wear"
    "|smoke|volunteer|garden|knit|sew|jog|meditate|run|commute|ski|surf|skate|fish"
)
_VAGUE = r"(?!(?:it|that|this|these|those|you|your|to know|how|when|what|the (?:idea|way|sound))\b)"
_WHEN = r"(?:,? (?:now|right now|these days|currently|at the moment|today|nowadays|too|as well|actually|though|by the way|btw|please))*"
_SINCE = r"(?: (?:last|this|recently|yesterday|just|in \d{4}|(?:a|an|two|three|some|\d+) \w+ ago)\b.*)?"
_ADVERBS = re.compile(
    r"^(i(?:'m| am|'ve| have)?) (?:(?:really|also|quite|absolutely|just|still|very much|do|mostly|currently|now"
    r"|usually|often|always|recently|already|even) )+(?=\w)",
    re.IGNORECASE,
)

# (pattern over the whole clause, line): the first that fits is taken. `{x!l}` is a list, `{x!n}` a name.
_RULES = (
    (r"(?:my (?:first |full |real )?name(?:'s| is)|ich heiße|mein name ist) (?P<x>.+)", "Name: {x!n}"),
    (
        r"(?:(?:you can |please |just )*call me|(?:people|friends|they) call me|i(?:'m| am) called) (?P<x>.+)",
        "Name: {x!n}",
    ),
    (r"i(?:'m| am) (?P<x>\d{1,3})(?: years? old| years)?", "Age: {x}"),
    (r"my age is (?P<x>\d{1,3})", "Age: {x}"),
    (
        r"i(?:'m| am)? (?:born and raised|from|come from|originally from) (?P<x>.+)|ich komme aus (?P<y>.+)",
        "From {x}",
    ),
    (r"i(?:'m| am) (?:born and raised in|originally from) (?P<x>.+)", "From {x}"),
    (r"i(?:'m| am)? (?:live|living|based|reside) (?P<w>in|at|on|near) (?P<x>.+)", "Lives {w} {x}"),
    (r"i(?:'ve| have)? moved(?: from .+?)? (?:to|into) (?P<x>.+?)" + _SINCE, "Lives in {x}"),
    (r"my (?:home|hometown|home town|city) is (?P<x>.+)|ich (?:wohne|lebe) in (?P<y>.+)", "Lives in {x}"),
    (r"i(?:'m| am)? work(?:ing)? as (?P<x>.+?) (?:at|for) (?P<y>.+)", "Works as {x}\nWorks at {y}"),
    (r"i(?:'m| am) (?P<x>an? " + _JOB + r") (?:at|for) (?P<y>.+)", "Works as {x}\nWorks at {y}"),
    (r"i(?:'m| am)? work(?:ing)? as (?P<x>.+)|my (?:job|profession|occupation) is (?P<y>.+)", "Works as {x}"),
    (r"i(?:'m| am)? work(?:ing)? (?:at|for) (?P<x>.+)", "Works at {x}"),
    (r"i(?:'m| am)? work(?:ing)? (?P<w>in|from|on|with) (?P<x>.+)", "Works {w} {x}"),
    (
        r"i(?:'m| am) (?P<x>an? (?!" + _NOT_A_JOB + r")" + _JOB + r")(?: by (?:profession|trade))?",
        "Works as {x}",
    ),
    (r"i(?:'m| am) (?P<x>retired|unemployed|between jobs|married|single|engaged|divorced|widowed)", "Is {x}"),
    (r"i(?:'m| am) (?P<w>married|engaged) to (?P<x>.+)", "Is {w} to {x}"),
    (r"i(?:'m| am) (?:an? )?(?P<x>" + _DIETS + r")", "Diet: {x}"),
    (r"i don't (?P<w>eat|drink) (?P<x>.+)", "Doesn't {w} {x!l}"),
    (r"i(?:'m| am) (?P<x>" + _NATIONS + r")", "Nationality: {x}"),
    (r"i(?:'m| am) allergic to (?P<x>.+)", "Allergic to {x!l}"),
    (r"i have an? (?P<x>.+?) allergy", "Allergic to {x}"),
    (r"my favou?rite (?P<w>.+?) (?:is|are) (?P<x>.+)", "Favourite {w}: {x}"),
    (r"(?P<x>.+) (?:is|are) my favou?rite (?P<w>.+)", "Favourite {w}: {x}"),
    (r"my birthday(?:'s| is)(?: on)? (?P<x>.+)|i was born on (?P<y>.+)", "Birthday: {x}"),
    (r"i was born (?P<x>in .+)", "Born {x}"),
    (
        r"i (?:hate|dislike|detest|can't stand|(?:don't|do not|really don't) (?:like|enjoy)) "
        + _VAGUE
        + r"(?P<x>.+)",
        "Dislikes {x!l}",
    ),
    (
        r"i(?:'m| am)? (?:like|love|enjoy|adore|into|fond of|a (?:big |huge )?fan of) "
        + _VAGUE
        + r"(?P<x>.+)"
        r"|ich (?:mag|liebe) (?P<y>.+)",
        "Likes {x!l}",
    ),
    (r"my (?:hobby is|hobbies are|interests are) (?P<x>.+)", "Likes {x!l}"),
    (r"i(?:'m| am)? (?:speak|fluent in) (?P<x>.+)", "Speaks {x!l}"),
    (r"i(?:'m| am) (?P<w>learning|studying) (?P<x>.+)", "Is {w} {x}"),
    (r"i study (?P<x>.+)", "Studies {x}"),
    (r"i(?:'m| am) planning (?:to|on) (?P<x>.+)|i plan to (?P<y>.+)|my plan is to (?P<z>.+)", "Plans to {x}"),
    (r"i(?:'m| am) going (?P<x>(?:to|on) (?!be |need |ask |tell |say |try ).+)", "Is going {x}"),
    (
        r"i want to (?!know|ask|talk|say|tell|hear|see you|go (?:now|home)|stop|leave|try)(?P<x>.+)",
        "Wants to {x}",
    ),
    (
        r"i (?:have|'ve got|have got|own|got) (?P<w>an? (?:\w+ )?(?:"
        + PETS
        + r")) (?:named|called) (?P<x>.+)",
        "Has {w} named {x!n}",
    ),
    (r"my (?P<w>" + PETS + r")(?:'s name is| is (?:named|called)) (?P<x>.+)", "Has a {w} named {x!n}"),
    (r"my (?P<w>" + _KIN + r")(?:'s name is| is (?:named|called)) (?P<x>.+)", "{w}: {x!n}"),
    (r"i (?:have|have got|got|own) (?:a|an) (?P<w>" + _KIN + r") (?:named|called) (?P<x>.+)", "{w}: {x!n}"),
    (
        (
            r"i(?:'ve got| have got| have| own) (?!an? (?:question|problem|idea|headache|cold|feeling|meeting|minute|request|suggestion)\b)"
            r"(?P<x>(?:an?|two|three|four|five|six|seven|no|\d+) .+)"
        ),
        "Has {x}",
    ),
    (r"i used to (?P<x>.+)", "Used to {x}"),
    (r"i (?P<w>" + _HABITS + r")(?P<x>(?: .+)?)", "{w!s}{x}"),
    (
        r"my (?!day|mood|head|week|morning|evening|question|point|problem|idea|answer|guess|god|bad)(?P<w>[\w' -]{1,40}?) (?:is|are) (?P<x>.+)",
        "{w}: {x}",
    ),
)
_NO_LONGER = (
    r"i(?P<be>'m| am)? no longer (?P<x>.+)",
    r"i(?P<be>'m| am) not (?P<x>.+?) (?:any ?more|any longer)",
    r"i (?:don't|do not) (?P<x>.+?) (?:any ?more|any longer)",
)
_FORGET = r"(?:please )?(?:forget|delete|erase|remove|drop)(?: (?:about|that|the (?:fact|line|note)(?: that)?|what you know about))? (?P<x>.+?)(?: from your (?:memory|notes))?"
_EVERYTHING = r"(?:everything|all)(?: .*)?|(?:all )?(?:your memory|your notes)"
EVERYTHING = "*"


_TRAILING = re.compile(_WHEN + "$", re.IGNORECASE)
_OTHERS = ((r"\bmy\b", "their"), (r"\b(?:me|myself)\b", "them"), (r"\bi'm\b", "they are"), (r"\bi\b", "they"))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + _WHEN, re.IGNORECASE)


def statements(clause: Clause) -> list[Statement]:
    """What a clause says about the person; of a request to remember, whatever it says."""
    if clause.is_question:
        return []
    if forget := _compiled(_FORGET).fullmatch(clause.text):
        return _forgotten(forget["x"])
    for pattern in _NO_LONGER:
        if found := _compiled(pattern).fullmatch(clause.text):
            subject = "I'm" if found.groupdict().get("be") else "I"
            return [Statement(line, holds=False) for line in _lines(f"{subject} {found['x']}")]
    lines = list(_lines(clause.text)) or list(_introduction(clause.text))
    if clause.is_request and not lines:
        lines = [third_person(clause.text)]
    return [Statement(line[:MOST_LINE]) for line in lines]


def _forgotten(what: str) -> list[Statement]:
    if _compiled(_EVERYTHING).fullmatch(what):
        return [Statement(EVERYTHING, holds=False)]
    lines = list(_lines(what)) or [re.sub(r"^my ", "", what, flags=re.IGNORECASE)]
    return [Statement(line, holds=False) for line in lines]


def _lines(text: str) -> Iterator[str]:
    text = _ADVERBS.sub(r"\1 ", text)
    for pattern, form in _RULES:
        if found := _compiled(pattern).fullmatch(text):
            groups = {name: _theirs(value) for name, value in found.groupdict().items() if value is not None}
            yield from _filled(form, groups)
            return


def _theirs(value: str) -> str:
    """A piece of speech as it stands in a line: without `now` and the like, and with `my` as `their`."""
    value = _TRAILING.sub("", value.strip())
    for pattern, other in _OTHERS[:2]:
        value = re.sub(pattern, other, value, flags=re.IGNORECASE)
    return value


def _filled(form: str, groups: dict[str, str]) -> Iterator[str]:
    """The lines of a rule. Where a pattern has alternatives, `{x}` is the one that was there."""
    if "{x" in form and "x" not in groups:
        groups = {**groups, "x": next(iter(groups.values()))}
    for line in form.split("\n"):
        spread = [""]
        for part in re.split(r"(\{\w(?:!\w)?\})", line):
            choices = _choices(part, groups)
            spread = [before + choice for before in spread for choice in choices]
        for result in spread:
            if result.strip(": "):
                yield result[0].upper() + result[1:]


def _choices(part: str, groups: dict[str, str]) -> list[str]:
    if not part.startswith("{"):
        return [part]
    value = groups.get(part[1], "")
    match part[3:4]:
        case "l":
            return [item for item in re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|und|or)\s+", value) if item]
        case "n":
            return [name_of(value)] if name_of(value) else []
        case "s":
            return [f"{_conjugated(value)} " if groups.get("x") else _conjugated(value)]
        case _:
            return [value]


_NO_NAME = re.compile(
    r"(?:not|so|very|just|fine|good|ok|okay|sure|sorry|happy|sad|tired|here|back|ready|done|well|great|glad|an?|the"
    r"|my|your|their|me|you|them|it|this|that|from|in|at|going|not)\b",
    re.IGNORECASE,
)


def name_of(text: str) -> str:
    """A name with its capitals, or nothing where it can't be one."""
    words = text.strip(" \"'.!,").split()
    if not 1 <= len(words) <= 4 or not all(re.fullmatch(r"[^\W\d_][\w.'-]*", word) for word in words):
        return ""
    if _NO_NAME.match(text):
        return ""
    return " ".join(word if any(map(str.isupper, word)) else word.capitalize() for word in words)


def _introduction(text: str) -> Iterator[str]:
    """`I'm Ada`: only the capitals tell a name from a mood."""
    found = re.fullmatch(r"(?:i'm|i am|this is|it's|ich bin) (?P<x>.+)", text, re.IGNORECASE)
    if found and all(word[0].isupper() for word in found["x"].split()) and (name := name_of(found["x"])):
        yield f"Name: {name}"


_TO_THIRD = (
    (r"(?:i'm|i am) (.+)", r"Is \1"),
    (r"(?:i've|i have)(?: got)? (.+)", r"Has \1"),
    (r"i was (.+)", r"Was \1"),
    (r"i (?:don't|do not) (.+)", r"Doesn't \1"),
    (r"(?:i'll|i will) (.+)", r"Will \1"),
    (r"i'd (.+)", r"Would \1"),
    (r"i (can|can't|could|must|should|may|might|had|did|won't|want to) (.+)", r"\1 \2"),
)


def third_person(text: str) -> str:
    """A clause about oneself as a line about someone else: `I sing with my son` → `Sings with their son`."""
    for pattern, form in _TO_THIRD:
        if found := _compiled(pattern).fullmatch(text):
            text = found.expand(form)
            break
    else:
        if verb := re.match(r"i ([a-z]+)\b", text, re.IGNORECASE):
            text = _conjugated(verb[1]) + text[verb.end() :]
    for pattern, other in _OTHERS:
        text = re.sub(pattern, other, text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]


def _conjugated(verb: str) -> str:
    verb = verb.lower()
    if re.search(r"(?:ed|ought|ent|ook|ave|ame)$", verb) and verb not in ("need", "feed", "have"):
        return verb  # past tense stays as it is
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|sh|ch|x|z|o)$", verb) else f"{verb}s"


# A short answer to one of our own questions, by what we asked about.
_ANSWERS = {
    "name": "my name is {}",
    "home": "i live in {}",
    "origin": "i come from {}",
    "job": "i work as {}",
    "taste": "i like {}",
    "pet": "i have {}",
    "learns": "i'm learning {}",
    "birthday": "my birthday is {}",
    "favourite food": "my favourite food is {}",
    "plan": "i plan to {}",
}
_NO_ANSWER = re.compile(
    r"(?:no|nope|none|nothing|not|yes|yeah|sure|maybe|later|why|what|i|you|never|it|idk|dunno|ok|okay|thanks?|hm+)\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:yes|well|it's|in|at|from|on|i'm|i am|as|mostly|to|i'd say|probably)[, ]+", re.IGNORECASE
)


def answered(topic: str, clause: Clause) -> list[Statement]:
    """What a bare answer to our question about `topic` says: `Lisbon` → `Lives in Lisbon`."""
    said = _PREFIX.sub("", _PREFIX.sub("", clause.text))
    if clause.is_question or topic not in _ANSWERS or len(said.split()) > 6 or _NO_ANSWER.match(said):
        return []
    if topic == "pet" and not re.match(r"(?:an?|two|three|\d) ", said):
        return []
    return statements(Clause(_ANSWERS[topic].format(said)))
