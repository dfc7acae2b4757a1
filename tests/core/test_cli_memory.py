"""`lettawasm memory`: who is meant, what is shown, and how it ends."""

import json
import re
import stat

import pytest

HOSTILE = "I am \x1b[2J\x9b31m kind \u202eyrev\r\x7f"


# -- list and view


def test_list_shows_agents_with_their_blocks(desk, sam):
    [agent] = desk.json("list")["agents"]
    human, persona = agent["blocks"]
    assert (agent["name"], agent["id"]) == ("Sam", sam)
    assert (human["label"], human["characters"], human["limit"], human["share"]) == (
        "human",
        19,
        2_000,
        0.0095,
    )
    assert (persona["label"], persona["share"]) == ("persona", 0.025)


def test_list_fits_eighty_columns(desk):
    desk.make("S" * 20, [{"label": "l" * 100, "value": "日本語" * 30}, {"label": "人" * 60, "value": ""}])
    lines = desk.memory("list").out.splitlines()
    assert [line.split()[-1] for line in lines[2:]] and "…" in lines[2]
    assert max(map(columns, lines[1:])) <= 80


def columns(line: str) -> int:
    return sum(1 + (ord(letter) > 0x2E80) for letter in line)


def test_view_shows_what_every_block_says(desk, sam):
    assert desk.memory("view").out.splitlines() == [
        "Sam / human  19 of 2,000 characters",
        *("Name: Ada", "Likes tea", ""),
        "Sam / persona  5 of 200 characters",
        "Kind.",
    ]


@pytest.mark.parametrize("words", [["Sam", "human"], ["human"]])
def test_one_block_is_named_by_agent_and_label_or_by_label_alone(desk, sam, words):
    [block] = desk.json("view", *words)["blocks"]
    assert block["value"] == "Name: Ada\nLikes tea"
    assert desk.json("view", block["id"])["blocks"] == [block]
    assert desk.json("view", sam, "human")["blocks"] == [block]


def test_what_is_not_there_ends_with_three_and_says_what_is(desk, sam):
    for words, said in [
        (["view", "Eve"], f"No agent is called 'Eve'. There are: Sam ({sam})"),
        (["view", "Sam", "mood"], "Sam has no block 'mood'. There are: human, persona"),
        (["view", "block-123e4567-e89b-42d3-8456-426614174000"], "not found"),
    ]:
        told = desk.memory(*words)
        assert (told.code, told.out) == (3, "")
        assert said in told.err


def test_names_that_several_agents_have_are_listed(desk, sam):
    twin = desk.make("Sam")
    told = desk.memory("view", "Sam")
    assert told.code == 2
    assert sam in told.err and twin in told.err
    assert desk.json("view", twin)["agent"] == {"id": twin, "name": "Sam"}


def test_one_of_several_agents_must_be_named(desk, sam):
    desk.make("Eve")
    told = desk.memory("edit", "--set", "x")
    assert (told.code, told.err.partition("?")[0]) == (2, "lettawasm: Which agent")


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["view"],
        ["edit", "human", "--set", "x"],
        ["history"],
        ["diff", "human"],
        ["restore", "human", "--version", "1", "--dry-run"],
        ["search"],
        ["export", "-o", "~/sam.json"],
        ["reset", "Sam", "human", "--yes"],
        ["sources"],
        ["verify"],
    ],
    ids=lambda words: words[0],
)
def test_help_tells_what_json_looks_like(desk, sam, words):
    desk.memory("edit", "human", "--set", "Name: Bob")
    told = desk.json(*words)
    promised = set(re.findall(r'"(\w+)"', desk.memory(words[0], "--help").out.rpartition("it prints:")[2]))
    assert promised >= set(told)
    assert {name for name in promised if f'"{name}":' not in json.dumps(told)} <= EMPTY.get(words[0], set())


EMPTY = {
    "verify": {"object_id", "kind", "number", "problem"},
    "reset": {"agent", "changes"},
}  # of what isn't there


