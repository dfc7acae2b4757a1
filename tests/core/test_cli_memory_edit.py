"""`lettawasm memory edit`: a text by hand, and that none is lost."""

import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from .cli_memory import until

BEFORE = "Name: Ada\nLikes tea"


@pytest.fixture
def editor(desk, monkeypatch):
    """An editor that runs these lines of shell, with the file as $1."""

    def use(script: str) -> None:
        path = desk.home / "my editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setenv("EDITOR", f"'{path}'")

    monkeypatch.delenv("VISUAL", raising=False)
    return use


def drafts(desk) -> list[Path]:
    return [path for path in desk.home.glob(".lettawasm/drafts/**/*") if path.is_file()]


def test_a_text_can_be_given(desk, sam):
    said = desk.json("edit", "human", "--set", "Name: Bob")
    assert (said["changed"], said["before"], said["after"]) == (True, BEFORE, "Name: Bob")
    assert desk.text() == "Name: Bob"


def test_a_text_can_come_from_a_file_or_a_pipe(desk, sam):
    (desk.home / "text.md").write_text("Name: Eve\n")
    assert desk.memory("edit", "human", "--file", "~/text.md").code == 0
    assert desk.text() == "Name: Eve\n"
    with desk.process("edit", "human", "--file", "-", stdin=subprocess.PIPE) as ran:
        told, _ = ran.communicate("Name: Zoë")
    assert (ran.returncode, desk.text()) == (0, "Name: Zoë")
    assert told.splitlines()[3:] == ["-Name: Eve", "-", "+Name: Zoë"]


@pytest.mark.parametrize(("content", "code"), [(None, 3), (b"\xff", 1)])
def test_a_file_that_is_no_text_changes_nothing(desk, sam, content, code):
    if content:
        (desk.home / "text").write_bytes(content)
    assert desk.memory("edit", "human", "--file", str(desk.home / "text")).code == code
    assert desk.text() == BEFORE


def test_an_editor_changes_the_text_and_leaves_no_file(desk, sam, editor):
    editor('printf "Likes cake\\n" >> "$1"; sed -i "s/tea/tea\\n/" "$1"')
    told = desk.memory("edit", "human")
    assert told.code == 0
    assert "+Likes cake" in told.out
    assert desk.text() == "Name: Ada\nLikes tea\nLikes cake"
    assert drafts(desk) == []


def test_nobody_else_may_read_along(desk, sam, editor):
    editor('stat -c "%a" "$1" "$(dirname "$1")" "$HOME/.lettawasm" > "$HOME/modes"')
    assert desk.memory("edit", "human").out == "Nothing changed\n"
    assert (desk.home / "modes").read_text().split() == ["600", "700", "700"]


def test_a_text_left_as_it_is_makes_no_version(desk, sam, editor):
    editor('echo >> "$1"')  # as editors end a last line
    assert desk.json("edit", "human")["changed"] is False
    assert desk.memory("edit", "human").out == "Nothing changed\n"


@pytest.mark.parametrize("label", ["../../../x", "a/b", "-rf", "$(touch gone)", ".", "日本"])
def test_a_label_leads_no_file_astray(desk, editor, label):
    desk.make("Sam", [{"label": label.replace(" ", "_"), "value": "x"}])
    editor('echo "$1" > "$HOME/path"; echo y > "$1"')
    assert desk.memory("edit", "Sam").code == 0
    path = Path((desk.home / "path").read_text().strip())
    assert path.parent.parent == desk.home / ".lettawasm" / "drafts"
    assert desk.json("view")["blocks"][0]["value"] == "y"


def test_an_editor_that_fails_changes_nothing_and_keeps_what_was_written(desk, sam, editor):
    editor('echo "Name: Bob" > "$1"; exit 3')
    told = desk.memory("edit", "human")
    [kept] = drafts(desk)
    assert (told.code, kept.read_text()) == (1, "Name: Bob\n")
    assert "ended with 3" in told.err and str(kept) in told.err
    assert desk.text() == BEFORE


@pytest.mark.parametrize("command", ["/nowhere/vi", "'unclosed"])
def test_an_editor_that_is_not_there_is_named(desk, sam, monkeypatch, command):
    monkeypatch.setenv("VISUAL", command)
    told = desk.memory("edit", "human")
    assert (told.code, command in told.err, drafts(desk)) == (1, True, [])


def test_without_a_private_place_nothing_is_edited(desk, sam, editor):
    (desk.home / ".lettawasm").write_text("in the way")
    editor('touch "$HOME/edited"')
    told = desk.memory("edit", "human")
    assert (told.code, "private place" in told.err, (desk.home / "edited").exists()) == (1, True, False)


def test_what_was_changed_meanwhile_is_not_overwritten(desk, sam, editor):
    editor('echo "Name: Bob" > "$1"; $OTHER')
    os.environ["OTHER"] = " ".join(desk.command("edit", "human", "--set", "Name:Eve"))
    try:
        told = desk.memory("edit", "human", "--json")
    finally:
        del os.environ["OTHER"]
    [kept] = drafts(desk)
    error = told.json["error"]
    assert (told.code, error["kind"], kept.read_text()) == (1, "conflict", "Name: Bob\n")
    assert error["notes"][0].splitlines()[3:] == ["-Name:Eve", "+Name: Bob"]
    assert str(kept) in error["notes"][1]
    assert desk.text() == "Name:Eve"


def test_a_text_that_is_refused_is_kept(desk, sam, editor):
    editor('head -c 1100000 /dev/zero | tr "\\0" x > "$1"')
    told = desk.memory("edit", "persona")
    [kept] = drafts(desk)
    assert (told.code, kept.stat().st_size) == (1, 1_100_000)
    assert str(kept) in told.err


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_whoever_ends_the_command_leaves_the_text(desk, sam, editor, end):
    editor('echo "Name: Bob" > "$1"; echo $$ > "$HOME/editing"; exec sleep 60')
    with desk.process("edit", "human") as ran:
        editing = until(lambda: (desk.home / "editing").exists() and (desk.home / "editing").read_text())
        ran.send_signal(end)
        ran.wait()
        os.kill(int(editing), signal.SIGKILL)
        said = ran.stderr.read()
    [kept] = drafts(desk)
    assert kept.read_text() == "Name: Bob\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert (str(kept) in said) == (end != signal.SIGKILL)
    assert desk.text() == BEFORE


def test_ctrl_c_is_the_editors_own(desk, sam, editor):
    editor('trap "echo Name: Bob > \\"$1\\"; exit 0" INT; kill -INT $PPID $$; sleep 60')
    assert desk.memory("edit", "human").code == 0
    assert desk.text() == "Name: Bob"
