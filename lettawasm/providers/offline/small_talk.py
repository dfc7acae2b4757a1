"""The phrases of small talk and what is said to them. Which of several is up to `talk`."""

from collections.abc import Mapping, Sequence

from .phrasebook import Phrasebook

KINDS = Phrasebook(
    r"""
greeting
    (hi+|hello|hey+|hiya|howdy|yo|greetings|good (morning|afternoon|evening|day))( there| again| you| everyone)?
    (hallo|guten (tag|morgen|abend)|moin|servus)
how are you
    (how are (you|things)|how's it going|how do you do|what's up|sup)( today| doing)*
    wie geht's( dir| ihnen)?
what are you
    .*\b(are you|you're) (an? |really |just |even )*NATURE\b.*
    (what|who) (exactly )?are you( really)?
    who (made|built|created|wrote) you
    how do you work
    what model (is this|are you).*
    tell me about yourself
name
    .*\bwhat's your name.*
    .*\bdo you have a name.*
    .*\bwho am i (talking|speaking) (to|with).*
help
    (can you |please )*help( me)?( remember.*| with .*)?
    can you (remember|store|keep|learn)\b.*
    what can you do( for me)?
    (what|how) (can|should|do) i (say|ask|do|tell|use|start).*
    how (does this|can i) (work|use).*
connect
    (how (do|can) i )?(connect|add|use|set ?up|choose|switch to)( to)? ((an|a|the|real|other|another|language) )*MODEL.*
echo
    what did (i|we) (just |last )?(say|tell you|write|talk about)( just now| before| last)?
    what was (that|the last thing i said)
cannot
    (can|could|will|would) you (please )?(DOING)\b.*
    (please )?(DOING)\b .+
taste
    (do|would|can) you (like|love|enjoy|hate|prefer|eat|drink|want)\b.*
    what('s your favou?rite| do you (like|love|enjoy|think))\b.*
    (how old|where) are you( from| now)?
feelings
    (do|can|are) you (ever )?(have feelings?|feel|think|sleep|dream|get tired|happy|sad|lonely|tired|bored)\b.*
privacy
    .*\b(my data|private|privacy|who can (see|read) this|is this (safe|secret|stored|saved))\b.*
languages
    (can|do) you (also )?(speak|understand|know) (GERMAN)
    (what|which) languages? (do|can) you .*
thanks
    (many |great,? )?(thanks?|thank you|thx|ty|cheers|danke)( so much| very much| a lot| again)*
goodbye
    (bye|goodbye|bye bye|good night|ciao|tschüss|later|take care)( now| then)*
    (thanks?|thx|thank you|ok|okay),? (and )?(bye|goodbye|good night|see (you|ya))( now| then| soon)*
    see (you|ya)( later| soon| tomorrow)?
    (i have to|i've got to|i must) go.*
unwell
    .*\b(i'm|i feel|i'm feeling) (so |very |really |a bit |a little |quite |just |not feeling )*SAD\b.*
well
    .*\b(i'm|i feel|i'm feeling|i'm doing) (so |very |really |quite |just |pretty |feeling )*GLAD\b.*
    .*\bi had an? (lovely|good|great|nice) (day|time|evening|weekend).*
praise
    you're (so |very |really )?(great|nice|good|smart|clever|awesome|amazing|helpful|funny|cute|sweet|the best)
    i (like|love) (you|this|it)
    (well done|good (job|bot)|nice|cool|great|awesome|wow|perfect)
blame
    .*\byou're (so |very |really )?(stupid|dumb|useless|bad|boring|annoying|wrong).*
    .*\b(i hate you|(this|that)'s (bad|stupid|useless)).*
yes
    (yes|yeah|yep|sure|of course|right|exactly|ok|okay|fine|alright|i see|good|ja|please)( please| of course)?
no
    (no|nope|nah|not really|nothing|never mind|nein)
laugh
    lol|(ha)+h?|(he){2,}|:-?\)|😀|😂
joke
    (tell me a |do you know a |a )?(joke|funny story)( please)?
clock
    .*\bwhat's (the (time|date)|today('s date)?)\b.*
    .*\b(what|which) (time|day|year) (is it|is today)\b.*
news
    .*\b(weather|news|stocks?|price of|bitcoin|score of|forecast)\b.*\?
""",
    NATURE=(
        r"(ai|a\.i\.|robot|bot|human|person|real|machine|llm|language model|computer|gpt|chatgpt|alive|conscious"
        "|sentient|program|offline)"
    ),
    DOING=(
        "write|draw|paint|translate|explain|summari[sz]e|generate|sing|play|book|order|buy|send|open|set|wake|show me"
        "|teach|recommend|suggest|browse|google"
    ),
    GERMAN="german|english|french|spanish|italian|other languages|any other languages?",
    MODEL="(model|llm|openai|ollama|gpt|provider|api key)",
    SAD=(
        "(sad|down|lonely|tired|exhausted|stressed|anxious|angry|upset|depressed|sick|ill|bored|nervous|afraid"
        "|worried|overwhelmed|unhappy|bad|terrible|awful)"
    ),
    GLAD="(happy|great|good|fine|well|excited|glad|wonderful|fantastic|amazing|relaxed|ok|okay|proud)",
)
REPLIES: Mapping[str, Sequence[str]] = {
    "welcome": (
        (
            "Hello! I'm a small companion that runs right here, without a language model. "
            "What you tell me about yourself, I write into my memory."
        ),
    ),
    "greeting": (
        "Hello{name}! It's good to hear from you.",
        "Hi{name}! How are you today?",
        "Hello again{name}.",
    ),
    "how are you": (
        "Steady as ever, thank you: I'm a small program, so I have no bad days. And you?",
        "All my memory blocks are in order, which is as well as I can be. How are you?",
    ),
    "what are you": (
        (
            "I'm {own}the small built-in companion of lettawasm: a set of rules, not a language model, so I understand "
            "only simple sentences. My memory is real, though: what you tell me is stored in this agent and stays. "
            "To talk with a real model, connect one under Models; it will have the same memory."
        ),
    ),
    "help": (
        (
            "Tell me about yourself and I'll write it into my memory: “My name is …”, “I like …”, “I live in …”. "
            "Ask “What do you know about me?”, correct me, or say “Forget that …”. “Save this: …” puts longer notes "
            "into my archive, “What did I say about …?” searches. For real conversation, connect a language model "
            "under Models."
        ),
    ),
    "connect": (
        (
            "Open Settings and enter the base URL of an OpenAI-compatible server (for example Ollama on your own "
            "machine, or a cloud service), a key if it needs one, and a model. Then choose that model for this "
            "agent; its memory stays."
        ),
    ),
    "cannot": (
        "That I can't do: I have a few rules and a memory. A language model, connected under Models, could.",
        "I'm too small for that{name}. It takes a language model, which you can connect under Models.",
    ),
    "taste": (
        "I have no taste of my own{name}, only a memory for yours.",
        "I'm only a few rules, so that doesn't come up. What about you?",
    ),
    "feelings": (
        "I'm a program{name}: I have a memory, but no feelings that I know of.",
        "Nothing of the kind happens in me. But I do remember.",
    ),
    "privacy": (
        (
            "I send nothing anywhere: what you tell me is kept where this agent runs. “Forget everything” clears my "
            "memory of you; deleting the agent removes our conversation, too."
        ),
    ),
    "languages": ("I understand simple English, and a little German.",),
    "thanks": ("You're welcome{name}.", "Gladly{name}.", "Any time."),
    "goodbye": (
        "Goodbye{name}. I'll keep everything you told me.",
        "See you{name}. My memory will be here.",
        "Take care{name}.",
    ),
    "unwell": (
        "I'm sorry to hear that{name}. I'm only a small program, but I'm listening.",
        "That sounds hard{name}. Would you like to tell me what happened?",
        "I'm sorry{name}. If it helps, tell me more; and do tell someone who can hug you, too.",
    ),
    "well": ("I'm glad to hear that{name}.", "That's good{name}. What made it so?", "Lovely{name}."),
    "praise": ("Thank you{name}. I do my small best.", "That's kind of you{name}.", "I'm glad you think so."),
    "blame": (
        "Fair enough: I'm a few rules and a memory. A language model, connected under Models, will do better.",
        "I see why you'd say so. What I can do is remember; for cleverness, connect a model under Models.",
    ),
    "yes": ("Good.", "All right{name}.", "Fine."),
    "no": ("All right.", "No problem{name}.", "As you like."),
    "laugh": ("I don't get jokes, but I'm glad you do.", "Ha. Or so I'm told."),
    "joke": ("My only joke: a rule walks into a bar, and the bar is always the same one.",),
    "sad news": (
        "I'm sorry to hear that{name}.",
        "Oh no. That can't have been pleasant{name}.",
        "That's a pity{name}.",
    ),
    "glad news": (
        "That's good news{name}!",
        "How nice{name}!",
        "That sounds good{name}.",
    ),
    "plain news": (
        "I see.",
        "Thank you for telling me{name}.",
        "That's interesting{name}.",
    ),
    "chat news": (
        "I'll take your word for it{name}.",
        "I see{name}.",
        "You'd know better than I do{name}.",
    ),
    "clock": ("I have no clock, so I'd only be guessing. Your device knows it better.",),
    "news": ("I can't look anything up: I work offline and know only what you've told me.",),
    "nonsense": (
        "I'm not sure I follow{name}. Could you put it in a simple sentence?",
        "I didn't quite get that. Tell me something about yourself, or ask what I know about you.",
        "Sorry{name}, I don't understand that one.",
        "That's beyond my few rules. Remembering is what I'm good at.",
    ),
    "riddle": (
        "I don't know. You haven't told me, and I can't look anything up.",
        "I can't answer that one{name}. A language model, connected under Models, could try.",
        "I have no idea{name}: I only know what you've told me.",
    ),
    "picture": (
        (
            "I can't see pictures: I'm a small program without a language model. You can connect one that sees in "
            "Settings."
        ),
    ),
}
