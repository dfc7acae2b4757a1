"""What a terminal shows and doesn't obey: texts come from strangers."""

import unicodedata

_HARMLESS = "\n\t\u200c\u200d"  # the joiners belong to Persian words and to families of emoji
_WIDE = ("W", "F")


def plain(text: str) -> str:
    """The text, with what moves a cursor, changes a colour or turns a line around written as an escape."""
    return "".join(
        letter if letter.isprintable() or letter in _HARMLESS else _escape(letter) for letter in text
    )


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode()


def one_line(text: str) -> str:
    """The text as it fits into a row of a table."""
    return " ".join(plain(text).split())


def width(text: str) -> int:
    """Columns it takes on a screen."""
    return sum(_columns(letter) for letter in text)


def cut(text: str, most: int) -> str:
    """As much of it as fits into `most` columns, with an ellipsis where something is missing."""
    if width(text) <= most:
        return text
    kept, room = "", most - 1
    for letter in text:
        room -= _columns(letter)
        if room < 0:
            break
        kept += letter
    return kept + "…"


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
