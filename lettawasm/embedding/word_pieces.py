"""Text as the pieces of words that BERT's models know: in lower case, without accents, the longest piece first.

Follows the tokenizer of github.com/google-research/bert, in its uncased form, but that every symbol stands alone.
"""

import re
import unicodedata
from collections.abc import Container

CONTINUED = "##"  # begins a piece that continues a word
LONGEST_WORD = 100  # in characters; longer ones are unknown

_UNSEEN = ("Mn", "Cf")  # accents, and what only tells how to set a text
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ceaf\U0002f800-\U0002fa1f"
_WORD = re.compile(f"[{_HAN}]|[^\\W_{_HAN}]+|[^\\w\\s]|_")


def words_of(text: str) -> list[str]:
    """Its words and marks, in order. Chinese characters are words of their own."""
    text = text.lower()
    if not text.isascii():
        letters = unicodedata.normalize("NFD", text)
        text = "".join(c for c in letters if unicodedata.category(c) not in _UNSEEN)
    return _WORD.findall(text)


def pieces_of(word: str, known: Container[str]) -> list[str]:
    """The known pieces that make up a word, each the longest from where it starts; none if that comes to no end."""
    if word in known:
        return [word]
    if len(word) > LONGEST_WORD:
        return []
    pieces, start, prefix = [], 0, ""
    while start < len(word):
        for end in range(len(word), start, -1):
            if (piece := prefix + word[start:end]) in known:
                break
        else:
            return []
        pieces.append(piece)
        start, prefix = end, CONTINUED
    return pieces
