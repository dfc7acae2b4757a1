"""Distils all-MiniLM-L6-v2 into the table that lettawasm ships: `python build.py table`.

Every piece of a word goes through the model by itself. What comes out is brought down to a few numbers (principal
components), weighted by how rare the piece is, and rounded to four bits. The idea is Model2Vec's, the weights are
those of Arora et al. 2017, "A simple but tough-to-beat baseline for sentence embeddings".

All is computed in 64 bits and rounded once, at the end. Machines that add in another order come to within 4e-15 of each
other, and no byte changes for less than 1e-10 (measured): all make the same file.
"""

import math
import sys
from pathlib import Path

import numpy as np
from minilm import Floats, MiniLm

from lettawasm.embedding.table import HEAD, ZERO

DIM = 128
DROPPED = 2  # first components: how frequent a piece is, and what all have in common
RARE = 1e-4  # a piece this frequent has half its weight
CLIPPED = 0.6  # of a row's largest number is what four bits can hold
LARGEST = 7
STOP_WORDS_COUNT = 1 / 4

# The vocabulary begins with names for nothing, then marks and letters; the rest comes by frequency, the words first.
UNUSED, BY_FREQUENCY = 999, 995

STOP_WORDS = frozenset(
    "a about all am an and any are as at be been but by can could did do does for from had has have he her him his"
    " how i if in is it its just me my no not of on or our she should so some than that the their them then there"
    " these they this to was we were what when where which who why will with would you your".split()
)


def table(model: MiniLm) -> bytes:
    pieces = model.vocabulary[UNUSED:]
    rows = components(model.means([[number] for number in range(len(model.vocabulary))]))[UNUSED:]
    scales = np.abs(rows).max(1) * CLIPPED / LARGEST
    numbers = np.clip(np.rint(rows / scales[:, None]), -LARGEST, LARGEST).astype(np.int64) + ZERO
    weights = scales * rarity(len(model.vocabulary))[UNUSED:]
    weights *= [STOP_WORDS_COUNT if piece in STOP_WORDS else 1.0 for piece in pieces]
    packed = (numbers[:, ::2] << 4 | numbers[:, 1::2]).astype(np.uint8)
    whole = np.maximum(1, np.rint(weights * (65535 / weights.max()))).astype("<u2")
    head = HEAD.pack(len(pieces), DIM)
    return b"".join([head, packed.tobytes(), whole.tobytes(), "\n".join(pieces).encode()])


def components(vectors: Floats) -> Floats:
    """In the directions in which they differ most, but for the first ones."""
    centred = vectors - vectors.mean(0)
    _, directions = np.linalg.eigh(np.cov(centred[UNUSED:].T))
    chosen = directions[:, ::-1][:, DROPPED : DROPPED + DIM]
    largest = chosen[np.abs(chosen).argmax(0), np.arange(DIM)]
    return centred @ (chosen * np.sign(largest))  # of the two signs of a direction, always the same


def rarity(count: int) -> Floats:
    """What each piece weighs, if the vocabulary's frequencies follow Zipf's law."""
    rank = np.maximum(1, np.arange(count) - BY_FREQUENCY)
    return RARE / (RARE + 1 / (rank * math.log(count)))


if __name__ == "__main__":
    model_folder, out = map(Path, sys.argv[1:])
    out.write_bytes(table(MiniLm(model_folder, np.float64)))
