"""`lettawasm memory history`, `diff`, `restore`, `reset`, `sources`, `forget` and `verify`."""

import sqlite3
import subprocess
from datetime import UTC, datetime

import pytest

from lettawasm.cli.memory.client import path

BEFORE = "Name: Ada\nLikes tea"


@pytest.fixture
def edited(desk, sam):
    """The agent's id, after three versions of one of its blocks."""
    for text in ("Name: Bob\nLikes tea", "Name: Bob\nLikes cake"):
        assert desk.memory("edit", "human", "--set", text).code == 0
    return sam


def test_history_tells_what_changed_and_who_did_it(desk, edited):
    versions = desk.json("history", "Sam")["versions"]
    assert [(one["name"], one["number"], one["actor"], one["change"]) for one in versions[:2]] == [
        ("human", 3, "person", "+ Likes cake"),
        ("human", 2, "person", "+ Name: Bob"),
    ]
    assert {(one["name"], one["number"], one["change"]) for one in versions[2:]} == {
        (name, 1, "made") for name in ("Sam", "human", "persona")
    }
    assert desk.json("history", "human", "-n", "1")["versions"] == versions[:1]


def test_history_tells_of_what_is_gone_and_back(desk, edited):
    block = desk.json("view", "human")["blocks"][0]["id"]
    with desk.client() as client:
        client.download("DELETE", path("/v1/blocks/{}", block))
    assert desk.json("history", block)["versions"][0]["change"] == "deleted"
    assert desk.memory("view", block, "--version", "4").code == 3
    assert desk.memory("restore", block, "--version", "3", "--yes").code == 0
    assert desk.json("history", block)["versions"][0]["change"] == "known again"


def test_history_fits_eighty_columns(desk, edited):
    desk.memory("edit", "human", "--set", "x" * 500)
    lines = desk.memory("history", "--all").out.splitlines()
    assert lines[0].split() == ["WHEN", "WHAT", "WHO", "WHY", "CHANGE"]
    assert len(lines) == 7
    assert max(map(len, lines)) <= 80


def test_history_goes_on_page_after_page(desk, sam):
    with desk.client() as client:
        block = client.get(path("/v1/agents/{}/core-memory/blocks", sam))[0]
        for number in range(250):
            client.patch(path("/v1/blocks/{}", block["id"]), {"value": str(number)})
    numbers = [one["number"] for one in desk.json("history", block["id"], "--all")["versions"]]
    assert numbers == list(range(251, 0, -1))


def test_view_shows_a_version_or_a_moment(desk, edited):
    assert desk.json("view", "human", "--version", "2")["blocks"][0]["value"] == "Name: Bob\nLikes tea"
    moment = desk.json("history", "human")["versions"][1]["created_at"]
    human, persona = desk.json("view", "Sam", "--at", moment)["blocks"]
    assert (human["value"], human["version"]) == ("Name: Bob\nLikes tea", 2)
    assert (persona["value"], persona["version"]) == ("Kind.", 1)
    assert "version 2" in desk.memory("view", "human", "--at", moment).out


def test_what_was_never_there_is_not_found(desk, edited):
    for words in (["--version", "9"], ["--at", "2020-01-01"]):
        assert desk.memory("view", "human", *words).code == 3
        assert desk.memory("restore", "human", *words, "--yes").code == 3
    assert desk.memory("diff", "human", "--to", "9").code == 3
    assert desk.memory("history", "block-123e4567-e89b-42d3-8456-426614174000").code in (0, 3)


def test_diff_compares_the_newest_with_the_one_before(desk, edited):
    assert [line for line in desk.memory("diff", "human").out.splitlines() if line[0] in "+-"] == [
        "--- human, version 2",
        "+++ human, version 3",
        "-  Likes tea",
        "+  Likes cake",
    ]


def test_diff_compares_any_two_versions_and_the_present_with_a_moment(desk, edited):
    first = desk.json("diff", "human", "--from", "1", "--to", "2")
    assert (first["from"], first["to"]) == (1, 2)
    assert (first["before"]["value"], first["after"]["value"]) == (BEFORE, "Name: Bob\nLikes tea")
    moment = desk.json("history", "human")["versions"][2]["created_at"]
    assert desk.json("diff", "human", "--at", moment) == desk.json(
        "diff", "human", "--from", "1", "--to", "3"
    )
    assert desk.json("diff", "human", "--at", "2020-01-01")["before"] is None
    assert desk.memory("diff", "human", "--from", "3").out == "Nothing changed\n"


def test_restore_asks_before_it_brings_a_version_back(desk, edited):
    no = desk.terminal("restore", "human", "--version", "1", answers=["n"])
    assert (no.code, desk.text()) == (1, "Name: Bob\nLikes cake")
    assert "+  Name: Ada" in no.out and "Restore human to version 1? [y/N]" in no.out
    yes = desk.terminal("restore", "human", "--version", "1", answers=["y"])
    assert (yes.code, desk.text()) == (0, BEFORE)
    newest = desk.json("history", "human")["versions"][0]
    assert (newest["number"], newest["actor"]) == (4, "restore")


