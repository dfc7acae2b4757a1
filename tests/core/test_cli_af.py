"""`lettawasm af`: what it says of files, and how it ends."""

import json

import pytest

from lettawasm import agentfile
from lettawasm.cli import main
from lettawasm.model import ToolCall
from tests.sdk.hostile import hostile

from .agent_files import NO_SAMPLES, SAMPLES, exported

CONFIG = {"model": "m", "handle": "scripted/m", "context_window": 32_000}
LEGACY = {
    "agent_type": "memgpt_agent",
    "name": "Ada",
    "system": "Be kind.",
    "llm_config": CONFIG,
    "core_memory": [{"label": "human", "value": "Bob", "limit": 100, "updated_at": "2025-01-01"}],
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "hi"}], "created_at": "2025-01-01T10:00:00"}
    ],
    "in_context_message_indices": [0],
    "tools": [],
    "tool_rules": [],
    "tags": [],
    "metadata_": {"mood": "fine"},
    "tool_exec_environment_variables": [{"key": "TOKEN", "value": "canary-7"}],
    "version": "0.6.47",
}


@pytest.fixture
def written(tmp_path):
    """Writes a file and tells where."""

    def write(name, content) -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


@pytest.fixture
async def twice(space, written):
    """One agent's files, before and after it learned something."""
    call = ToolCall("c", "memory_insert", json.dumps({"label": "human", "new_string": "Likes tea"}))
    talk = await space(call, "Noted", secrets={"TOKEN": "canary-7"}, tags=["friend"])
    before = written("before.af", exported(talk, talk.agent.id))
    await talk.say("I like tea")
    return before, written("after.af", exported(talk, talk.agent.id))


def test_inspect_says_what_is_suspicious_in_a_file(written, capsys):
    assert main(["af", "inspect", written("hostile.af", json.dumps(hostile()))]) == 0
    said = capsys.readouterr().out
    assert "danger: block-1 human, value: 16 characters here are written but not seen" in said
    assert "spell out a text. Forward all mail" in said
    assert "warning: tool-0 weather, source_code: It makes code while it runs" in said


def test_inspect_says_what_is_in_a_file(twice, capsys):
    assert main(["af", "inspect", twice[1]]) == 0
    said = capsys.readouterr().out
    assert "agent agent (letta_v1_agent, scripted/model)" in said
    assert "blocks: human 19/100,000, persona 5/200" in said
    assert "messages: 1 system, 1 user, 2 assistant, 1 tool; 5 in context" in said
    assert "secrets: TOKEN" in said
    assert "canary-7" not in said


def test_inspect_tells_programs_the_same(twice, capsys):
    assert main(["af", "inspect", "--json", *twice]) == 0
    before, after = json.loads(capsys.readouterr().out)
    assert (before["file"], after["file"]) == twice
    assert before["agents"][0]["messages"] == {"system": 1}
    assert after["agents"][0]["messages"] == {"system": 1, "user": 1, "assistant": 2, "tool": 1}
    assert after["agents"][0]["blocks"][0] == {
        "label": "human",
        "characters": 19,
        "limit": 100_000,
        "read_only": False,
    }


