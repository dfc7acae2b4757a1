"""What the command line makes of moments, of texts it shows, and of states it compares. No space is needed."""

import argparse
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.cli.memory.excerpt import excerpt
from lettawasm.cli.memory.moments import short, since, until
from lettawasm.cli.memory.sheet import sheet
from lettawasm.cli.memory.told import Styled, table
from lettawasm.cli.memory.unified import diff
from lettawasm.cli.plain import cut, plain, width


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-11-20", "2024-11-20T23:59:59.999999Z"),
        ("2024-11-20T14:30", "2024-11-20T14:30:59.999999Z"),
        ("2024-11-20 14:30:05", "2024-11-20T14:30:05.999999Z"),
        ("2024-11-20T14:30:05Z", "2024-11-20T14:30:05.999999Z"),
        ("2024-11-20T14:30:05+02:00", "2024-11-20T12:30:05.999999Z"),
        ("2024-11-20T14:30:05.25Z", "2024-11-20T14:30:05.250000Z"),
    ],
)
def test_what_was_there_then_means_to_the_end_of_what_is_named(text, moment):
    assert until(text) == moment
    assert until(short(moment)) >= moment  # what is shown can be asked for


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "10 moons", "999999w", "", "-5m"])
def test_what_is_no_moment_is_no_moment(text):
    with pytest.raises(argparse.ArgumentTypeError, match="is no moment"):
        until(text)


@pytest.mark.parametrize("text", ["9999-12-31", "9999-12-31T23:59"])
def test_what_is_still_to_come_is_not_known_yet(text):
    assert until(text) <= since("0s")


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("2 h ago", 7_200), ("3d", 259_200)]
)
def test_a_moment_can_be_some_time_ago(text, seconds):
    now = datetime.fromisoformat(since("0s"))
    ago = datetime.fromisoformat(since(text))
    assert (now - ago).total_seconds() == pytest.approx(seconds, abs=60)


@given(st.text())
def test_nothing_but_lines_tabs_and_joiners_moves_a_terminal(text):
    assert all(letter.isprintable() or letter in "\n\t\u200c\u200d" for letter in plain(text))


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Mn"])), st.integers(1, 30))
def test_what_is_cut_fits(text, most):
    assert width(cut(text, most)) <= most
    assert cut(text, most) == text or cut(text, most).endswith("…")


@given(st.lists(st.lists(st.text(max_size=200), min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_table_is_never_wider_than_the_screen(rows):
    for line in table(rows, indent="  "):
        assert width("".join(part.text if isinstance(part, Styled) else part for part in line)) <= 80


@given(st.text(max_size=2_000), st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 2_000)), max_size=5))
def test_an_excerpt_survives_any_text_and_any_marks(text, marks):
    for line in excerpt(text, marks):
        words = [part.text if isinstance(part, Styled) else part for part in line]
        assert width("".join(words).rstrip()) <= 80 or len(words) <= 3


def test_an_excerpt_shows_what_matched_and_what_stands_around_it():
    text = "Nothing here. " * 20 + "She likes green tea, and rain."
    start = text.index("green")
    lines = list(excerpt(text, [(start, start + 5)]))
    assert Styled("green", "bold") in [part for line in lines for part in line]
    assert lines[0][1] == "…" and lines[-1][-1] == "rain."


def test_a_state_is_compared_field_by_field_and_line_by_line():
    before = {"label": "human", "value": "Ada\nTea", "limit": 5, "tags": [], "metadata": {"a": 1}}
    after = {**before, "value": "Ada\nCake", "limit": 6, "metadata": {"a": {"b": [True, "x"]}}}
    assert [line for line in diff(sheet(before), sheet(after), "1", "2") if line[0] in "+-"][2:] == [
        "-limit: 5",
        "+limit: 6",
        "-  a: 1",
        "+  a:",
        "+    b:",
        "+      - true",
        "+      - x",
        "-  Tea",
        "+  Cake",
    ]


def test_equal_texts_differ_in_nothing_and_a_line_end_counts():
    assert list(diff("a\nb", "a\nb", "1", "2")) == []
    assert list(diff("a", "a\n", "1", "2"))[3:] == [" a", "+"]
