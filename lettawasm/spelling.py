"""How near two words are: what a person may have meant who wrote one that stands nowhere. Pure."""

import re

SHORTEST, LONGEST = 5, 40  # words that are worth a guess
_ENDING = re.compile(r"(ies|ing|ed|es|s|e|y)$")


def most_edits(word: str) -> int:
    """How many letters may be wrong in a word of this length."""
    if not SHORTEST <= len(word) <= LONGEST or word.isdigit():
        return 0
    return 1 if len(word) < 8 else 2


def likely(word: str, stems: list[str]) -> list[str]:
    """Of the stems that begin with the word's first letter, those nearest to it; none if all are too far."""
    most, forms = most_edits(word), {word, _ENDING.sub("", word)}
    letters = _letters(word)
    best: list[str] = []
    for stem in stems:
        if (letters ^ _letters(stem)).bit_count() > 2 * most + 1:
            continue
        far = min(edits(form, stem, most) for form in forms)
        if far < most:
            most, best = far, []
        if far <= most:
            best.append(stem)
    return best


def edits(one: str, other: str, most: int) -> int:
    """How many letters to change, add, drop or swap with their neighbours; anything over `most` is `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, last = row, before
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = above
    return min(row[-1], most + 1)


def _letters(word: str) -> int:
    """The set of a word's letters, as bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits
