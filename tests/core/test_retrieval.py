"""Searching all of memory: what is found, why, in which order, and that nothing asked of it can do harm."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lettawasm import retrieval
from lettawasm.db import SqliteDriver
from lettawasm.migrations import migrate
from lettawasm.model import Text
from lettawasm.retrieval import fusion
from lettawasm.schemas.archives import ArchiveCreate
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.filters import Filters, Vector
from lettawasm.schemas.search import MemorySearch
from lettawasm.schemas.versions import Cause
from lettawasm.store import Store
from lettawasm.store.words import MOST_FOR_A_PAIR, MOST_WEIGHED
from lettawasm.testing import TickingClock

from .finding import messages, passages, texts


def new_store() -> Store:
    driver = SqliteDriver()
    migrate(driver)
    return Store(driver, TickingClock())


def archive_of(store: Store, *notes: str) -> str:
    archive = store.archives.create(ArchiveCreate(name="notes")).id
    for note in notes:
        store.archival.insert(archive, note)
    return archive


def shown(store: Store, query: str | None, **more) -> list[tuple[str, str]]:
    """(kind, text) of what is found."""
    return [(hit.kind, hit.text) for hit in retrieval.hits(store, retrieval.search(store, query, **more))]


# Words and letters


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("recomended exersises", "The physio recommended balance exercises"),
        ("passprot", "Her passport expires in November"),
        ("cafés", "They met in a cafe"),
        ("Krankenversicherungg", "Die Krankenversicherung zahlt das"),
    ],
)
def test_a_misspelt_word_finds_what_was_meant(query, note):
    store = new_store()
    archive_of(store, "Nothing to see here", note, "Other things entirely")
    assert texts(passages(store, query)) == [note]


def test_a_misspelt_word_may_be_meant_for_a_label_or_a_description():
    store = new_store()
    store.blocks.create(BlockCreate(label="travels", value="To Oslo", description="Where she journeyed"))
    for query in ("travles", "jorneys"):
        assert shown(store, query) == [("block", "To Oslo")]


def test_a_word_that_stands_there_is_never_corrected():
    store = new_store()
    archive_of(store, "The goose is loose", "The moose is gone")
    assert retrieval.search(store, "moose").question.corrections == {}
    assert texts(passages(store, "moose")) == ["The moose is gone"]


@pytest.mark.parametrize("query", ["東京", "京に", "ます", "すか", "水", "東京に住んでいる人はだれですか"])
def test_texts_without_spaces_are_found_by_any_two_letters_and_by_one(query):
    store = new_store()
    archive_of(store, "私は東京に住んでいますか", "水が飲みたいです", "Tokyo is far")
    best = passages(store, query)[0].text
    assert set(query) & set(best) - set("はでいす") or query in best


def test_the_text_that_shares_the_rarest_letters_comes_first():
    store = new_store()
    archive_of(store, *(f"昨日は雨でした{number}" for number in range(20)), "東京は雨でした", "東京です")
    assert texts(passages(store, "東京は雨？", limit=2)) == ["東京は雨でした", "東京です"]


def test_a_letter_that_is_everywhere_is_found_in_the_newest():
    store = new_store()
    archive_of(store, *(f"水{number}" for number in range(MOST_FOR_A_PAIR + 5)))
    assert texts(passages(store, "水", limit=2)) == [f"水{MOST_FOR_A_PAIR + 4}", f"水{MOST_FOR_A_PAIR + 3}"]


def test_a_word_that_is_everywhere_counts_where_the_rare_ones_find_too_little():
    store = new_store()
    archive_of(store, "tea with lemon", *(f"tea {number}" for number in range(MOST_WEIGHED + 5)))
    found = texts(passages(store, "lemon tea", limit=3))
    assert found[0] == "tea with lemon"
    assert len(found) == 3


# Likeness


def near(store: Store, **vectors: list[float]) -> None:
    """Let texts point where they are said to, and all others nowhere."""
    store.vectors.embed_now = lambda asked: [vectors.get(text, [0.0, 0.0]) for text in asked]
    store.embedders.choose("lettawasm/static-128", 2)


def test_what_is_alike_is_found_without_a_common_word_and_both_reasons_count_most():
    store = new_store()
    near(store, pet=[1.0, 0.0], dog=[0.9, 0.1], petshop=[0.8, 0.2], stone=[0.0, 1.0])
    archive_of(store, "dog", "stone", "petshop", "pet")
    found = retrieval.search(store, "pet").found
    known = store.archival.numbered([one.seq for one in found])
    assert [(known[one.seq].text, one.why) for one in found] == [
        ("pet", "both"),
        ("dog", "likeness"),
        ("petshop", "likeness"),
    ]


def test_a_strong_embedder_ranks_by_itself_and_words_decide_between_equals():
    words = [((0, 1), 9.0), ((0, 2), 3.0)]
    likeness = [((0, 3), 0.9), ((0, 2), 0.8), ((0, 4), 0.8)]
    ranked = fusion.by_likeness([words], [likeness])
    assert [(one.key[1], round(one.score, 3), one.why) for one in ranked] == [
        (3, 0.9, "likeness"),
        (2, 0.817, "both"),
        (4, 0.8, "likeness"),
        (1, 0.05, "words"),
    ]


KEYS = st.tuples(st.integers(0, 2), st.integers(1, 20))
RANKING = st.lists(KEYS, unique=True, max_size=10).map(
    lambda keys: [(key, 1 - place / 100) for place, key in enumerate(keys)]
)


@given(st.lists(RANKING, max_size=4), st.lists(RANKING, max_size=3))
def test_a_fused_ranking_has_everything_once_in_an_order_that_is_total(words, likeness):
    for fuse in (fusion.by_place, fusion.by_likeness):
        ranked = fuse(words, likeness)
        keys = [one.key for one in ranked]
        assert sorted(keys) == sorted({key for ranking in (*words, *likeness) for key, _ in ranking})
        order = [(-one.score, one.key[0], -one.key[1]) for one in ranked]
        assert order == sorted(order)
        assert fuse(words[::-1], likeness[::-1]) == ranked


def test_the_same_search_finds_the_same_of_equals_the_newest_first():
    store = new_store()
    archive_of(store, *["tea"] * 30)
    first = [passage.id for passage in passages(store, "tea", limit=10)]
    assert first == [passage.id for passage in passages(store, "tea", limit=30)][:10]
    assert first == sorted(first, reverse=True)


# Blocks


def test_a_block_is_found_by_what_it_says_now():
    store = new_store()
    block = store.blocks.create(BlockCreate(label="human", value="Ada collects stamps"))
    assert shown(store, "stamp") == [("block", "Ada collects stamps")]
    store.blocks.update(block.id, {"value": "Ada collects 切手"})
    assert shown(store, "stamp") == []
    assert shown(store, "切手") == [("block", "Ada collects 切手")]
    store.blocks.update(block.id, {"description": "Hobbies of hers"})
    assert shown(store, "hobby") == [("block", "Ada collects 切手")]
    store.blocks.delete(block.id)
    assert shown(store, "切手 hobby") == []
    for index in ("blocks_fts", "passages_fts", "messages_fts"):
        store.driver.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")


def test_what_is_shown_of_a_long_text_is_where_the_words_are():
    store = new_store()
    archive_of(store, "padding " * 200 + "the hidden marble staircase " + "padding " * 200)
    [hit] = retrieval.hits(store, retrieval.search(store, "marble stairs"))
    assert len(hit.text) <= 500
    assert [hit.text[start:end] for start, end in hit.marks] == ["marble"]
    assert ("padding " * 200)[hit.offset :].startswith(hit.text[:50])


# Filters, against looking by hand


@dataclass(frozen=True)
class Note:
    kind: str
    number: int  # of its kind
    label: str
    tags: tuple[str, ...]
    source: str
    day: int


SOURCES = ("tool:fetch", "import:x", "file:y")
LABELS = ("human", "project/a", "project/b")


def moment(day: int) -> str:
    return f"2026-01-{day:02}T00:00:00.000000Z"


@cache
def notes_and_store() -> tuple[list[Note], Store]:
    notes = [
        Note(kind, n + 1, LABELS[n % 3], tuple("abc"[: n % 4]), SOURCES[n % 5 % 3], n % 28 + 1)
        for n in range(60)
        for kind in ("block", "passage")
    ]
    store = new_store()
    archive = archive_of(store)
    for note in notes:
        with store.because(Cause("agent", source=note.source, origin="tool")):
            if note.kind == "passage":
                store.archival.insert(archive, "tea", tags=note.tags, created_at=moment(note.day))
                continue
            made = store.blocks.create(BlockCreate(label=note.label, value="tea", tags=list(note.tags))).id
        store.blocks.update(made, {"description": "A person's words"})  # which is not where it came from
        store.driver.execute("UPDATE blocks SET updated_at = ? WHERE id = ?", [moment(note.day), made])
    return notes, store


@settings(max_examples=150, deadline=None)
@given(
    query=st.sampled_from(["tea", None]),
    kinds=st.lists(st.sampled_from(["block", "passage"]), min_size=1, unique=True),
    labels=st.lists(
        st.sampled_from(["human", "hum", "project/*", "*/a", "*", "proj[a]*", "[", "'--"]), max_size=2
    ),
    tags=st.lists(st.sampled_from("abcd"), unique=True, max_size=2),
    match_all=st.booleans(),
    source=st.sampled_from([None, "tool", "user", *SOURCES]),
    days=st.tuples(st.integers(1, 28), st.integers(1, 28)).map(sorted),
)
def test_filters_let_through_what_looking_by_hand_does(query, kinds, labels, tags, match_all, source, days):
    notes, store = notes_and_store()
    of_tags = all if match_all else any
    wanted = {
        (note.kind, note.number)
        for note in notes
        if note.kind in kinds
        and (not labels or (note.kind == "block" and any(fnmatchcase(note.label, one) for one in labels)))
        and (not tags or of_tags(tag in note.tags for tag in tags))
        and source in (None, "tool", note.source)
        and days[0] <= note.day <= days[1]
    }
    filters = Filters(
        labels=tuple(labels),
        tags=tuple(tags),
        match_all_tags=match_all,
        source=source,
        start=moment(days[0]),
        end=moment(days[1]),
    )
    found = retrieval.search(store, query, kinds=kinds, filters=filters, limit=1_000).found
    assert {(one.kind, one.seq) for one in found} == wanted
    assert len(found) == len(wanted)


async def test_messages_come_from_who_said_them_or_from_where_they_were_brought(space):
    talk = await space("tea of mine")
    await talk.say("tea of yours")
    recall = talk.store.recall
    brought = recall.draft(
        talk.agent.id, "user", content=(Text("tea of old"),), extra={"source": "import:x:1"}
    )
    recall.append(brought)

    def said(source: str) -> list[str]:
        return sorted(texts(messages(talk.store, "tea", source=source)))

    assert said("user") == ["tea of yours"]
    assert said("memory") == ["tea of mine"]
    assert said("import") == said("import:x:1") == ["tea of old"]
    assert said("tool") == said("import:x:2") == []


def test_a_filter_that_a_kind_cannot_have_lets_none_of_it_through():
    store = new_store()
    archive = archive_of(store, "tea")
    store.blocks.create(BlockCreate(label="human", value="tea"))
    assert shown(store, "tea", filters=Filters(archive_ids=(archive,))) == [("passage", "tea")]
    assert shown(store, "tea", filters=Filters(labels=("*",))) == [("block", "tea")]
    assert shown(store, "tea", filters=Filters(conversation_id="default")) == []


# Nothing that is asked can do harm

HARMFUL = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"'*():^-+{}[]\x00 ANDORNOTEAR東京ก", max_size=60),
    st.sampled_from(
        [
            *(
                '"',
                "a AND",
                "text:x",
                "*",
                "NEAR(",
                "-",
                "^a",
                "'; DROP TABLE passages; --",
                "\x00",
                "a\x00b",
            ),
            *("x" * 10_000, "word " * 2_000, "東" * 10_000, "é́" * 500, "𠀀𠀁", "🙂", "\ue000x\ue001"),
        ]
    ),
)


@cache
def small_store() -> Store:
    store = new_store()
    archive_of(store, "a AND b", "東京 \ue000x\ue001", "x" * 500, "NEAR text:x")
    store.blocks.create(BlockCreate(label="human", value="a-b 東京"))
    return store


@settings(max_examples=200, deadline=None)
@given(HARMFUL)
def test_no_query_is_syntax_or_too_much(query):
    store = small_store()
    results = retrieval.search(store, query, limit=5)
    for hit in retrieval.hits(store, results):
        assert all(0 <= start < end <= len(hit.text) for start, end in hit.marks)
    assert len(passages(store, limit=10)) == 4


@pytest.mark.parametrize("field", ["query", "source", "agent_id", "project_id"])
def test_half_a_character_is_refused(field):
    with pytest.raises(ValidationError):
        MemorySearch.model_validate({field: "tea \ud83d"})


def test_a_query_that_has_to_be_awaited_is_given_as_it_was_seen():
    store = new_store()
    archive_of(store, "dog", "stone")
    store.embedders.choose("remote/embedder", 2)
    store.embedders.finish()
    rows = store.vectors.pending("passage", "remote/embedder", 10)
    store.vectors.put("passage", "remote/embedder", rows, [[1.0, 0.0], [0.0, 1.0]])
    found = retrieval.search(store, "pet", Vector([1.0, 0.1], is_strong=True)).found
    known = store.archival.numbered([one.seq for one in found])
    assert [known[one.seq].text for one in found] == ["dog", "stone"]
