"""Which messages leave a context: enough of them, the oldest first, and never one that is still needed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.compaction.plan import plan
from lettawasm.compaction.summary import excerpts, transcript
from lettawasm.context import Budget, units
from lettawasm.schemas.compaction import CompactionSettings
from lettawasm.tokens import estimate_tokens

from .histories import answer, call, histories, message

BUDGET = Budget(window=8_000, fixed=500)
SETTINGS = st.builds(
    CompactionSettings,
    mode=st.sampled_from(["sliding_window", "all", "self_compact_sliding_window", "self_compact_all"]),
    sliding_window_percentage=st.floats(0.05, 1),
)


@settings(max_examples=40, deadline=None)
@given(histories(), SETTINGS, st.booleans())
def test_every_message_leaves_or_stays_in_its_order(history, wanted, goes_on):
    made = plan(history[1:], BUDGET, wanted, goes_on=goes_on)
    if made:
        places = {id(m): place for place, m in enumerate(history)}
        for some in (made.leaving, made.staying, made.previous):
            assert [places[id(m)] for m in some] == sorted(places[id(m)] for m in some)
        assert len(made.leaving) + len(made.staying) + len(made.previous) == len(history) - 1
        assert all(m.role == "summary" for m in made.previous)


@settings(max_examples=40, deadline=None)
@given(histories(), SETTINGS, st.booleans())
def test_a_call_and_its_answers_leave_together(history, wanted, goes_on):
    made = plan(history[1:], BUDGET, wanted, goes_on=goes_on)
    if made:
        gone = {id(m) for m in made.leaving}
        for unit in units(m for m in history[1:] if m.role != "summary"):
            assert len({id(m) in gone for m in unit.messages}) == 1


@settings(max_examples=40, deadline=None)
@given(histories(), SETTINGS)
def test_while_a_turn_goes_on_what_it_is_about_stays(history, wanted):
    made = plan(history[1:], BUDGET, wanted, goes_on=True)
    if made and (wishes := [m for m in history if m.role == "user"]):
        assert any(m is wishes[-1] for m in made.staying)


@settings(max_examples=40, deadline=None)
@given(histories())
def test_a_sliding_window_frees_its_share_unless_what_must_stay_is_longer(history):
    made = plan(history[1:], BUDGET, CompactionSettings(), goes_on=True)
    if made:
        held = {id(m) for unit in units(made.staying)[-1:] for m in unit.messages}
        held |= {id(m) for m in [m for m in made.staying if m.role == "user"][-1:]}
        free = [m for m in made.staying if id(m) not in held]
        assert not free or BUDGET.total(made.staying) <= BUDGET.room(0.7 - 0.1)


def test_calls_that_wait_for_an_answer_stay():
    history = [
        message("user", "hi"),
        message("assistant", "hello"),
        message("user", "search"),
        call("a", times=2),
    ]
    made = plan(history, BUDGET, CompactionSettings(mode="all"), goes_on=False)
    assert made
    assert made.staying == (history[-1],)


def test_a_context_that_would_not_get_shorter_is_left_alone():
    history = [message("user", "hi"), message("assistant", "hello")]
    assert plan(history, BUDGET, CompactionSettings(), goes_on=False) is None
    assert plan([message("summary", "x")], BUDGET, CompactionSettings(mode="all"), goes_on=False) is None
    assert plan([], BUDGET, CompactionSettings(), goes_on=False) is None


def test_excerpts_keep_what_is_newest_within_their_size():
    leaving = [message("user", f"fact number {i}") for i in range(100)]
    text = excerpts("- Person: something old", False, leaving, 200)
    assert "fact number 99" in text
    assert "something old" not in text
    assert estimate_tokens(text) <= 200


def test_a_transcript_tells_calls_and_what_they_returned_within_its_size():
    said = [
        message("user", "Find tea"),
        call("a", '{"query": "tea"}'),
        answer("a", "Darjeeling"),
        message("assistant", "There."),
    ]
    assert transcript("Before.", said, 1_000).splitlines() == [
        "<transcript>",
        "Earlier summary: Before.",
        "Person: Find tea",
        'You called memory_insert: {"query": "tea"}',
        "memory_insert returned: Darjeeling",
        "You: There.",
        "</transcript>",
        "Now write the summary.",
    ]
    long = transcript("Before.", said + [message("user", "word " * 500)] * 9, 1_000)
    assert "earlier entries are left out" in long
    assert "Before." in long
    assert estimate_tokens(long) <= 1_060