def test_without_a_terminal_nothing_is_destroyed_unasked(desk, edited):
    for words in (["restore", "human", "--version", "1"], ["reset", "Sam"], ["reset", "Sam", "human"]):
        with desk.process(*words, stdin=subprocess.DEVNULL) as ran:
            out, err = ran.communicate()
        assert (ran.returncode, out) == (1, "")
        assert "--yes" in err
    assert desk.text() == "Name: Bob\nLikes cake"


def test_a_dry_run_only_shows(desk, edited):
    told = desk.json("restore", "human", "--version", "1", "--dry-run")
    assert told["dry_run"] is True
    assert [change["after"]["value"] for change in told["changes"]] == [BEFORE]
    assert desk.text() == "Name: Bob\nLikes cake"


def test_a_whole_agent_goes_back_to_a_moment(desk, edited):
    moment = desk.json("history", "human")["versions"][1]["created_at"]
    desk.memory("edit", "persona", "--set", "Rude.")
    told = desk.json("restore", "Sam", "--at", moment, "--yes")
    assert sorted(change["after"]["value"] for change in told["changes"] if change["kind"] == "block") == [
        "Kind.",
        "Name: Bob\nLikes tea",
    ]
    assert desk.memory("restore", "Sam", "--at", "0s", "--yes").out == "Nothing would change\n"
    assert desk.memory("restore", "Sam", "--version", "1").code == 2


def test_reset_wants_the_name_typed(desk, edited):
    wrong = desk.terminal("reset", "Sam", answers=["sam"])
    assert (wrong.code, desk.text()) == (1, "Name: Bob\nLikes cake")
    right = desk.terminal("reset", "Sam", answers=["Sam"])
    assert (right.code, desk.text()) == (0, BEFORE)
    assert "Type Sam to go on:" in right.out


def test_reset_empties_a_block(desk, edited):
    assert desk.json("reset", "Sam", "human", "--yes")["changed"] is True
    assert desk.text() == ""
    assert desk.json("reset", "Sam", "human", "--yes")["changed"] is False
    assert desk.memory("restore", "human", "--version", "3", "--yes").code == 0
    assert desk.text() == "Name: Bob\nLikes cake"


def test_sources_say_where_memory_came_from(desk, edited):
    [source] = desk.json("sources")["sources"]
    assert (source["actor"], source["origin"], source["versions"]) == ("person", "user", 5)
    shown = desk.memory("sources").out.splitlines()
    assert (shown[0], shown[1].partition(",")[0]) == ("(no source)", "  person")


def test_verify_finds_what_was_changed_behind_our_back(desk, edited):
    assert desk.json("verify") == {"ok": True, "versions": desk.json("verify")["versions"], "faults": []}
    with sqlite3.connect(desk.db) as database:
        database.execute("UPDATE blocks SET value = 'Name: Eve' WHERE label = 'human'")
    database.close()
    told = desk.memory("verify", "--json")
    [fault] = told.json["faults"]
    assert (told.code, fault["kind"], fault["number"]) == (1, "block", 3)
    assert "not all is well" in desk.memory("verify").out


def test_times_that_are_shown_can_be_asked_for(desk, edited):
    when = desk.memory("history", "human").out.splitlines()[1].split()[0]
    assert datetime.fromisoformat(when) <= datetime.now(UTC)
    assert desk.json("view", "human", "--at", when)["blocks"][0]["value"] == "Name: Bob\nLikes cake"


@pytest.fixture
def told(desk, sam):
    """The run in which the agent heard of Zurich."""
    desk.memory("edit", "human", "--set", "")
    with desk.client() as client:
        words = {"input": "My name is Ada, and I live in Zurich."}
        answer = client.post(path("/v1/agents/{}/messages", sam), words)
    assert "Zurich" in desk.text()
    return answer["messages"][0]["run_id"]


def test_history_says_which_run_led_to_a_change(desk, told):
    newest = desk.json("history", "human")["versions"][0]
    assert (newest["actor"], newest["run_id"]) == ("agent", told)


def test_an_agent_goes_back_to_before_a_run(desk, told):
    assert desk.memory("restore", "Sam", "--at", told, "--yes").code == 0
    assert desk.text() == ""


def test_what_one_run_led_to_is_forgotten_after_a_look(desk, told):
    shown = desk.terminal("forget", "--run", told, answers=[""])
    assert (shown.code, "Zurich" in shown.out, "Zurich" in desk.text()) == (1, True, True)
    done = desk.json("forget", "--run", told, "--yes")
    assert (done["dry_run"], desk.text()) == (False, "")
    assert done["states_erased"] > 0
    assert "Zurich" not in desk.memory("history", "human", "--all").out


def test_forget_wants_to_know_what(desk, sam):
    assert desk.memory("forget", "--yes").code == 2
    assert desk.memory("forget", "--origin", "gossip").code == 2
