"""Texts of blocks are joined without saying things twice, and cut at the ends of lines and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.memory.texts import joined, shortened

TEXT = st.text(st.sampled_from("ab c\n"), max_size=60)


def test_a_line_that_is_there_is_not_added_again():
    assert joined("tea\n\nmilk", [" tea \nrum", "rum\nmilk", "gin\n\ngin"]) == "tea\n\nmilk\nrum\ngin\n"


def test_without_dedupe_texts_are_joined_as_they_are():
    assert joined("tea", ["tea", "", "rum"], "\n---\n", dedupe=False) == "tea\n---\ntea\n---\nrum"


@given(TEXT, st.lists(TEXT, max_size=4))
def test_joining_keeps_the_text_and_every_other_line_once(text, others):
    whole = joined(text, others)
    assert whole.startswith(text)
    lines = [line.strip() for line in whole.split("\n")]
    own = [line.strip() for line in text.split("\n")]
    for line in {line.strip() for other in others for line in other.split("\n")} - {""}:
        assert lines.count(line) == max(1, own.count(line))


@given(TEXT, st.lists(TEXT, max_size=4))
def test_joining_again_adds_nothing(text, others):
    whole = joined(text, others)
    assert joined(whole, others).rstrip("\n") == whole.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("short", 9, "short"),
        ("one line\nanother line", 15, "one line"),
        ("a\none long line of words", 14, "a\none long"),
        ("one two three", 7, "one two"),
        ("one two three", 9, "one two"),
        ("incomprehensibilities", 5, "incom"),
        ("text", 0, ""),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_line_or_a_word(text, most, short):
    assert shortened(text, most) == short


def test_the_end_can_be_kept_instead():
    assert shortened("one line\nanother line", 15, "end") == "another line"
    assert shortened("one two three", 9, "end") == "two three"


@given(TEXT, st.integers(0, 70), st.sampled_from(["beginning", "end"]))
def test_what_is_cut_fits_and_is_a_piece_of_the_text(text, most, keep):
    short = shortened(text, most, keep)
    assert len(short) <= most
    assert text.startswith(short) if keep == "beginning" else text.endswith(short)
    assert shortened(short, most, keep) == short


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=20), st.integers(5, 60))
def test_no_word_is_cut_that_would_fit_as_a_whole(words, most):
    assert set(shortened(" ".join(words), most).split()) <= set(words)
