# ruff: noqa: E501
"""The words: small talk, follow-up questions and set phrases. Which of several is used depends on the scene alone."""

import re
from collections.abc import Sequence
from functools import cache

from .lines import key_of, spoken
from .scene import Scene

_GREETING = (
    r"(?:hi+|hello|hey+|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)"
    r"|moin|servus)(?: there| again| you| everyone| {me})?"
)
_WELCOME = (
    "Hello! I'm a small companion that runs right here, without a language model. "
    "What you tell me about yourself, I write into my memory."
)

# (pattern over the whole speech, replies, whether a question of ours may follow)
_SMALL_TALK: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    (
        _GREETING,
        ("Hello{name}! It's good to hear from you.", "Hi{name}! How are you today?", "Hello again{name}."),
        True,
    ),
    (
        r"(?:how are you|how(?:'s| is) it going|how do you do|how are things|what's up|sup|wie geht's|wie geht es dir)(?: today| doing)*",
        (
            "Steady as ever, thank you: I'm a small program, so I have no bad days. And you?",
            "All my memory blocks are in order, which is as well as I can be. How are you?",
        ),
        False,
    ),
    (
        (
            r".*\b(?:are you|you're|you are) (?:an? |really |just |even )*(?:ai|a\.i\.|robot|bot|human|person|real|machine|llm|language model|computer|gpt|chatgpt|alive|conscious|sentient|program|offline).*"
            r"|(?:what|who) (?:exactly )?are you(?: really)?|who (?:made|built|created|wrote) you|how do you work|what model (?:is this|are you).*|tell me about yourself"
        ),
        (
            (
                "I'm the small built-in companion of lettawasm: a set of rules, not a language model, so I understand only "
                "simple sentences. My memory is real, though: what you tell me is stored in this agent and stays. "
                "To talk with a real model, connect one in Settings; it will have the same memory."
            ),
        ),
        False,
    ),
    (
        r"(?:help|what can you do|what can i (?:say|ask|do)|how (?:does this|do you|can i) (?:work|use you|use this).*|what (?:should|can) i (?:say|ask|tell you).*)",
        (
            (
                "Tell me about yourself and I'll write it into my memory: “My name is …”, “I like …”, “I live in …”. "
                "Ask “What do you know about me?”, correct me, or say “Forget that …”. “Save this: …” puts longer notes into my "
                "archive, “What did I say about …?” searches. For real conversation, connect a language model in Settings."
            ),
        ),
        False,
    ),
    (
        r"(?:how (?:do|can) i )?(?:connect|add|use|set ?up|choose|switch to)(?: to)? (?:an? |the )?(?:real |other |another |language |different )*(?:model|llm|openai|ollama|gpt|provider|api key).*",
        (
            (
                "Open Settings, enter the base URL of an OpenAI-compatible server (for example Ollama on your own machine, or a "
                "cloud service), a key if it needs one, and a model. Then choose that model for this agent; its memory stays."
            ),
        ),
        False,
    ),
    (
        r"(?:thanks?|thank you|thx|ty|cheers|danke|great,? thanks?|many thanks)(?: you)?(?: so much| very much| a lot| again)*",
        ("You're welcome{name}.", "Gladly{name}.", "Any time."),
        True,
    ),
    (
        r"(?:bye|goodbye|bye bye|see (?:you|ya)(?: later| soon| tomorrow)?|good night|ciao|tschüss|later|i have to go|i(?:'ve| have) got to go|take care)(?: now| then| {me})*",
        (
            "Goodbye{name}. I'll keep everything you told me.",
            "See you{name}. My memory will be here.",
            "Take care{name}.",
        ),
        False,
    ),
    (
        (
            r".*\bi(?:'m| am|'m feeling| am feeling| feel)(?: (?:so|very|really|a bit|a little|quite|just|not|feeling))* "
            r"(?:sad|down|lonely|tired|exhausted|stressed|anxious|angry|upset|depressed|sick|ill|bored|nervous|afraid|worried|overwhelmed|unhappy|bad|terrible|awful).*"
        ),
        (
            "I'm sorry to hear that{name}. I'm only a small program, but I'm listening.",
            "That sounds hard{name}. Would you like to tell me what happened?",
            "I'm sorry{name}. If it helps, tell me more; and do tell someone who can hug you, too.",
        ),
        False,
    ),
    (
        (
            r".*\bi(?:'m| am|'m feeling| am feeling| feel| had)(?: (?:so|very|really|a|quite|just|feeling|doing|pretty))* "
            r"(?:happy|great|good|fine|well|excited|glad|wonderful|fantastic|amazing|relaxed|ok|okay|proud|lovely day|good day).*"
        ),
        ("I'm glad to hear that{name}.", "That's good{name}. What made it so?", "Lovely{name}."),
        True,
    ),
    (
        r"(?:you(?:'re| are) (?:so |very |really )?(?:great|nice|good|smart|clever|awesome|amazing|helpful|funny|cute|sweet|the best)|i (?:like|love) (?:you|this|it)|well done|good (?:job|bot)|nice|cool|great|awesome|wow|perfect)",
        ("Thank you{name}. I do my small best.", "That's kind of you{name}.", "I'm glad you think so."),
        True,
    ),
    (
        r".*\b(?:you(?:'re| are) (?:so |very |really )?(?:stupid|dumb|useless|bad|boring|annoying|wrong)|i hate you|this is (?:bad|stupid|useless)|that's (?:bad|stupid|useless)).*",
        (
            "Fair enough: I'm a few rules and a memory. A language model, connected in Settings, will do better.",
            "I see why you'd say so. What I can do is remember; for cleverness, connect a model in Settings.",
        ),
        False,
    ),
    (
        r"(?:yes|yeah|yep|sure|of course|right|exactly|ok|okay|fine|alright|i see|good|ja)",
        ("Good.", "All right{name}.", "Fine."),
        True,
    ),
    (
        r"(?:no|nope|nah|not really|nothing|never mind|nein)",
        ("All right.", "No problem{name}.", "As you like."),
        True,
    ),
    (
        r"(?:lol|haha+|hehe+|:\)|:-\)|😀|😂)",
        ("I don't get jokes, but I'm glad you do.", "Ha. Or so I'm told."),
        True,
    ),
    (
        r"(?:tell me a |do you know a )?(?:joke|funny story)(?: please)?",
        ("My only joke: a rule walks into a bar, and the bar is always the same one.",),
        True,
    ),
    (
        r".*\b(?:what(?:'s| is) the (?:time|date)|what time is it|what day is (?:it|today)|what(?:'s| is) today(?:'s date)?|which (?:day|year) is it|what year is it).*",
        ("I have no clock, so I'd only be guessing. Your device knows it better.",),
        False,
    ),
    (
        r".*\b(?:weather|news|stock|price of|bitcoin|score of|forecast)\b.*\?",
        ("I can't look anything up: I work offline and know only what you've told me.",),
        False,
    ),
)

