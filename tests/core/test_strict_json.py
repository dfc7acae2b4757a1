"""JSON from outside: what it may hold, and that no depth of it reaches a reader that would die of it."""

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm import strict_json
from lettawasm.providers.offline.commands import commanded
from lettawasm.providers.offline.found import _parsed

DEEP = 50_000  # more than any interpreter in WebAssembly survives


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was given to Python's own reader."""
    given: list[object] = []
    monkeypatch.setattr(strict_json.json, "loads", lambda text, **_: given.append(text))
    return given


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP,
        "[" * DEEP + "]" * DEEP,
        '{"a":' * DEEP + "1" + "}" * DEEP,
        '[[],{"a":' * DEEP,
        '["]",' * DEEP,
        r'["\"]",' * DEEP,
        ("[" * DEEP).encode(),
        ("[" * DEEP).encode("utf-16"),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_deep_is_never_read(reader, text):
    with pytest.raises(ValueError, match="too deeply"):
        strict_json.parse(text)
    assert reader == []


LONG = ["[" * DEEP, '"[' * DEEP, "\\" * 3 + "[" * DEEP, [[]] * DEEP, [{"a": [1]}] * DEEP]


@pytest.mark.parametrize("value", LONG, ids=lambda value: str(value)[:12])
def test_what_is_only_long_is_read(value):
    assert strict_json.loads(json.dumps(value)) == value


JSON = st.recursive(
    st.none() | st.text(st.sampled_from('[]{}",:\\a')) | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.sampled_from('[]{}"\\a')), inner),
)


@given(JSON)
def test_all_json_is_read_as_it_is(value):
    padded = [value, [[]] * 200]  # so many brackets that they are counted in each other
    assert strict_json.loads(json.dumps(padded)) == padded


@given(st.text(st.sampled_from('[]{}",:\\a1 ')))
def test_no_text_is_taken_for_deep_that_is_not(text):
    padded = f"[{'[],' * 200}{text}]"
    try:
        expected = json.loads(padded)
    except ValueError:
        return
    assert strict_json.parse(padded) == expected


@pytest.mark.parametrize(
    "text", ["-" * DEEP + "1", "[" + "-" * DEEP + "1]", "not " * DEEP + "1", "1" + "+1" * DEEP]
)
def test_no_long_chain_of_signs_is_read_as_python(monkeypatch, text):
    read: list[str] = []
    monkeypatch.setattr(ast, "literal_eval", read.append)
    commanded(f"use the roll tool with sides={text}", {"roll"})
    list(_parsed(text) or ())
    assert [entry for entry in read if len(entry) > 1_000] == []


def test_what_tools_write_in_python_is_still_read():
    hits = [{"timestamp": "2026-01-01", "content": 'It\'s "quoted" [' * 500}] * 10
    assert _parsed(repr(hits)) == hits
