"""German in small: what people say, turned into the English that the rules know."""

import re
from collections.abc import Sequence

from .phrasebook import Phrasebook

NOUNS = {
    "hund": "dog",
    "hündin": "dog",
    "katze": "cat",
    "kater": "cat",
    "vogel": "bird",
    "pferd": "horse",
    "hase": "rabbit",
    "schwester": "sister",
    "bruder": "brother",
    "frau": "wife",
    "mann": "husband",
    "mutter": "mother",
    "mama": "mother",
    "vater": "father",
    "papa": "father",
    "sohn": "son",
    "tochter": "daughter",
    "freund": "friend",
    "freundin": "girlfriend",
    "chef": "boss",
    "chefin": "boss",
    "oma": "grandmother",
    "opa": "grandfather",
    "geburtstag": "birthday",
    "beruf": "job",
    "lieblingsfarbe": "favourite colour",
    "lieblingsessen": "favourite food",
    "lieblingsfilm": "favourite film",
}
_TO_ENGLISH = Phrasebook(
    r"""
my name is {x}
    ich (heiße|heisse) <x>
    mein name ist <x>
    ich bin (der|die) <x>
i live in {x}
    ich (wohne|lebe)( jetzt)? in <x>
i come from {x}
    ich (komme|bin) aus <x>
i'm {x} years old
    ich bin <x:\d+>( jahre?( alt)?)?
i work as {x}
    ich (arbeite als|bin von beruf) (eine?n? )?<x>
    ich bin <x:JOB>
i work at {x}
    ich arbeite (bei|für) (der |dem )?<x>
i don't like {x}
    ich mag <x> nicht
    ich mag keine?n? <x>
    ich hasse <x>
i like {x}
    ich (mag|liebe) <x>
    ich <x:esse|trinke|spiele|lese|koche|tanze|singe|wandere> (sehr )?gerne?
    ich (esse|trinke|spiele|lese|koche) (sehr )?gerne? <x>
i speak {x}
    ich spreche <x>
my birthday is {x}
    ich habe am <x> geburtstag
my {w!e} is called {x}
    meine? <w:\w+> heißt <x>
i have a {w!e} named {x}
    ich habe eine?n? <w:\w+>,? (namens|der|die|das)? ?<x?>( heißt)?
i have a {w!e}
    ich habe eine?n? <w:NOUN>
my {w!e} is {x}
    meine? <w:\w+> ist <x>
forget everything
    vergiss (bitte )?alles.*
forget that i like {x}
    vergiss( bitte)?,? dass ich <x> mag
forget {x}
    vergiss (bitte )?<x>
remember that {x} ist {y}
    merke? dir( bitte)?,? dass <x:(das|der|die|meine?) \S+> <y> ist
remember that {x}
    merke? dir( bitte)?[,:]?( dass)? <x>
what is my name
    wie (heiße|heisse) ich.*
    (wie|was) ist mein name
    (weißt|weisst) du( noch)?,? wie ich (heiße|heisse)
where do i live
    wo (wohne|lebe) ich
    (weißt|weisst) du( noch)?,? wo ich (wohne|lebe)
how old am i
    wie alt bin ich
what don't i like
    was mag ich (gar )?nicht
what do i like
    was (mag|liebe) ich( gerne?)?
what do you know about me
    was (weißt|weisst) du( noch)?( alles)? (über mich|von mir)
what do i do for a living
    (was|als was) (arbeite|bin) ich( von beruf)?
where am i from
    woher komme ich
do i have a pet
    habe ich (ein |irgendwelche )?haustiere?
what is my {x!e}
    (was|wie|wann|wer) (ist|lautet|heißt) meine? <x>
who is {x}
    wer ist <x>
what is {x}
    was ist <x>
what are you
    (wer|was) bist du
    bist du .+
what's your name
    wie (heißt|heisst) du
    wie ist dein name
what can you do
    was kannst du( alles| tun)?
    (kannst|sprichst) du (auch )?deutsch
    (hilfe|hilf mir)
call yourself {x}
    (du (heißt|heisst)|nenne? dich)( jetzt| ab jetzt)? <x>
hello
    (hallo|hi|moin|servus|guten (tag|morgen|abend))( nochmal| wieder)?
""",
    NOUN="|".join(NOUNS),
    JOB=(
        r"\w*(lehrer|techniker|bäcker|verkäufer|maler|pfleger|schüler|rentner|ingenieur|student|programmierer)(in)?"
        "|arzt|ärztin|koch|köchin"
    ),
)
_NEXT = re.compile(
    r"\s*,?\s+und\s+(?=(?:ich|meine?|wohne|lebe|arbeite|mag|liebe|komme|bin|habe|spreche|hasse|heiße)\b)",
    re.IGNORECASE,
)
_GERMAN = frozenset(
    """ich du ist nicht und der das ein eine wie wer wo kannst bist mir mich bitte warum heute habe hast deutsch heiße
    wohne mag mein meine dein deine über von mit auf hallo guten danke tschüss ja nein weißt wann bin moin servus merk
    vergiss gern gerne dich merke weiß lernst woher""".split()
)
_ENGLISH = frozenset(
    "i i'm you is are am not and the a my your what who where how do does can like have hello hi it".split()
)


def is_german(speech: str, said: Sequence[str]) -> bool:
    """Whether the person speaks German; where the words don't tell, whether we did."""
    words = re.findall(r"[\w']+", speech.lower())
    german, english = (sum(word in known for word in words) for known in (_GERMAN, _ENGLISH))
    if german == english and said:
        return is_german(said[-1], ())
    return german > english


def english(sentence: str) -> str:
    """`Ich heiße Hans und wohne in Köln` → `my name is Hans and i live in Köln`."""
    pieces: list[str] = []
    start = 0
    for joint in [*_NEXT.finditer(sentence), None]:
        piece = sentence[start : joint.start() if joint else len(sentence)].strip()
        start = joint.end() if joint else start
        pieces.append(_english(piece) or _english(f"ich {piece}") or piece)
    return " and ".join(pieces)


def _english(clause: str) -> str:
    """The clause in English, or nothing: `{w!e}` stands for an English noun."""
    if not (found := _TO_ENGLISH.find(clause.rstrip("?!. "))):
        return ""
    form, groups = found
    return re.sub(r"\{(\w)(!e)?\}", lambda part: _noun(groups[part[1]]) if part[2] else groups[part[1]], form)


def _noun(word: str) -> str:
    return NOUNS.get(word.lower(), word)