# What we ask when the conversation flags, by the key of the line that answers it.
FOLLOW_UPS = (
    ("name", "What's your name?"),
    ("home", "Where do you live?"),
    ("taste", "What do you like to do in your free time?"),
    ("job", "What do you do for a living?"),
    ("pet", "Do you have any pets?"),
    ("favourite food", "What's your favourite food?"),
    ("learns", "Are you learning anything new at the moment?"),
    ("origin", "Where are you from originally?"),
    ("birthday", "When is your birthday?"),
    ("plan", "Do you have any plans you're looking forward to?"),
)
_OPENERS = (
    "What's on your mind?",
    "What else should I remember?",
    "How was your day?",
    "Is there something you'd like me to keep for you?",
)
_UNKNOWN = (
    "I'm not sure I follow: I'm a small program without a language model. I'm good at remembering, though.",
    "That's beyond my few rules. Tell me facts about yourself, or ask what I know about you.",
    "I didn't quite understand that. I can remember things, look them up, and answer from memory.",
    "I can't say anything clever about that without a language model, which you can connect in Settings.",
)
_UNKNOWN_QUESTION = (
    "I don't know: I'm a small program without a language model and know only what you've told me.",
    "That I can't answer; I'd have to make it up. A language model, connected in Settings, could try.",
    "I have no knowledge of the world, only my memory of you. Ask me what I know about you, for example.",
)
GERMAN = (
    "Ich bin ein kleines Programm und verstehe Englisch am besten. Deinen Namen, Wohnort und was du magst, "
    "kannst du mir auch auf Deutsch sagen: „Ich heiße …“, „Ich wohne in …“, „Ich mag …“."
)
PICTURE = "I can't see pictures: I'm a small program without a language model. You can connect one that sees in Settings."
_GERMAN_WORDS = re.compile(
    r"\b(?:ich|du|ist|nicht|und|der|die|das|ein|eine|was|wie|wer|kannst|bist|mir|mich|bitte|warum|wo|heute|habe|sprichst|deutsch)\b",
    re.IGNORECASE,
)


