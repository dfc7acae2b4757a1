"""What is in memory already isn't stored again, and what only looks like it is."""

import json

import pytest

from lettawasm.embedding.static import StaticEmbedder
from lettawasm.model import ToolCall
from lettawasm.retrieval import duplicates
from lettawasm.retrieval.hybrid import EVERYTHING
from lettawasm.retrieval.sameness import LEAST_LIKENESS, likeness, plain, says_the_same

from .finding import passages

TOOLS = ["archival_memory_insert", "conversation_search"]
SAME = [
    ("Ada likes tea.", "ada likes tea"),
    ("The user's dog is named Rex", "User's dog is named Rex!"),
    ("Ada  prefers   short\nanswers", "Ada prefers short answers."),
    ("Ada doesn’t eat meat", "Ada doesn't eat meat"),
    ("The meetings are on Tuesdays", "the meeting is on Tuesday"),
    ("Ａｄａ speaks Ｇｅｒｍａｎ", "Ada speaks German"),
    ("私は東京に住んでいます。", "私は東京に住んでいます"),
]
DIFFERENT = [
    ("Ada likes tea", "Ada does not like tea"),
    ("Ada likes tea", "Ada no longer likes tea"),
    ("Ada's birthday is 3 May", "Ada's birthday is 4 May"),
    ("Ada works in Leeds", "Ada worked in Leeds"),
    ("Ada is a teacher", "Ada was a teacher"),
    ("Ada loves Bob", "Bob loves Ada"),
    ("The flight goes from Rome to Oslo", "The flight goes from Oslo to Rome"),
    ("Ada eats meat", "Ada rarely eats meat"),
    ("Ada likes tea with milk", "Ada likes tea with lemon"),
    ("Her brother lives in Goa", "His brother lives in Goa"),
    ("The password is Xy12", "The password is Xy13"),
    ("私は東京に住んでいます", "私は京都に住んでいます"),
    ("!!!", "???"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spelling_and_articles_make_no_other_text(one, other):
    assert says_the_same(one, other)
    vectors = StaticEmbedder().embed_now([plain(one), plain(other)])
    assert vectors is not None
    assert not all(map(any, vectors)) or likeness(*vectors) >= LEAST_LIKENESS


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_word_number_or_order_makes_another_text(one, other):
    assert not says_the_same(one, other)
    assert not says_the_same(other, one)


def insert(content: str, number: int = 1, **more: object) -> ToolCall:
    return ToolCall(f"call-{number}", "archival_memory_insert", json.dumps({"content": content, **more}))


def kept(talk) -> list[tuple[str, list[str]]]:
    return [(one.text, one.tags) for one in passages(talk.store, agent_id=talk.agent.id)]


async def test_a_note_that_is_there_is_not_stored_again_and_the_model_is_told(space):
    talk = await space(
        insert("Ada likes tea"), insert("ada likes tea.", 2, tags=["drinks"]), "Noted", tools=TOOLS
    )
    await talk.say("I like tea")
    assert kept(talk) == [("Ada likes tea", ["drinks"])]
    returns = [one.text for message in talk.history() for one in message.tool_returns]
    assert returns[0] == "None"
    assert returns[1].startswith("Nothing new was stored: passage-")


async def test_a_note_is_new_where_only_another_agent_has_it(space):
    talk = await space(insert("Ada likes tea"), "Noted", insert("Ada likes tea"), "Noted", tools=TOOLS)
    await talk.say("I like tea")
    await talk.create(name="other", tools=TOOLS)
    await talk.say("I like tea")
    assert kept(talk) == [("Ada likes tea", [])]


async def test_what_a_search_has_just_brought_up_is_not_stored_as_new(space):
    look = ToolCall("call-1", "conversation_search", json.dumps({"query": "zeppelin"}))
    talk = await space(
        *("Nice", look, insert("My zeppelin is red.", 2), "It is red", insert("My zeppelin is red.", 3)),
        tools=TOOLS,
    )
    await talk.say("My zeppelin is red")
    await talk.say("What colour is it?")
    returns = [one.text for message in talk.history() for one in message.tool_returns]
    assert returns[1].startswith("Nothing new was stored: this is what your search has just found")
    assert kept(talk) == []
    await talk.say("Keep that")  # in another turn the agent may decide to
    assert kept(talk) == [("My zeppelin is red.", [])]


async def test_a_note_that_shares_its_words_with_many_is_still_found_to_be_there(space):
    talk = await space()
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    for number in range(60):
        talk.store.archival.insert(archive, f"Ada likes tea number {number} of the long list")
    first = duplicates.twin(talk.store, EVERYTHING, "ada likes tea number 7 of the long list")
    assert first is not None
    assert first.text == "Ada likes tea number 7 of the long list"
    assert duplicates.twin(talk.store, EVERYTHING, "Ada likes tea number 70 of the long list") is None


async def test_texts_whose_words_agree_are_two_where_the_embedder_says_so(space):
    talk = await space()
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    talk.store.archival.insert(archive, "Ada likes tea")
    talk.store.vectors.embed_now = lambda texts: [[1.0, 0.0], [0.0, 1.0]]
    assert duplicates.twin(talk.store, EVERYTHING, "ada likes tea") is None
    talk.store.vectors.embed_now = lambda texts: [[1.0, 0.0], [1.0, 0.1]]
    assert duplicates.twin(talk.store, EVERYTHING, "ada likes tea") is not None
