"""Models that can't see: how their servers say so, and what such a model is shown in place of a picture."""

import re
from dataclasses import replace

from ..model import ChatMessage, Image, ModelRequest, Text

UNSEEN = "[A picture was shown here, which you can't see, since you only read text. Say so where it matters.]"

_BLIND = re.compile(
    r"image|picture|vision|multi-?modal|mmproj|modalit|content must be a string|expected a string",
    re.IGNORECASE,
)
_SEES = re.compile(  # and has a complaint about this very picture
    r"too (?:large|big|small|many)|exceed|at most [1-9]|decod|download|corrupt|base64|media.?type|dimension|resolution",
    re.IGNORECASE,
)


def has_pictures(request: ModelRequest) -> bool:
    return any(isinstance(part, Image) for message in request.messages for part in message.content)


def is_blind(said: str) -> bool:
    """Whether a server that was shown a picture says that its model takes none."""
    return bool(_BLIND.search(said)) and not _SEES.search(said)


def blinded(request: ModelRequest) -> ModelRequest:
    """The same request in words alone."""
    return replace(request, messages=tuple(map(_in_words, request.messages)))


def _in_words(message: ChatMessage) -> ChatMessage:
    if not any(isinstance(part, Image) for part in message.content):
        return message
    parts = (Text(UNSEEN) if isinstance(part, Image) else part for part in message.content)
    return replace(message, content=tuple(parts))
