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
    """Of these stems the nearest to a word; none if all are too far."""
    most, forms = most_edits(word), [(form, _letters(form)) for form in _forms(word)]
    best: list[str] = []
    for stem in stems:
        letters = _letters(stem)
        near = [form for form, others in forms if (letters ^ others).bit_count() <= 2 * most]
        far = min((edits(form, stem, most) for form in near), default=most + 1)
        if far < most:
            most, best = far, []
        if far <= most:
            best.append(stem)
    return best


def _forms(word: str) -> set[str]:
    """How the stem of a word may be written."""
    forms = {word, _ENDING.sub("", word)}
    return forms | {form[:-1] + "i" for form in forms if form.endswith("y")}


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
