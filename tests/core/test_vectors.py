"""Vectors in the store: whatever is written, changed, deleted or undone, a search finds what brute force finds."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.db import SqliteDriver
from lettawasm.migrations import migrate
from lettawasm.schemas.archives import ArchiveCreate
from lettawasm.store import Store, vector_pages, vectors
from lettawasm.store.table import Where
from lettawasm.testing import TickingClock
from lettawasm.vectors import SketchRows
from lettawasm.vectors.int8 import cosine, numbers_in, row_of

STATIC = "lettawasm/static-128"
DIM = 128
WORDS = ["tea", "rain", "boat", "lamp", "moss", "fern", "kite", "salt"]


def vector_of(text: str) -> Sequence[float]:
    """A direction of its own for each text."""
    source = random.Random(text)
    return [source.gauss(0, 1) for _ in range(DIM)]


def likeness(query: str, text: str) -> float:
    one, other = (numbers_in(row_of(vector_of(each))) for each in (query, text))
    return cosine(one, other)


class Space:
    """A store with one archive, and the words for what is done to it."""

    def __init__(self) -> None:
        driver = SqliteDriver()
        migrate(driver)
        self.store = Store(driver, TickingClock())
        self.vectors = self.store.vectors
        self.vectors.embed_now = lambda texts: [vector_of(text) for text in texts]
        self.archive = self.store.archives.create(ArchiveCreate(name="notes")).id

    def insert(self, text: str) -> str:
        return self.store.archival.insert(self.archive, text).id

    def embed(self, limit: int = 100, handle: str = STATIC) -> None:
        pending = self.vectors.pending("passage", handle, limit)
        self.vectors.put("passage", handle, pending, [vector_of(text) for _, text in pending])

    def found(self, query: str, limit: int = 5, where: Where | None = None) -> list[tuple[str, float]]:
        near = self.vectors.nearest("passage", vector_of(query), limit, where)
        texts = {row["seq"]: row["text"] for row in self.rows()}
        return [(texts[seq], round(like, 6)) for seq, like in near]

    def expected(self, query: str, limit: int = 5, part: str = "") -> list[tuple[str, float]]:
        all_ = [
            (-round(likeness(query, row["text"]), 6), row["seq"], row["text"])
            for row in self.rows()
            if part in row["text"]
        ]
        return [(text, -far) for far, _, text in sorted(all_)[:limit]]

    def changes(self) -> int:
        return int(self.store.driver.execute("SELECT total_changes() AS n")[0]["n"])

    def rows(self) -> list[Any]:
        return self.store.driver.execute("SELECT seq, id, text FROM passages")


@pytest.fixture
def space() -> Space:
    return Space()


class Undone(Exception):
    pass


STEPS = st.one_of(
    st.tuples(st.just("insert"), st.sampled_from(WORDS), st.integers(0, 99)),
    st.tuples(st.just("delete"), st.integers(0, 99)),
    st.tuples(st.just("change"), st.integers(0, 99), st.sampled_from(WORDS)),
    st.tuples(st.just("embed"), st.integers(1, 8)),
    st.tuples(st.just("tidy")),
    st.tuples(st.just("search"), st.sampled_from(WORDS)),
)


def perform(space: Space, step: tuple[Any, ...]) -> None:
    rows = space.rows()
    match step:
        case ("insert", word, number):
            space.insert(f"{word} {number}")
        case ("delete", number) if rows:
            space.store.archival.delete(space.archive, rows[number % len(rows)]["id"])
        case ("change", number, word) if rows:
            sql = "UPDATE passages SET text = ? WHERE seq = ?"
            space.store.driver.execute(sql, [f"{word} again", rows[number % len(rows)]["seq"]])
        case ("embed", limit):
            space.embed(limit)
        case ("tidy",):
            space.vectors.tidy("passage", STATIC)
        case ("search", word):
            assert space.found(word) == space.expected(word)


@given(st.lists(st.one_of(STEPS, st.lists(STEPS, max_size=4)), max_size=40))
@settings(max_examples=150, deadline=None)
def test_a_search_finds_what_brute_force_finds_whatever_came_before(steps):
    """A list within the list is a transaction that is undone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vector_pages, "MOST_SMALL", 2)
        patch.setattr(vector_pages, "MOST_STALE", 3)
        patch.setattr(vector_pages, "PAGE", 4)
        patch.setattr(vectors, "PROBE", 2)
        space = Space()
        for step in steps:
            if not isinstance(step, list):
                perform(space, step)
                continue

            def undone(step=step):
                for each in step:
                    perform(space, each)
                raise Undone

            with pytest.raises(Undone):
                space.store.driver.transact(undone)
        for word in WORDS:
            assert space.found(word) == space.expected(word)
            where = Where()
            where.add("instr(passages.text, ?) > 0", word)
            assert space.found("tea 1", where=where) == space.expected("tea 1", part=word)


