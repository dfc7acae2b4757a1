"""Vectors of texts from the table that ships with lettawasm."""

import hashlib
import math
import struct

import pytest

import build
from lettawasm.embedding import StaticEmbedder, static
from lettawasm.embedding.table import HEAD, LONGEST, Table
from lettawasm.embedding.word_pieces import pieces_of, words_of
from lettawasm.errors import Misconfigured
from lettawasm.ports import TransportError
from lettawasm.vectors.int8 import cosine, numbers_in, row_of


@pytest.fixture
def unread(monkeypatch):
    """As in a process that has not searched yet."""
    monkeypatch.setattr(StaticEmbedder, "_table", None)


def known_pieces(data):
    count, dim = HEAD.unpack_from(data)
    return data[HEAD.size + count * (dim // 2 + 2) :].decode().split("\n")


def likeness(one, other):
    near, far = StaticEmbedder().embed_now([one, other])
    return sum(a * b for a, b in zip(near, far, strict=True))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't PANIC.", ["don", "'", "t", "panic", "."]),
        ("Crème Brûlée für Ærø", ["creme", "brulee", "fur", "ærø"]),
        ("snake_case x=1", ["snake", "_", "case", "x", "=", "1"]),
        ("我住在 Hangzhou", ["我", "住", "在", "hangzhou"]),
        ("soft\u00adly zero\u200bwidth", ["softly", "zerowidth"]),
        (" \t\n", []),
    ],
)
def test_a_text_becomes_words_without_case_and_accents(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("unaffable", ["una", "##ffa", "##ble"]),
        ("cello", ["cello"]),
        ("marquetry", ["mar", "##quet", "##ry"]),
        ("😀", []),
        ("a" * 101, []),
    ],
)
def test_a_word_becomes_the_longest_pieces_that_berts_models_know(word, pieces):
    assert pieces_of(word, known_pieces(build.TABLE.read_bytes())) == pieces


def test_what_means_the_same_points_the_same_way():
    dog = "The dog is afraid of fireworks."
    assert (
        likeness(dog, "Which noises frighten their puppy?")
        > likeness(dog, "When does the mortgage end?") + 0.2
    )


def test_a_vector_has_its_number_of_numbers_and_a_length_of_one():
    [vector] = StaticEmbedder().embed_now(["Ada drinks tea, ein Käse, 茶"])
    assert len(vector) == StaticEmbedder.dim
    assert math.hypot(*vector) == pytest.approx(1)


def test_a_text_without_a_known_word_points_nowhere():
    assert StaticEmbedder().embed_now(["", "😀 \x00"]) == [[0.0] * StaticEmbedder.dim] * 2


def test_order_and_repetition_change_nothing():
    once, twice = StaticEmbedder().embed_now(["green tea", "tea green tea green"])
    assert once == twice


def test_a_vector_is_the_weighted_sum_of_the_pieces_rows():
    """Read number by number, as the table's description says."""
    data = build.TABLE.read_bytes()
    count, dim = HEAD.unpack_from(data)
    weights = struct.unpack_from(f"<{count}H", data, HEAD.size + count * dim // 2)
    pieces = known_pieces(data)
    assert len(pieces) == len(set(pieces)) == count
    summed = [0] * dim
    for piece in ("mar", "##quet", "##ry", "tea"):
        place = pieces.index(piece)
        row = data[HEAD.size + place * dim // 2 :][: dim // 2]
        for number, half in enumerate(half for byte in row for half in (byte >> 4, byte & 15)):
            summed[number] += weights[place] * (half - 8)
    assert Table(data).vector("Tea, marquetry") != Table(data).vector(
        "tea marquetry"
    )  # a comma weighs something
    assert Table(data).vector("Tea marquetry") == pytest.approx(
        [each / math.hypot(*summed) for each in summed]
    )


def test_a_very_long_text_counts_with_its_beginning():
    text = " ".join(f"{number:x}" for number in range(LONGEST))
    whole, beginning, less = StaticEmbedder().embed_now([text, text[:LONGEST], text[: LONGEST // 2]])
    assert whole == beginning != less
    assert math.hypot(*whole) == pytest.approx(1)


def test_a_byte_for_each_number_is_enough():
    vectors = StaticEmbedder().embed_now(["Felix plays goalkeeper.", "Which of the boys is into soccer?"])
    exact = sum(a * b for a, b in zip(*vectors, strict=True))
    assert cosine(*(numbers_in(row_of(vector)) for vector in vectors)) == pytest.approx(exact, abs=0.01)


async def test_where_the_table_is_apart_it_is_brought_once_and_by_then_nothing_waits(unread):
    brought = []

    async def bring():
        brought.append(static.FILE)
        return build.TABLE.read_bytes()

    embedder = StaticEmbedder(bring)
    assert embedder.embed_now(["tea"]) is None
    vectors = await embedder.embed(["tea"])
    assert await embedder.embed(["tea"]) == embedder.embed_now(["tea"]) == vectors
    assert brought == [static.FILE]


async def test_a_table_that_cannot_be_brought_is_asked_for_again(unread):
    answers = [TransportError("unreachable", "HTTP 404"), b"<!doctype html>", build.TABLE.read_bytes()]

    async def bring():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    embedder = StaticEmbedder(bring)
    with pytest.raises(Misconfigured, match="could not be fetched: HTTP 404"):
        await embedder.embed(["tea"])
    with pytest.raises(Misconfigured, match="another file"):
        await embedder.embed(["tea"])
    assert len(await embedder.embed(["tea"])) == 1


def test_the_table_is_the_one_that_its_generator_makes():
    data = build.TABLE.read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (static.SIZE, build.TABLE_SHA256)
