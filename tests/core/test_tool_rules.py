"""Tool rules, one by one and all together against a reading of them that is slow and plain."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lettawasm.schemas.tools import ToolRule
from lettawasm.tools.rules import Called, RuleBook, renamed

TOOLS = ["a", "b", "c", "d"]
ADAPTER: TypeAdapter[list[ToolRule]] = TypeAdapter(list[ToolRule])


def book(*rules: dict[str, Any], tools: list[str] = TOOLS) -> RuleBook:
    return RuleBook(ADAPTER.validate_python(list(rules)), tools)


def rule(type_: str, tool_name: str = "a", **fields: Any) -> dict[str, Any]:
    return {"type": type_, "tool_name": tool_name, **fields}


def past(*names: str, output: str = "ok") -> list[Called]:
    return [Called(name, output) for name in names]


def test_without_rules_everything_goes():
    rules = book()
    assert (rules.allowed(past("a")), rules.choice(past("a")), rules.describe()) == (TOOLS, "auto", "")


def test_the_first_call_is_one_of_those_that_are_to_be_first():
    assert book(rule("run_first")).choice([]) == "a"
    two = book(rule("run_first"), rule("run_first", "c"))
    assert (two.allowed([]), two.choice([])) == (["a", "c"], "required")
    assert (two.allowed(past("a")), two.choice(past("a"))) == (TOOLS, "auto")
    assert book(rule("run_first", "missing")).allowed([]) == TOOLS


def test_children_follow_their_tool():
    rules = book(rule("constrain_child_tools", children=["b", "c"]))
    assert (rules.allowed(past("a")), rules.choice(past("a"))) == (["b", "c"], "required")
    assert rules.choice(past("a", "b")) == "auto"
    narrowed = book(
        rule("constrain_child_tools", children=["b", "c"]), rule("constrain_child_tools", children=["c"])
    )
    assert narrowed.choice(past("a")) == "c"
    assert book(rule("constrain_child_tools", children=["missing"])).choice(past("a")) == "none"


def test_a_child_comes_only_right_after_one_of_its_parents():
    rules = book(rule("parent_last_tool", children=["c"]), rule("parent_last_tool", "b", children=["c", "d"]))
    assert rules.allowed([]) == ["a", "b"]
    assert rules.choice(past("a")) == "c"
    assert rules.allowed(past("b")) == ["c", "d"]
    assert rules.allowed(past("a", "c")) == ["a", "b"]


@pytest.mark.parametrize(
    ("output", "next_"),
    [
        ("x", "b"),
        (" x\n", "b"),
        ('"x"', "b"),
        ("true", "c"),
        ("True", "c"),
        ("42", "d"),
        ("42.5", None),
        ("X", None),
    ],
)
def test_an_output_chooses_what_comes_next(output, next_):
    mapping = {"x": "b", "True": "c", "42": "d"}
    free = book(rule("conditional", child_output_mapping=mapping))
    assert free.choice(past("a", output=output)) == (next_ or "auto")
    default = book(rule("conditional", child_output_mapping=mapping, default_child="a"))
    assert default.choice(past("a", output=output)) == (next_ or "a")
    strict = book(rule("conditional", child_output_mapping=mapping, require_output_mapping=True))
    assert strict.choice(past("a", output=output)) == (next_ or "none")


def test_a_tool_is_called_so_often_and_no_more():
    rules = book(rule("max_count_per_step", max_count_limit=2))
    assert "a" in rules.allowed(past("a", "b"))
    assert rules.allowed(past("a", "b", "a")) == ["b", "c", "d"]
    assert [r.type for r in rules.broken_by("a", past("a", "a"))] == ["max_count_per_step"]


def test_required_tools_are_missing_until_they_are_called():
    rules = book(
        rule("required_before_exit"), rule("required_before_exit", "x"), rule("required_before_exit")
    )
    assert (rules.missing([]), rules.missing(past("b", "a"))) == (["a"], [])


def test_ends_and_gates_belong_to_their_tools():
    rules = book(rule("exit_loop"), rule("requires_approval", "b"), rule("continue_loop", "c"))
    assert [(rules.ends(tool), rules.gated(tool)) for tool in "abc"] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert not rules.one_at_a_time
    assert book(rule("max_count_per_step", max_count_limit=2)).one_at_a_time


def test_arguments_are_filled_in_where_the_rule_applies():
    nodes = [{"name": "b", "args": {"x": 1}}, {"name": "c"}]
    rules = book(
        rule("run_first", args={"y": 2}),
        rule("constrain_child_tools", children=["b", "c"], child_arg_nodes=nodes),
    )
    assert (rules.prefilled("a", []), rules.prefilled("a", past("b"))) == ({"y": 2}, {})
    assert (rules.prefilled("b", past("a")), rules.prefilled("c", past("a"))) == ({"x": 1}, {})
    assert rules.prefilled("b", past("c")) == {}


def test_rules_are_told_in_words_once_each():
    text = book(
        rule("exit_loop"), rule("exit_loop"), rule("exit_loop", "missing"), rule("continue_loop")
    ).describe()
    assert text.count("<tool_rule>") == 1
    assert "a ends your turn." in text
    assert text.startswith("<tool_usage_rules>")


@pytest.mark.parametrize(
    "bad",
    [
        rule("luck"),
        {"type": "exit_loop"},
        rule("constrain_child_tools"),
        rule("constrain_child_tools", children=["b"], child_arg_nodes=[{"name": "c"}]),
        rule("max_count_per_step", max_count_limit=-1),
        rule("conditional", child_output_mapping={"x": 1}),
    ],
)
def test_rules_that_say_nothing_are_refused(bad):
    with pytest.raises(ValidationError):
        book(bad)


# All together

names = st.sampled_from([*TOOLS, "missing"])
children = st.lists(names, max_size=3)
outputs = st.sampled_from(["x", "y"])
any_rule = st.one_of(
    st.builds(
        rule, st.sampled_from(["run_first", "exit_loop", "required_before_exit", "requires_approval"]), names
    ),
    st.builds(rule, st.sampled_from(["constrain_child_tools", "parent_last_tool"]), names, children=children),
    st.builds(rule, st.just("max_count_per_step"), names, max_count_limit=st.integers(0, 3)),
    st.builds(
        rule,
        st.just("conditional"),
        names,
        child_output_mapping=st.dictionaries(outputs, names),
        default_child=st.none() | names,
        require_output_mapping=st.booleans(),
    ),
)
calls = st.lists(st.builds(Called, st.sampled_from(TOOLS), outputs), max_size=6)


def plainly_allowed(rules: list[dict[str, Any]], told: list[Called]) -> set[str]:
    """Start with all tools and let each rule take some away."""
    first = {r["tool_name"] for r in rules if r["type"] == "run_first"} & set(TOOLS)
    if not told and first:
        return first
    left = set(TOOLS)
    last = told[-1] if told else Called("nothing", "")
    for one in rules:
        name, type_ = one["tool_name"], one["type"]
        if type_ == "constrain_child_tools" and name == last.name:
            left &= set(one["children"])
        if (
            type_ == "max_count_per_step"
            and [call.name for call in told].count(name) >= one["max_count_limit"]
        ):
            left -= {name}
        if type_ == "conditional" and name == last.name:
            following = one["child_output_mapping"].get(last.output, one["default_child"])
            if following is not None or one["require_output_mapping"]:
                left &= {following}
    families = [
        (r["tool_name"], child) for r in rules if r["type"] == "parent_last_tool" for child in r["children"]
    ]
    if any(r["type"] == "parent_last_tool" and r["tool_name"] == last.name for r in rules):
        left &= {child for parent, child in families if parent == last.name}
    return left - {child for _, child in families if (last.name, child) not in families}


@given(st.lists(any_rule, max_size=6), calls)
def test_the_allowed_tools_are_those_that_no_rule_takes_away(rules, told):
    rulebook = book(*rules)
    allowed = rulebook.allowed(told)
    assert set(allowed) == plainly_allowed(rules, told)
    choice = rulebook.choice(told)
    assert (choice == "none") == (not allowed)
    assert choice in ("auto", "none", "required") or allowed == [choice]


@given(st.lists(any_rule, max_size=5), calls)
def test_the_order_of_rules_means_nothing(rules, told):
    allowed = {tuple(book(*shuffled).allowed(told)) for shuffled in itertools.permutations(rules)}
    assert len(allowed) == 1


@given(st.lists(any_rule, max_size=5), calls, any_rule)
def test_another_rule_never_allows_more_once_the_turn_has_begun(rules, told, another):
    told = told or past("a")
    # Another parent for a child is the exception: there is one more tool that it may follow.
    if another["type"] != "parent_last_tool":
        assert set(book(*rules, another).allowed(told)) <= set(book(*rules).allowed(told))


@given(st.lists(any_rule, max_size=4), calls)
def test_renaming_a_tool_changes_its_name_and_nothing_else(rules, told):
    def now(name: str) -> str:
        return "e" if name == "a" else name

    before = book(*rules)
    after = RuleBook([renamed(rule, "a", "e") for rule in before.rules], [now(tool) for tool in TOOLS])
    retold = [Called(now(call.name), call.output) for call in told]
    assert after.allowed(retold) == [now(tool) for tool in before.allowed(told)]
    assert after.missing(retold) == [now(tool) for tool in before.missing(told)]
    assert [after.gated(now(tool)) for tool in TOOLS] == [before.gated(tool) for tool in TOOLS]