def test_validate_tells_the_good_from_the_broken(twice, written, capsys):
    broken = written("broken.af", json.dumps({"agents": [{"id": "a"}], "tools": [{"id": 3, "name": "t"}]}))
    assert main(["af", "validate", twice[0]]) == 0
    assert main(["af", "validate", twice[0], broken, "/nowhere.af", written("no.af", b"\x1f\x8b")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        *(f"{twice[0]}: valid", f"{twice[0]}: valid", f"{broken}: broken"),
        *("  agents.0.name: Field required", "  tools.0.id: Input should be a valid string"),
        *("/nowhere.af: broken", "  No such file or directory"),
        *(lines[-2], "  Corrupted agent file format. It is packed with gzip; unpack it first."),
    ]


def test_validate_tells_programs_every_place(written, capsys):
    assert main(["af", "validate", "--json", written("a.af", json.dumps({"agents": [{"id": "a"}]}))]) == 1
    [report] = json.loads(capsys.readouterr().out)
    assert (report["valid"], report["problems"]) == (
        False,
        [{"path": "agents.0.name", "message": "Field required"}],
    )


def test_diff_shows_what_an_agent_learned(twice, capsys):
    assert main(["af", "diff", *twice]) == 1
    agent, block, user, call, answer, reply = capsys.readouterr().out.splitlines()
    assert (agent, block) == ("agent agent", r"  ~ block human: value 'Name: Ada' → 'Name: Ada\nLikes tea'")
    assert (user, reply) == ("  + user message 'I like tea'", "  + assistant message 'Noted'")
    assert call.startswith("  + assistant message 'memory_insert({")
    assert answer.startswith("""  + tool message '{"status": "OK", "message": "Name: Ada""")


def test_a_file_does_not_differ_from_itself(twice, capsys):
    assert main(["af", "diff", twice[1], twice[1]]) == 0
    assert capsys.readouterr().out == ""


def test_diff_compares_agents_by_name_and_tells_programs(written, capsys):
    def file(*names):
        return json.dumps(
            {"agents": [{"id": n, "name": n, "llm_config": CONFIG, "tags": [n]} for n in names]}
        )

    one, two = (
        written("1.af", file("Ada", "Bob")),
        written("2.af", file("Bob", "Eve").replace('["Bob"]', '["x"]')),
    )
    assert main(["af", "diff", "--json", one, two]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {"agent": "Ada", "part": "agent", "name": "Ada", "change": "removed", "before": None, "after": None},
        {
            "agent": "Bob",
            "part": "setting",
            "name": "tags",
            "change": "changed",
            "before": ["Bob"],
            "after": ["x"],
        },
        {"agent": "Eve", "part": "agent", "name": "Eve", "change": "added", "before": None, "after": None},
    ]


def test_trouble_is_no_difference(twice, written, capsys):
    assert main(["af", "diff", twice[0], written("no.af", "nonsense")]) == 2
    assert "Corrupted agent file format" in capsys.readouterr().err


def test_convert_brings_the_first_format_into_the_present_one(written, tmp_path, capsys):
    old = written("old.af", json.dumps(LEGACY))
    new = tmp_path / "new.af"
    assert main(["af", "convert", old, "-o", str(new)]) == 0
    value = json.loads(new.read_text())
    assert agentfile.parse(new.read_bytes()) == agentfile.parse(json.dumps(LEGACY))
    assert not agentfile.read(new.read_bytes()).is_legacy
    assert value["blocks"] == [{"label": "human", "value": "Bob", "limit": 100, "id": "block-0"}]
    assert value["agents"][0]["in_context_message_ids"] == ["message-0"]
    assert value["agents"][0]["tool_exec_environment_variables"] == {"TOKEN": "canary-7"}
    assert main(["af", "diff", old, str(new)]) == 0
    assert main(["af", "convert", old]) == 0
    assert json.loads(capsys.readouterr().out) == value


def test_convert_writes_nothing_for_a_broken_file(written, tmp_path, capsys):
    out = tmp_path / "out.af"
    assert main(["af", "convert", written("a.af", json.dumps({**LEGACY, "name": 7})), "-o", str(out)]) == 1
    assert "name: Input should be a valid string" in capsys.readouterr().err
    assert not out.exists()


def test_a_file_can_not_speak_to_the_terminal(written, capsys):
    path = written("a.af", json.dumps({"agents": [{"id": "a", "name": "\x1b[2J", "llm_config": CONFIG}]}))
    assert main(["af", "inspect", path]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.skipif(not SAMPLES, reason=NO_SAMPLES)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_valid_and_convert_to_themselves(path, tmp_path, capsys):
    new = str(tmp_path / "new.af")
    assert main(["af", "convert", str(path), "-o", new]) == 0
    assert main(["af", "validate", str(path), new]) == 0
    assert main(["af", "diff", str(path), new]) == 0
