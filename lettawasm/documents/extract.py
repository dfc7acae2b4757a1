"""From a document's bytes to its text, with `\\n` at the end of lines."""

from ..errors import TooLarge, Unsupported
from . import html, pdf
from .kinds import HTML, PDF

MOST_CHARACTERS = 10_000_000
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def text_of(name: str, kind: str, data: bytes) -> str:
    """The text of a document of this `kind`. Raises Unsupported for what has none, TooLarge for too much of it."""
    if kind == PDF:
        text = pdf.text_of(data)
    elif kind == HTML:
        text = html.text_of(_decoded(name, data))
    else:
        text = _decoded(name, data)
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(f"The text of {name} is over the limit of {MOST_CHARACTERS:,} characters")
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()


def _decoded(name: str, data: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or in the encoding that older western programs wrote."""
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise Unsupported(f"{name} holds no text but other data")
    return text
