"""English in small: names, verbs, and the way from the first person to the third."""

import re

from .words import PAST

# What may follow a statement without changing it.
WHEN = (
    "(,? (now|right now|these days|currently|at the moment|today|nowadays|too|as well|actually|though|by the way"
    "|btw|please))*"
)
_TRAILING = re.compile(WHEN + "$", re.IGNORECASE)
_ADVERBS = re.compile(
    r"^(i(?:'m| am|'ve| have)?) (?:(?:really|also|quite|absolutely|just|still|very much|do|mostly|currently|now"
    r"|usually|often|always|recently|already|even) )+(?=\w)",
    re.IGNORECASE,
)
_OF_ONE = ((r"^we(?:'re| are) ", "i'm "), (r"^we've ", "i've "), (r"^we ", "i "), (r"^our ", "my "))
_MINE = ((r"\b(?:my|our)\b", "their"), (r"\b(?:me|myself|us)\b", "them"))
_OTHERS = (*_MINE, (r"\b(?:i'm|we're)\b", "they are"), (r"\b(?:i|we)\b", "they"))
_NO_NAME = re.compile(
    r"(?:not|so|very|just|fine|good|ok|okay|sure|sorry|happy|sad|tired|here|back|ready|done|well|great|glad|an?|the"
    r"|too|also|as|i|he|she|we|they|my|your|their|me|you|them|it|this|that|from|in|at|tall|short|old|young|sick|ill|nice|dead|pregnant|away|late|\w+(?:ing|ful|ous|less|able|ed))\b",
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


def without_adverbs(text: str) -> str:
    """`I really also like tea` → `I like tea`."""
    return _ADVERBS.sub(r"\1 ", text)


def without_when(text: str) -> str:
    """`Where do I live now` → `Where do I live`."""
    return _TRAILING.sub("", text)


def theirs(value: str) -> str:
    """A piece of speech as it stands in a line: without `now` and the like, and with `my` as `their`."""
    value = without_when(value.strip())
    for pattern, other in _MINE:
        value = re.sub(pattern, other, value, flags=re.IGNORECASE)
    return value


def of_one(text: str) -> str:
    """`our dog is called Rex` → `my dog is called Rex`: what we have, I have."""
    for pattern, other in _OF_ONE:
        text = re.sub(pattern, other, text, flags=re.IGNORECASE)
    return text


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
        if found := re.fullmatch(pattern, text, re.IGNORECASE):
            text = found.expand(form)
            break
    else:
        if verb := re.match(r"i ([a-z]+)\b", text, re.IGNORECASE):
            text = conjugated(verb[1]) + text[verb.end() :]
    for pattern, other in _OTHERS:
        text = re.sub(pattern, other, text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]


def conjugated(verb: str) -> str:
    """`play` → `plays`, `study` → `studies`; what looks like the past stays."""
    verb = verb.lower()
    is_past = verb in PAST or re.search(r"(?:ed|ought|ent|ook|ave|ame)$", verb)
    if is_past and verb not in ("need", "feed", "have"):
        return verb
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|sh|ch|x|z|o)$", verb) else f"{verb}s"
