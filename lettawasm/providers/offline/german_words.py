"""German in small: what we say, turned into German once it stands in English."""

import re

from .german import NOUNS
from .phrasebook import Phrasebook

_SHE = re.compile("katze|schwester|frau|mutter|tochter|freundin|oma|lieblingsfarbe")
# Our questions and offers. What was asked is recognised again by them, so they are turned back in what was said.
_ASKED = {
    "What's your name?": "Wie heißt du?",
    "Where do you live?": "Wo wohnst du?",
    "What do you like to do in your free time?": "Was machst du gern in deiner Freizeit?",
    "What do you do for a living?": "Was machst du beruflich?",
    "Do you have any pets?": "Hast du Haustiere?",
    "What's your favourite food?": "Was isst du am liebsten?",
    "Are you learning anything new at the moment?": "Lernst du gerade etwas Neues?",
    "Where are you from originally?": "Woher kommst du ursprünglich?",
    "When is your birthday?": "Wann hast du Geburtstag?",
    "Do you have any plans you're looking forward to?": "Hast du Pläne, auf die du dich freust?",
    "What's on your mind?": "Was beschäftigt dich?",
    "What else should I remember?": "Was soll ich mir noch merken?",
    "How was your day?": "Wie war dein Tag?",
    "Is there something you'd like me to keep for you?": "Gibt es etwas, das ich für dich aufheben soll?",
    "Shall I remember that?": "Soll ich mir das merken?",
    "Which one shall I forget:": "Was soll ich vergessen:",
}
_SENTENCES = Phrasebook(
    r"""
Ich bin ein kleiner Begleiter, der ganz ohne Sprachmodell hier bei dir läuft.
    I'm a small companion that .+
Was du mir über dich erzählst, schreibe ich in mein Gedächtnis.
    What you tell me about yourself, I write .+
Hallo{n}! Schön, von dir zu hören.
    (Hello|Hi)NAME(!| again.)
Wie geht es dir heute?
    How are you today\?
Freut mich{n}!
    (Nice to meet you|Good to know you)NAME!
Deinen Namen habe ich mir notiert.
    I've written down your name.
Ich merke mir: {c}.
    I('ll remember|'ve written down|'ll keep in mind) <c>.
Das weiß ich schon: {c}.
    I know <c>: it's in my memory.
    Yes, it's in my memory already <c>.
    You told me <c>; it's in my memory.
    I know <c>.
Das weiß ich nicht, nur: {c}.
    I don't know that, only <c>.
Das habe ich gefunden:
    This is what I found( about <x>)?:
Das weiß ich über dich:
    This is what I know about you:
Noch nichts. Erzähl mir etwas von dir, und ich schreibe es auf.
    Nothing yet.
Das habe ich vergessen.
    I've taken that out of my memory.
    I've cleared everything I knew about you.
So etwas steht nicht in meinem Gedächtnis.
    There is nothing like that in my memory.
Von jetzt an bin ich {x}.
    From now on I'm <x>.
Ich bin {x}, der kleine eingebaute Begleiter.
    I'm <x>, the small companion that is built in here.
Ich habe noch keinen Namen. Sag „Nenn dich …“, um mir einen zu geben.
    I have no name yet.
Ich bin {x} der kleine eingebaute Begleiter von lettawasm: ein paar Regeln, kein Sprachmodell.
    I'm <x:([^ ]+,)?> ?the small built-in companion .+
Mein Gedächtnis ist aber echt: Was du mir sagst, bleibt.
    My memory is real, though.+
Für richtige Gespräche kannst du unter Modelle ein Sprachmodell verbinden.
    To talk with a real model, .+
    For real conversation, .+
Erzähl mir von dir: „Ich heiße …“, „Ich wohne in …“, „Ich mag …“.
    Tell me about yourself and I'll .+
Frag „Was weißt du über mich?“ oder sag „Vergiss, dass …“.
    Ask “What do you know about me\?”, .+
Gern geschehen{n}.
    (You're welcome|Gladly)NAME.
    Any time.
Auf Wiedersehen{n}. Ich behalte alles.
    (Goodbye|See you|Take care)NAME.
Gut{n}.
    (Good|All right|Fine|No problem|As you like)NAME.
Danke, mir geht es wie immer gut. Und dir?
    (Steady as ever|All my memory blocks).+
Das weiß ich leider nicht{n}.
    I don't know.
    I can't answer that oneNAME.
    I have no ideaNAME: .+
    You haven't told me <x> yet, .+
Das verstehe ich leider nicht{n}. Deutsch kann ich nur ein wenig: „Ich heiße …“, „Ich wohne in …“, „Ich mag …“.
    I'm not sure I followNAME.
    I didn't quite get that.
    SorryNAME, I don't understand that one.
    That's beyond my few rules.
-
    I'll keep everything you told me.
    My memory will be here.
    It's good to hear from you.
    You haven't told me, and I can't look anything up.
    A language model, connected under Models, could try.
    Could you put it in a simple sentence\?
    Tell me something about yourself, (or ask|and I'll) .+
    Remembering is what I'm good at.
    How are you\?
    And you\?
    Say “Call yourself .+
    “Save this: .+
{c}.
    (?=you |your )<c>.
    (?=\w+ is your )<c>.
""",
    NAME="<n:, [^.!?,]+>?",
)
_CLAUSES = Phrasebook(
    r"""
du heißt {x}
    your name is <x>
du bist {x} Jahre alt
    you are <x:\d+> years old
du wohnst in {x}
    you live in <x>
du kommst aus {x}
    you come from <x>
du arbeitest als {x}
    you work as <x>
du arbeitest bei {x}
    you work at <x>
du magst {x} nicht
    you dislike <x>
du magst {x}
    you like <x>
du sprichst {x}
    you speak <x>
du hast am {x} Geburtstag
    your birthday is <x>
{w}: {x}
    you have an? <w> named <x>
{w}: ja
    you have an? <w>
{w}: {x}
    your <w> (is|are) <x>
{x}: {w}
    <x> is your <w>
"""
)


