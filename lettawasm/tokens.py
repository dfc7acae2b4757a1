"""How many tokens a text costs, estimated without a vocabulary file.

The text is cut into pieces much as GPT-style tokenizers cut it; each kind of piece has a price. Prices
were fitted to o200k_base on prose, code, JSON and a dozen languages (mean error about 6 %), so budgets
keep a reserve. See `FULL` in `context`.
"""

import re

IMAGE_TOKENS = 1_000  # what providers charge for a middle-sized picture, roughly
MESSAGE_TOKENS = 4  # the frame around each message

_PIECES = re.compile(
    r"[^\r\n\w]?[^\W\d_]+(?:'(?:s|t|re|ve|m|ll|d)\b)?|\d{1,3}| ?[^\s\w]+[\r\n/]*|_+|\s*[\r\n]+|\s+(?!\S)|\s+",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z]+")

# Tokens per piece, or per character where the name says so.
_WORD, _LONG_WORD_CHAR, _LATIN_CHAR, _TWO_BYTE_CHAR = 0.883, 0.327, 0.376, 0.299
_CJK_CHAR, _KANA_CHAR, _HANGUL_CHAR, _INDIC_CHAR = 0.612, 0.710, 0.675, 0.322
_DIGITS, _PUNCTUATION, _SPACE, _SYMBOL_BYTE = 1.316, 0.772, 1.096, 0.327


def estimate_tokens(text: str) -> int:
    """Tokens of `text`: 0 for nothing, else at least 1."""
    return max(1, round(sum(map(_price, _PIECES.findall(text))))) if text else 0


def first_tokens(text: str, most: int) -> str:
    """The beginning of `text` that costs at most `most` tokens, or nearly all that could."""
    while text and (cost := estimate_tokens(text)) > most:
        text = text[: len(text) * max(0, most) // cost]
    return text


def _price(piece: str) -> float:
    core = piece.lstrip(" ")
    if not core.strip():
        return _SPACE
    first = core[0] if core[0].isalnum() or len(core) == 1 else core[1]
    if first.isdigit():
        return _DIGITS
    if first.isalpha():
        return _price_of_ascii(core) if core.isascii() else _price_of_script(core)
    ascii_count = sum(char < "\x80" for char in core)
    price = _PUNCTUATION * (1 + max(0, ascii_count - 3) * 0.25) if ascii_count else 0.0
    return price + _SYMBOL_BYTE * sum(len(char.encode()) for char in core if char >= "\x80")


def _price_of_ascii(core: str) -> float:
    return sum(_WORD + _LONG_WORD_CHAR * max(0, len(word) - 7) for word in _WORDS.findall(core))


def _price_of_script(core: str) -> float:
    top = ord(max(core))
    if top < 0x250 or 0x1100 <= top < 0x2000:
        return _WORD + _LATIN_CHAR * max(0, len(core) - 3)
    if top < 0x800:
        return _TWO_BYTE_CHAR * len(core)
    if 0x900 <= top < 0x1100:
        return _INDIC_CHAR * len(core)
    if 0xAC00 <= top < 0xD7B0:
        return _HANGUL_CHAR * len(core)
    kana = sum(0x3040 <= ord(char) < 0x3100 for char in core)
    return _KANA_CHAR * kana + _CJK_CHAR * (len(core) - kana)
