"""`lettawasm eval`: a model behind a server is tried, and the report is printed and written."""

import json
from pathlib import Path
from typing import Any

import pytest

from lettawasm.cli import main
from tests.model_server import ModelServer, Say, Status

KEY = "sk-eval-secret"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", KEY)


def at(server: ModelServer) -> list[str]:
    return ["eval", "mine/tiny", "--base-url", server.url, "--key-env", "MY_KEY"]


def test_a_model_that_passes_ends_with_zero_and_a_report(capsys: Any, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with ModelServer() as server:
        server.script(Say("It's 5."), Say("A cow."), Say("Norway"))
        assert main([*at(server), "--case", "discern", "--out", str(report)]) == 0
        assert server.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    said = capsys.readouterr()
    assert "discern: gossip: passed" in said.err
    assert said.out.startswith("# Can mine/tiny keep a memory?\n\n**100%** of 3 cases, passed")
    assert json.loads(report.read_text())["score"] == 1.0
    assert KEY not in said.out + said.err + report.read_text()


def test_one_that_does_not_ends_with_one_and_says_why(capsys: Any) -> None:
    with ModelServer() as server:
        server.script(Status(401))
        assert main([*at(server), "--case", "in view", "--json"]) == 1
    said = capsys.readouterr()
    [case] = json.loads(said.out)["cases"]
    assert "doesn't accept the API key" in case["problems"][0] and case["problems"][0] in said.err


@pytest.mark.parametrize(
    ("words", "path"), [(["--api", "responses"], "/v1/responses"), (["--type", "anthropic"], "/v1/messages")]
)
def test_the_api_that_is_named_is_spoken(words: list[str], path: str) -> None:
    note = {"label": "human", "new_string": "Name: Ada. Allergic to peanuts."}
    with ModelServer() as server:
        server.script(Say("", calls=[("memory_insert", note)]), Say("An apple."))
        assert main([*at(server), *words, "--case", "in passing"]) == 0
        asked = [request.path for request in server.requests if request.json]
    assert asked == [path, path]


def test_what_the_words_describe_is_meant_also_under_a_name_of_the_environments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    with ModelServer() as server:
        words = ["eval", "openai/tiny", "--base-url", server.url, "--key-env", "MY_KEY", "--case", "in view"]
        main(words)
        assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {KEY}"}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["eval", "mine/tiny", "--key-env", "NO_KEY"], 2, "there is no NO_KEY in the environment"),
        (["eval", "mine/tiny", "--base-url", "x"], 2, "base_url"),
        (["eval", "mine/tiny"], 1, "Handle mine/tiny not found"),
        (["eval", "mine/tiny", "--case", "nonsense"], 1, "nonsense"),
        (["eval", "mine/tiny", "--db", "x.db", "--base-url", "http://x"], 2, "either --db, or"),
        (["eval", "mine/tiny", "--db", "x.db", "--api", "responses"], 2, "either --db, or"),
    ],
)
def test_what_cannot_be_tried_is_said(capsys: Any, words: list[str], code: int, told: str) -> None:
    assert main(words) == code
    assert told in capsys.readouterr().err
