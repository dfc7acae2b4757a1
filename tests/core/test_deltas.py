"""States as deltas: whatever changed, the new text comes back exactly, and a small change stays small."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.versions import chain, delta
from lettawasm.versions.packing import Form, pack, unpack
from lettawasm.versions.states import to_text

lines = st.lists(
    st.sampled_from(["Likes tea.", "Lives in Graz.", "", "Ada", "x" * 40, "ünï 漢字", '"\\n']), max_size=12
)
texts = lines.map(lambda some: to_text({"value": "\n".join(some)})) | st.text(max_size=80).map(json.dumps)


@given(texts, texts)
def test_a_delta_makes_the_new_text_of_the_old_one(old, new):
    assert delta.apply(old, delta.make(old, new)) == new


@given(texts, texts, st.integers(1, 100))
def test_a_packed_state_is_unpacked_as_it_was(old, new, number):
    packed = pack(old, new, number)
    assert unpack(packed.form, packed.body, old) == new


def test_a_line_in_the_middle_of_a_long_text_costs_a_line():
    many = [f"Fact number {n} of very many." for n in range(500)]
    old, new = (to_text({"value": "\n".join(some)}) for some in (many, [*many[:200], "New.", *many[200:]]))
    assert len(delta.make(old, new)) < 60


def test_changes_in_two_places_do_not_cost_what_lies_between():
    many = [f"Fact number {n} of very many." for n in range(500)]
    changed = ["First.", *many[1:400], "Another.", *many[401:]]
    old, new = (to_text({"value": "\n".join(some)}) for some in (many, changed))
    assert len(delta.make(old, new)) < 120


@pytest.mark.parametrize("broken", ["[[0, 99]]", "[[3, 1]]", "[[-1, 2]]", "[7]", "[", '[["a", 2]]', "[[1]]"])
def test_what_is_no_delta_is_refused(broken):
    with pytest.raises(ValueError):
        delta.apply("short", broken)


def test_deltas_do_not_pile_up_without_end():
    text = to_text({"value": "A long text. " * 40})
    forms = {pack(text, text + str(n), n).form for n in range(1, 40)}
    assert forms == {Form.WHOLE, Form.DELTA}


def test_parts_of_a_digest_can_not_run_into_each_other():
    assert chain.link("a", "b", "c", 1, "t", "{}", "s") != chain.link("ab", "", "c", 1, "t", "{}", "s")