def test_programs_are_told_errors_as_json(desk, sam):
    told = desk.memory("view", "Eve", "--json")
    assert (told.code, told.err) == (3, "")
    assert told.json["error"]["kind"] == "not_found"
    wrong = desk.memory("view", "--colour", "--json")
    assert (wrong.code, wrong.err, wrong.json["error"]["kind"]) == (2, "", "usage")


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_no_text_can_speak_to_the_terminal(desk, option):
    desk.make("\x1b[2JSam", [{"label": "human", "value": HOSTILE, "description": HOSTILE}])
    for words in (["list"], ["view"], ["view", "Eve"], ["edit", "human", "--set", f"\x1b]0;{HOSTILE}"]):
        told = desk.memory(*words, *option)
        assert not {*"\x1b\x9b\u202e\r\x7f"} & {*told.out, *told.err}


def test_at_a_terminal_there_are_colours_unless_somebody_minds(desk, sam, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1mSam\x1b[0m" in desk.terminal("list").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in desk.terminal("list").out


def test_a_reader_may_leave_early(desk):
    desk.make("Sam", [{"label": "long", "value": "line\n" * 19_000}])
    with desk.process("view") as ran:
        assert ran.stdout.readline().startswith("Sam / long")
        ran.stdout.close()
        assert (ran.stderr.read(), ran.wait()) == ("", 0)


def test_a_terminal_that_knows_few_letters_gets_escapes(desk, monkeypatch):
    desk.make("Zoë", [{"label": "human", "value": "日本"}])
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with desk.process("view") as ran:
        out, err = ran.communicate()
    assert (ran.returncode, "Zo\\xeb" in out, "\\u65e5" in out, err) == (0, True, True, "")


def test_a_word_that_is_no_text_is_refused(desk, sam):
    for words in (["edit", "human", "--set", "\udcff"], ["view", "\udcff"], ["search", "\udcff"]):
        told = desk.memory(*words, "--json")
        assert (told.code, told.json["error"]["kind"]) == (2, "usage")


def test_search_shows_what_matched(desk, sam, monkeypatch):
    told = desk.memory("search", "tea")
    assert told.out.splitlines()[0].startswith("block human  ")
    assert told.out.splitlines()[1] == "  Name: Ada Likes tea"
    assert desk.memory("search", "zebra").out == "Nothing was found\n"
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1mtea\x1b[0m" in desk.terminal("search", "tea").out


# -- where memory is


def test_a_file_that_is_not_there_is_not_made(desk):
    told = desk.memory("list")
    assert (told.code, told.err) == (3, f"lettawasm: There is no memory at {desk.db} yet\n")
    assert not desk.db.exists()


@pytest.mark.parametrize(
    ("name", "code", "said"), [("folder", 2, "is a folder"), ("text", 1, "not a database")]
)
def test_what_is_no_database_is_left_alone(desk, name, code, said):
    (desk.home / "folder").mkdir()
    (desk.home / "text").write_text("This is a text, and long enough to be taken for something else. " * 20)
    desk.db = desk.home / name
    told = desk.memory("list")
    assert (told.code, said in told.err) == (code, True)


def test_a_database_that_is_damaged_says_so(desk, sam):
    desk.db.write_bytes(desk.db.read_bytes()[:20_000])
    told = desk.memory("list", "--json")
    assert (told.code, told.err, "error" in told.json) == (1, "", True)


def test_a_file_that_another_process_has_open_says_where_to_ask(desk, sam):
    with desk.client():
        told = desk.memory("list")
    assert told.code == 1
    assert "another lettawasm has it open" in told.err and "--base-url" in told.err


def test_a_new_space_is_its_owners_alone(desk):
    desk.db = desk.home / "new" / "space.db"
    desk.make("Sam")
    assert mode(desk.db) == 0o600
    assert mode(desk.db.parent) == 0o700


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    "url", ["ftp://a", "localhost:8283", "http://", "http://a:b@c", "http://a?x", "http://[", "http://a:x"]
)
def test_an_address_must_be_one_and_carry_no_password(desk, url):
    told = desk.ask(url, "list")
    assert (told.code, told.out) == (2, "")
    assert "address" in told.err
