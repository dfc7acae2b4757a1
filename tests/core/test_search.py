"""Finding things again: recall and archival memory."""

import pytest

from lettawasm.search import Terms, terms
from lettawasm.store.table import Page

from .finding import messages, passages, texts


@pytest.mark.parametrize(
    ("query", "words", "pairs"),
    [
        ("What is my dog's name?", ("dog's", "name"), ()),
        ("to be or not to be", ("to", "be", "or", "not"), ()),
        ('NEAR("a" b) AND* -c:', ("near", "b", "c"), ()),
        ("東京に住む Ada", ("ada",), ("東京", "京に", "に住", "住む")),
        ("水", (), ("水",)),
        ("the 水", (), ("水",)),
        ("서울 날씨", ("서울", "날씨"), ("서울", "날씨")),
        ("???", (), ()),
        ("", (), ()),
    ],
)
def test_a_question_becomes_its_telling_words_and_pairs_of_letters(query, words, pairs):
    assert terms(query) == Terms(words, pairs)


async def test_messages_are_found_by_word_stem_best_first(space):
    talk = await space("I see.", "Good.", "Yes.")
    await talk.say("My neighbour runs a bakery")
    await talk.say("I was running late, running and running")
    await talk.say("Nothing of note")
    assert texts(messages(talk.store, "run", agent_id=talk.agent.id, limit=2)) == [
        "I was running late, running and running",
        "My neighbour runs a bakery",
    ]


async def test_messages_are_found_without_spaces_between_words(space):
    talk = await space("はい")
    await talk.say("私は東京に住んでいます")
    assert texts(messages(talk.store, "東京", agent_id=talk.agent.id, limit=1)) == ["私は東京に住んでいます"]


@pytest.mark.parametrize(
    "query", ['"', "a AND", "col:x", "*", "NEAR(", "-", "'; DROP TABLE messages; --", "\x00"]
)
async def test_no_query_is_syntax(space, query):
    talk = await space("ok")
    await talk.say("hello")
    assert isinstance(messages(talk.store, query, agent_id=talk.agent.id), list)


async def test_one_agents_messages_are_not_found_by_another(space):
    talk = await space("ok")
    await talk.say("a secret about zebras")
    other = await talk.create(name="other")
    assert messages(talk.store, "zebras", agent_id=other.id) == []


async def test_passages_are_filtered_by_tag_and_date(space):
    talk = await space()
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    insert = talk.store.archival.insert
    insert(archive, "Dogs bark", tags=("pets", "loud"), created_at="2025-01-01T00:00:00.000000Z")
    insert(archive, "Cats purr", tags=("pets",), created_at="2025-06-01T00:00:00.000000Z")
    insert(archive, "Trees rustle", created_at="2025-12-01T00:00:00.000000Z")

    def found(**filters: object) -> list[str]:
        return texts(passages(talk.store, archive_ids=(archive,), **filters))

    assert found() == ["Trees rustle", "Cats purr", "Dogs bark"]
    assert found(tags=("pets", "loud")) == ["Cats purr", "Dogs bark"]
    assert found(tags=("pets", "loud"), match_all_tags=True) == ["Dogs bark"]
    assert found(start="2025-05-01T00:00:00.000000Z", end="2025-07-01T00:00:00.000000Z") == ["Cats purr"]


async def test_the_prompt_names_the_tags_in_use(space):
    talk = await space()
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    for number in range(3):
        talk.store.archival.insert(archive, f"note {number}", tags=("b", "a", f"c{number}", "b"))
    assert talk.store.archival.tags(talk.agent.id) == ["a", "b", "c0", "c1", "c2"]
    [last, *_] = talk.store.archival.find(archive, Page())
    talk.store.archival.delete(archive, last.id)
    assert talk.store.archival.tags(talk.agent.id) == ["a", "b", "c0", "c1"]


async def test_a_deleted_passage_is_found_no_more(space):
    talk = await space()
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    passage = talk.store.archival.insert(archive, "Dogs bark")
    talk.store.archival.delete(archive, passage.id)
    assert passages(talk.store, "dogs") == []
    talk.store.driver.execute("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 2, 7])
async def test_pages_neither_overlap_nor_leave_gaps(space, order, limit):
    talk = await space()
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    made = [talk.store.archival.insert(archive, str(n)).id for n in range(5)]
    wanted = made if order == "asc" else made[::-1]
    forwards: list[str] = []
    while page := talk.store.archival.find(archive, Page(limit, after=(forwards or [None])[-1], order=order)):
        forwards += [p.id for p in page]
    assert forwards == wanted
    backwards: list[str] = [wanted[-1]]
    while page := talk.store.archival.find(archive, Page(limit, before=backwards[0], order=order)):
        backwards = [*(p.id for p in page), *backwards]
    assert backwards == wanted
