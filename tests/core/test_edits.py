"""Edits of a memory block's text."""

import pytest

from lettawasm.memory import edits
from lettawasm.memory.edits import EditError

TEXT = "Name: Ada\nLikes tea\nLikes cake"


def test_text_is_appended_on_a_line_of_its_own():
    assert edits.append("", "a") == "a"
    assert edits.append("a\n", "b") == "a\nb"


@pytest.mark.parametrize(("line", "place"), [(0, 0), (1, 1), (2, 2), (3, 3), (-1, 3)])
def test_a_line_is_inserted_after_the_given_one(line, place):
    lines = TEXT.split("\n")
    assert edits.insert(TEXT, "new", line).split("\n") == [*lines[:place], "new", *lines[place:]]


def test_inserting_into_an_empty_block_leaves_no_empty_line():
    assert edits.insert("", "new") == "new"


@pytest.mark.parametrize("line", [-2, 4, 99])
def test_a_line_that_is_not_there_is_refused(line):
    with pytest.raises(EditError, match="not between"):
        edits.insert(TEXT, "new", line)


def test_one_place_is_replaced():
    assert edits.replace_once(TEXT, "human", "tea", "coffee") == "Name: Ada\nLikes coffee\nLikes cake"


@pytest.mark.parametrize(
    ("find", "words"), [("beer", "does not stand"), ("Likes", "2 times"), ("", "is empty")]
)
def test_a_place_that_is_not_one_is_refused(find, words):
    with pytest.raises(EditError, match=words):
        edits.replace_once(TEXT, "human", find, "x")


def test_line_numbers_shown_to_the_model_are_not_written_back():
    with pytest.raises(EditError, match="line numbers"):
        edits.insert(TEXT, "1→ Name: Bob")


def test_empty_lines_by_the_hundred_thousand_are_read_once():
    assert len(edits.insert(TEXT, "\n" * 300_000 + "x")) > 300_000


def test_every_place_is_replaced_when_asked():
    assert edits.replace_all(TEXT, "human", "Likes", "Loves").count("Loves") == 2


def test_a_patch_changes_several_places():
    diff = "@@\n-Likes tea\n+Likes coffee\n@@ -3 +3 @@\n Likes cake\n+Has a cat"
    assert edits.patch(TEXT, "human", diff) == "Name: Ada\nLikes coffee\nLikes cake\nHas a cat"


@pytest.mark.parametrize(
    ("diff", "words"),
    [
        ("@@\n-Likes beer\n+x", "does not match"),
        ("@@\n Name: Ada", "adds and removes nothing"),
        ("oops", "begins with"),
    ],
)
def test_a_patch_that_does_not_fit_changes_nothing(diff, words):
    with pytest.raises(EditError, match=words):
        edits.patch(TEXT, "human", diff)
