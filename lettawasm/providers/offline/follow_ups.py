"""What we ask and offer of our own accord, and how an offer is taken."""

import re

# Interest in what people say in passing. All but chat ends in the offer to remember it.
OFFER = "Shall I remember that?"
YES = re.compile(
    r"(?:yes|yeah|yep|yup|sure|ok|okay|please|of course|go ahead|do|definitely|absolutely|ja|gerne|klar)\b"
    r"(?!.*\b(?:not|don't|no)\b).{0,30}",
    re.IGNORECASE,
)
REMEMBER_IT = re.compile(
    r"(?:please |yes,? |can you |could you )*(?:remember|note|save|keep|store|write down|write)"
    r" (?:that|this|it)(?: down| please| for me| in mind)*\??",
    re.IGNORECASE,
)
INVITING = {
    "welcome",
    "greeting",
    "thanks",
    "well",
    "praise",
    "yes",
    "no",
    "laugh",
    "joke",
    "nonsense",
    "chat news",
}

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
OPENERS = (
    "What's on your mind?",
    "What else should I remember?",
    "How was your day?",
    "Is there something you'd like me to keep for you?",
)
