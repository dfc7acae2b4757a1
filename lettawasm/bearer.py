"""Tokens as a request bears them, `{kind}_{space}_{id}_{secret}`, and how they are read.

Three kinds: `lw` is a person's or a program's, `lwt` a widget's, which stands in a page for everybody to see, and
`lws` that of one visitor of such a page. The space's name stands in a token so that a gateway knows where to ask,
and the id so that a look-up needs no secret. Only the SHA-256 of the whole text is kept, so a token can't be told
again, nor altered in any part.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Literal

Kind = Literal["lw", "lwt", "lws"]

SPACE_PATTERN = "[a-z0-9][a-z0-9-]{0,38}"
NOBODY = "0" * 64  # no text is known that hashes to this
_TEXT = re.compile(
    rf"(?P<kind>lw|lwt|lws)_(?P<space>{SPACE_PATTERN})_(?P<id>[0-9a-f]{{32}})_(?P<secret>[0-9a-f]{{64}})"
)


def new_secret() -> str:
    """256 bits that nobody can guess."""
    import secrets  # an import must not touch randomness

    return secrets.token_hex(32)


def text_of(space: str, token_id: str, secret: str, kind: Kind = "lw") -> str:
    return f"{kind}_{space}_{token_id}_{secret}"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def bearer(authorization: Iterable[str]) -> str:
    """What the `authorization` headers of a request bear; empty unless it is exactly one token."""
    match ",".join(authorization).split():
        case [scheme, text] if scheme.lower() == "bearer":
            return text
        case _:
            return ""


def kind_of(text: str) -> str:
    """What kind of token it claims to be; empty for what is no token."""
    return found["kind"] if (found := _TEXT.fullmatch(text)) else ""


def id_of(text: str, kind: Kind = "lw") -> str | None:
    found = _TEXT.fullmatch(text)
    return found["id"] if found and found["kind"] == kind else None


def space_of(text: str) -> str | None:
    """The space that a token claims to be of. None for what is no token."""
    return found["space"] if (found := _TEXT.fullmatch(text)) else None
