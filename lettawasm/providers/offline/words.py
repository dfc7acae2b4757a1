"""The telling words of a sentence: how people type them, and which lines share them."""

import re
from collections.abc import Iterable

_STOP = frozenset(
    """a an the and or but so than then there here of to in on at for with from by about as into over i me
    my mine myself we us our you your it its this that these those he him his she her they them
    their is are was were be been am do does did done have has had can could will would should shall
    may might what who whose whom where when why how which if whether not no any some anything
    something tell told say said know remember recall mention please again still ever just der die
    das ist ein eine wie wer wo was wann really exactly actually much many often long far cost
    happen call get got go going come one thing things need now hey hi hello ok""".split()
)
_IRREGULAR = {
    form: verb
    for verb, forms in {
        "begin": "began begun",
        "break": "broke broken",
        "bring": "brought",
        "buy": "bought",
        "drive": "drove driven",
        "eat": "ate eaten",
        "feel": "felt",
        "find": "found",
        "fly": "flew flown",
        "give": "gave given",
        "grow": "grew grown",
        "lose": "lost",
        "leave": "left",
        "make": "made",
        "meet": "met",
        "pay": "paid",
        "run": "ran",
        "see": "saw seen",
        "sell": "sold",
        "sleep": "slept",
        "speak": "spoke spoken",
        "take": "took taken",
        "teach": "taught",
        "think": "thought",
        "win": "won",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}
PAST = {
    *_IRREGULAR,
    "got",
    "did",
    "had",
    "was",
    "went",
    "quit",
    "became",
    "told",
    "said",
    "heard",
    "kept",
    "fell",
}
_TYPED = {
    "im": "I'm",
    "ive": "I've",
    "dont": "don't",
    "doesnt": "doesn't",
    "didnt": "didn't",
    "cant": "can't",
    "wont": "won't",
    "isnt": "isn't",
    "arent": "aren't",
    "whats": "what's",
    "wheres": "where's",
    "whos": "who's",
    "whens": "when's",
    "hows": "how's",
    "thats": "that's",
    "youre": "you're",
    "shes": "she's",
    "hes": "he's",
    "theyre": "they're",
    "u": "you",
    "ur": "your",
    "pls": "please",
    "plz": "please",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "rember": "remember",
    "remeber": "remember",
    "fav": "favourite",
    "favorit": "favourite",
    "favrite": "favourite",
    "nmae": "name",
    "teh": "the",
    "abot": "about",
    "becuase": "because",
    "wich": "which",
}
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def spelled(speech: str) -> str:
    """The speech with plain quotes and spaces, and as it would be typed with care: `whats` → `what's`."""
    for odd, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("\t", " ")):
        speech = speech.replace(odd, plain)
    speech = re.sub(r" {2,}", " ", speech)
    return _WORD.sub(
        lambda word: _TYPED.get(word[0].lower(), word[0]) if _is_lower(word[0]) else word[0], speech
    )


def _is_lower(word: str) -> bool:
    """`ID` and `UR` mean themselves."""
    return not word[1:].isupper()


def telling(text: str) -> list[str]:
    """The words that matter: `What was the wifi password?` → `wifi`, `password`."""
    words = (re.sub(r"'s$|'$", "", word).replace("-", "") for word in _WORD.findall(text.lower()))
    return [word for word in words if word not in _STOP and "'" not in word]


def stem(word: str) -> str:
    """What the forms of a word have in common: `moving`, `moved` and `moves` are one."""
    word = re.sub(r"i(?:es|ed)$", "y", _IRREGULAR.get(word, word))
    word = re.sub(r"(?<=\w{3})(?:ing|ed|es|(?<!s)s|e)$", "", word)
    return re.sub(r"([bdgklmnprt])\1$", r"\1", word)


def shared(terms: str, text: str) -> float:
    """How much of what the terms tell stands in the text, from 0 to 1."""
    wanted, there = set(map(stem, telling(terms))), set(map(stem, telling(text)))
    return len(wanted & there) / len(wanted) if wanted else 0.0


def mentioning(terms: str, lines: Iterable[str]) -> list[str]:
    """The lines in which all of the telling words stand."""
    return [line for line in lines if shared(terms, line) == 1.0]
