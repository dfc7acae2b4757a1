"""The examples of `lettawasm memory --help` work as they stand there."""

import shlex

from lettawasm.cli.memory.examples import EXAMPLES


def test_the_examples_work_one_after_the_other(desk, sam, monkeypatch):
    monkeypatch.chdir(desk.home)
    monkeypatch.setenv("EDITOR", "sed -i s/Ada/Bob/")
    monkeypatch.setenv("LETTAWASM_PASSPHRASE", "open sesame")
    shown = {}
    for line in EXAMPLES.splitlines():
        assert len(line) <= 80
        _, _, *words = shlex.split(line, comments=True)
        told = desk.terminal(*words, answers=["y"])
        assert told.code == 0, told.out
        shown[words[0]] = told.out
    assert "+  Name: Bob" in shown["diff"] and "person" in shown["history"]
    assert "Name: Ada Likes" in shown["search"]
    assert [agent["name"] for agent in desk.json("list")["agents"]] == ["Sam", "Sam"]