def in_german(text: str) -> str:
    """What we say, sentence by sentence; what is not in the book stays English."""
    for one, other in _ASKED.items():
        text = text.replace(one, other)
    return "\n".join(map(_line, text.replace("” or “", "” oder “").split("\n")))


def asked_in_english(said: str) -> str:
    """What we said, with our questions as the rules know them."""
    for one, other in _ASKED.items():
        said = said.replace(other, one)
    return said


def _line(line: str) -> str:
    if line.startswith("- "):
        clauses = _clauses(
            line[2:].replace("you said", "du hast gesagt").replace("in my archive", "im Archiv")
        )
        return f"- {clauses[:1].upper()}{clauses[1:]}"
    return " ".join(filter(None, map(_sentence, re.split(r"(?<=[.!?])\s+", line))))


def _sentence(sentence: str) -> str:
    if not (found := _SENTENCES.find(sentence)):
        return sentence
    text = _filled(*found)
    return text[:1].upper() + text[1:]


def _clauses(text: str) -> str:
    """`that you like tea and that you live in Rome` → `du magst tea und du wohnst in Rome`."""
    parts = [part.removeprefix("that ") for part in re.split(r"(?:,| and) (?=that |you |your )", text)]
    *rest, last = [_filled(*found) if (found := _CLAUSES.find(part)) else part for part in parts]
    return f"{', '.join(rest)} und {last}" if rest else last


def _filled(form: str, groups: re.Match[str]) -> str:
    """A form with its parts: `{c}` is a list of clauses, `{w}` a noun; what was not said is left out."""
    parts = {name: _PART.get(name, str)(value) for name, value in groups.groupdict().items() if value}
    text = re.sub(r"\{(\w)\}", lambda part: parts.get(part[1], ""), form)
    return text.removeprefix("-").replace("  ", " ")


def _noun(word: str) -> str:
    noun = next((german for german, english in NOUNS.items() if english == word.lower()), word)
    return f"{'deine' if _SHE.fullmatch(noun) else 'dein'} {noun.capitalize()}"


_PART = {"c": _clauses, "w": _noun}