@cache
def _compiled(pattern: str, name: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{me}", re.escape(name) if name else "robot"), re.IGNORECASE)


def small_talk(speech: str, scene: Scene) -> str | None:
    """A reply to what is no statement and no question about memory; None where no phrase fits."""
    said = speech.strip().replace("’", "'")
    bare = said.rstrip("!?.,:; ")
    for pattern, replies, may_ask in _SMALL_TALK if len(said) <= 300 else ():
        compiled = _compiled(pattern, own_name(scene).lower())
        if compiled.fullmatch(bare) or compiled.fullmatch(said):
            is_first = pattern == _GREETING and not scene.said and not person(scene)
            reply = _WELCOME if is_first else vary(replies, scene)
            return with_question(reply, scene) if may_ask and not reply.endswith("?") else reply
    return None


def puzzled(speech: str, scene: Scene) -> str:
    """What to say when no rule fits."""
    if len(_GERMAN_WORDS.findall(speech)) >= 2:
        return GERMAN
    if speech.rstrip().endswith("?"):
        return vary(_UNKNOWN_QUESTION, scene)
    return with_question(vary(_UNKNOWN, scene), scene)


def vary(choices: Sequence[str], scene: Scene) -> str:
    """One of the choices, not the one that was said just before, with the person's name filled in."""
    name = person(scene)
    filled = [choice.replace("{name}", f", {name}" if name else "") for choice in choices]
    start = scene.turns % len(filled)
    turned = [*filled[start:], *filled[:start]]
    last = scene.said[-1] if scene.said else ""
    return next((choice for choice in turned if not last.startswith(choice)), turned[0])


def with_question(text: str, scene: Scene, lines: Sequence[str] | None = None) -> str:
    """The text and a question that is new, as long as there is one and the persona isn't to be brief."""
    if re.search(r"\b(?:brief|short|concise|quiet|no questions)\b", style(scene)):
        return text
    asked = "\n".join(scene.said)
    keys = {key_of(line) for line in (scene.lines("human") if lines is None else lines)}
    for topic, question in FOLLOW_UPS:
        is_known = any(
            key == topic or key.startswith(f"{topic}:") or key == topic.replace(" ", ":") for key in keys
        )
        if not is_known and question not in asked:
            return f"{text} {question}"
    return f"{text} {vary([opener for opener in _OPENERS if not asked.endswith(opener)], scene)}"


def asked_about(scene: Scene) -> str:
    """The topic of the question that our last words ended with, or nothing."""
    last = scene.said[-1] if scene.said else ""
    return next((topic for topic, question in FOLLOW_UPS if last.endswith(question)), "")


def person(scene: Scene) -> str:
    """How the person is called."""
    return _name(scene.lines("human"))


def own_name(scene: Scene) -> str:
    return _name(scene.lines("persona"))


def _name(lines: Sequence[str]) -> str:
    line = next((line for line in lines if key_of(line) == "name"), "")
    name = re.sub(r".*?(?:: | is )", "", line, count=1).strip(" .")
    return name.split(",")[0] if len(name) <= 60 else ""


def style(scene: Scene) -> str:
    return next((line.lower() for line in scene.lines("persona") if key_of(line) == "style"), "")


def listed(clauses: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *rest, last = clauses or [""]
    return f"{', '.join(rest)} and {last}" if rest else last


def that(lines: Sequence[str]) -> str:
    """Lines as the object of a sentence: `that you like tea and that you live in Lisbon`."""
    return listed([f"that {spoken(line)}" for line in lines])


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
