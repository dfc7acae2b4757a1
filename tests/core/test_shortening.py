"""Blocks get shorter without a model: at the ends of lines, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.memory.shortening import Short, into_archive, pointer, without_oldest

LINES = "first line\nsecond line\nthird line"
TEXT = st.text(st.sampled_from("ab1 .\n\téü猫茶のกำé😀👩\u200d\u0301\ufe0f🇦"), max_size=200) | st.text(
    max_size=80
)


@pytest.mark.parametrize(
    ("text", "most", "kept", "gone"),
    [
        (LINES, 99, LINES, ""),
        (LINES, 25, "second line\nthird line", "first line"),
        (LINES, 12, "third line", "first line\nsecond line"),
        ("one long line of words", 11, "of words", "one long line"),
        ("short\nincomprehensibilities", 9, "", "short\nincomprehensibilities"),
        ("毎朝お茶を飲む", 3, "を飲む", "毎朝お茶"),
        ("family: 👩\u200d👩\u200d👧 end", 8, "end", "family: 👩\u200d👩\u200d👧"),
    ],
)
def test_the_oldest_lines_go_first(text: str, most: int, kept: str, gone: str) -> None:
    assert without_oldest(text, most) == Short(kept, gone)


@given(TEXT, st.integers(0, 120))
def test_what_stays_fits_and_nothing_is_lost(text: str, most: int) -> None:
    short = without_oldest(text, most)
    assert len(short.kept) <= most or short.kept == text
    assert "".join((short.gone + short.kept).split()) == "".join(text.split())


@given(st.lists(st.text("abcdef", min_size=1), min_size=1), st.integers(0, 120))
def test_a_word_is_never_cut(words: list[str], most: int) -> None:
    short = without_oldest(" ".join(words), most)
    assert [*short.gone.split(), *short.kept.split()] == words


@given(TEXT, st.integers(0, 120))
def test_with_the_archive_it_fits_too_and_every_line_is_kept_or_put_away(text: str, most: int) -> None:
    short = into_archive(text, most, "human")
    assert len(short.kept) <= max(most, 0) or short.kept == text
    own = short.kept.removeprefix(pointer("human"))
    assert "".join(("".join(short.pieces) + own).split()) == "".join(text.split())


def test_a_line_tells_where_the_rest_is() -> None:
    text = "\n".join(f"line {number}" for number in range(40))
    short = into_archive(text, 150, "human")
    assert short.kept.startswith("[Older lines are in archival memory, tagged 'human'.]\nline ")
    again = into_archive(short.kept, 120, "human")
    assert again.kept.count("archival") == 1
    assert "archival" not in again.gone


def test_where_that_line_would_fill_the_block_it_is_left_out() -> None:
    assert into_archive("one two three four five", 10, "human").kept == "four five"


def test_what_goes_is_cut_into_passages_at_the_ends_of_lines() -> None:
    text = "\n".join(f"This is line number {number} of a long text." for number in range(300))
    pieces = into_archive(text, 500, "human").pieces
    assert len(pieces) > 3
    assert all(
        len(piece) <= 2_000 and piece.startswith("This is") and piece.endswith(".") for piece in pieces
    )
