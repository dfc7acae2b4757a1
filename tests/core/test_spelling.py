"""How near words are, which needs to be right before anybody's words are put right."""

from hypothesis import given
from hypothesis import strategies as st

from lettawasm.spelling import edits, likely, most_edits

WORD = st.text("abcdeé", max_size=8)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and the same with one slip of the pen."""
    word, place, letter = draw(WORD), draw(st.integers(0, 8)), draw(st.sampled_from("abcdeé"))
    before, after = word[:place], word[place:]
    slip = draw(
        st.sampled_from(
            [
                before + letter + after,
                before + after[1:],
                before + letter + after[1:],
                before + after[1:2] + after[:1] + after[2:],
            ]
        )
    )
    return word, slip


@given(slips())
def test_one_slip_of_the_pen_is_one_edit(pair):
    assert edits(*pair, 2) == (0 if pair[0] == pair[1] else 1)


@given(WORD, WORD, st.integers(0, 4))
def test_words_are_as_far_from_each_other_either_way(one, other, most):
    far = edits(one, other, most)
    assert far == edits(other, one, most)
    assert (far == 0) == (one == other)
    assert far <= most + 1
    assert edits(one, other, 20) == far or far == most + 1


@given(st.text("abcdei", min_size=5, max_size=9), st.lists(st.text("abcdei", max_size=9), max_size=20))
def test_what_is_likely_is_as_near_as_anything(word, stems):
    """Endings aside: they only bring stems nearer."""
    best = likely(word, stems)
    within = [stem for stem in stems if edits(word, stem, 20) <= most_edits(word)]
    assert best or not within
    assert set(best) <= set(stems)
    if word in stems:
        assert word in best