def test_what_has_to_be_awaited_is_found_once_it_is_there(space):
    space.insert("tea")
    space.vectors.embed_now = lambda texts: None
    assert space.found("tea") == []
    space.embed()
    assert space.found("tea") == [("tea", 1.0)]


def test_an_archive_that_goes_takes_its_vectors_along(space):
    for number in range(300):
        space.insert(f"tea {number}")
    space.embed(limit=300)
    space.store.archives.delete(space.archive)
    assert space.found("tea 7") == []
    space.vectors.tidy("passage", STATIC)
    left = [
        space.store.driver.execute(f"SELECT * FROM {table}") for table in ("vector_pages", "stale_vectors")
    ]
    assert left == [[], []]


def test_writing_rows_writes_nothing_here_before_there_are_vectors(space):
    space.insert("tea")
    space.insert("rain")
    space.store.driver.execute("UPDATE passages SET text = 'salt' WHERE text = 'tea'")
    space.store.driver.execute("DELETE FROM passages WHERE text = 'rain'")
    for table in ("vector_sets", "vector_pages", "stale_vectors"):
        assert space.store.driver.execute(f"SELECT * FROM {table}") == []


def test_a_row_that_waits_already_writes_nothing_more(space):
    space.insert("tea")
    space.embed()
    written = []
    for text in ("rain", "salt", "moss"):
        before = space.changes()
        space.store.driver.execute("UPDATE passages SET text = ?", [text])
        written.append(space.changes() - before)
    assert written[1] == written[2] == written[0] - 1
    assert space.store.driver.execute("SELECT number, waits FROM stale_vectors") == [
        {"number": 1, "waits": 1}
    ]


def test_a_page_of_the_longest_vectors_is_no_larger_than_a_value_may_be(space):
    space.store.embedders.choose("mine/long", 3_072)
    for number in range(700):
        space.insert(f"tea {number}")
    pending = space.vectors.pending("passage", "mine/long", 700)
    space.vectors.put("passage", "mine/long", pending, [[1.0] * 3_072] * 700)
    sizes = space.store.driver.execute("SELECT count, length(vectors) AS size FROM vector_pages")
    assert [row["count"] for row in sizes] == [488, 212]
    assert max(row["size"] for row in sizes) < 2_000_000


@pytest.mark.parametrize("width", [128, 384])
def test_of_many_vectors_pure_python_finds_nearly_all_that_brute_force_finds(width):
    source = random.Random(1)
    centres = [[source.gauss(0, 1) for _ in range(width)] for _ in range(100)]

    def near() -> bytes:
        return row_of([number + source.gauss(0, 1) for number in source.choice(centres)])

    kept = [near() for _ in range(4_000)]
    rows = SketchRows(width)
    rows.append(range(4_000), b"".join(kept))
    found = 0
    for _ in range(10):
        query = near()
        asked = numbers_in(query)
        wanted = sorted(range(4_000), key=lambda number: -cosine(asked, numbers_in(kept[number])))[:10]
        found += len(set(wanted) & {number for number, _ in rows.nearest(query, 10)})
    assert found >= 97
