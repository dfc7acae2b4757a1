"""`lettawasm memory export` and `import`: files of the person's own."""

import json
import os
import stat
import subprocess
from datetime import UTC, datetime

import pytest

MCP = "\n".join(
    json.dumps(line)
    for line in [
        {"type": "entity", "name": "Ada", "entityType": "person", "observations": ["Likes tea"]},
        {"type": "entity", "name": "Zurich", "entityType": "city", "observations": ["Has a lake"]},
        {"type": "relation", "from": "Ada", "to": "Zurich", "relationType": "lives in"},
    ]
)


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("form", ["af", "json", "markdown", "html"])
def test_an_export_is_its_owners_alone(desk, sam, form):
    file = desk.home / "new" / "folder" / "sam"
    told = desk.json("export", "Sam", "--format", form, "-o", str(file))
    assert told == {
        "file": str(file),
        "format": form,
        "bytes": file.stat().st_size,
        "agent": {"id": sam, "name": "Sam"},
    }
    assert (mode(file), mode(file.parent), mode(file.parent.parent)) == (0o600, 0o700, 0o700)
    assert "Likes tea" in file.read_text()


def test_the_name_of_a_file_says_what_it_is(desk, sam, monkeypatch):
    monkeypatch.chdir(desk.home)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    for words, name in [
        ([], f"Sam-{today}.json"),
        (["--format", "html"], f"Sam-{today}.html"),
        (["-o", "sam.md"], "sam.md"),
        (["--everything"], f"everything-{today}.json"),
    ]:
        assert desk.json("export", *words)["file"] == str(desk.home / name)


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "..", "~", "a\nb", "-o", ".hidden"])
def test_an_agents_name_leads_no_file_astray(desk, name, monkeypatch):
    folder = desk.home / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    agent_id = desk.make(name)
    assert desk.memory("export", agent_id, "--format", "af").code == 0
    [file] = desk.home.glob("here/*.af")
    assert not file.name.startswith((".", "-"))
    assert (
        desk.memory("export", agent_id, "--format", "af", "-o", str(folder)).code == 1
    )  # it is there already


def test_what_is_there_is_replaced_only_by_force(desk, sam):
    file, elsewhere = desk.home / "sam.af", desk.home / "elsewhere"
    for there in (file, elsewhere):
        there.write_text("mine")
    link = desk.home / "link.af"
    link.symlink_to(elsewhere)
    for path in (file, link):
        told = desk.memory("export", "-o", str(path))
        assert (told.code, "--force" in told.err, path.read_text()) == (1, True, "mine")
    assert desk.memory("export", "-o", str(link), "--force").code == 0
    assert (elsewhere.read_text(), link.is_symlink(), mode(link)) == ("mine", False, 0o600)
    assert sorted(path.name for path in desk.home.iterdir() if path.suffix == ".af") == ["link.af", "sam.af"]


def test_an_export_can_go_into_a_pipe(desk, sam):
    ran = subprocess.run(
        desk.command("export", "--format", "af", "-o", "-"), capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout)["agents"][0]["name"] == "Sam"
    assert desk.memory("export", "-o", "-", "--json").code == 2


@pytest.mark.parametrize("path", ["/proc/nowhere/sam.af", "/dev/null/sam.af"])
def test_where_nothing_can_be_written_it_says_so(desk, sam, path):
    told = desk.memory("export", "-o", path)
    assert (told.code, path in told.err) == (1, True)


def test_a_page_is_locked_with_a_passphrase_that_no_list_of_programs_shows(desk, sam):
    page = desk.home / "sam.html"
    read, write = os.pipe()
    os.write(write, b"open sesame\n")
    os.close(write)
    command = desk.command("export", "-o", str(page), "--passphrase-fd", str(read))
    subprocess.run(command, pass_fds=[read], check=True, stdout=subprocess.DEVNULL)
    os.close(read)
    assert "Likes tea" not in page.read_text()


def test_a_passphrase_is_typed_twice(desk, sam):
    page = desk.home / "sam.html"
    unlike = desk.terminal("export", "-o", str(page), "--passphrase", answers=["open sesame", "open barley"])
    assert (unlike.code, page.exists()) == (1, False)
    alike = desk.terminal("export", "-o", str(page), "--passphrase", answers=["open sesame", "open sesame"])
    assert (alike.code, page.exists()) == (0, True)
    assert "sesame" not in alike.out


def test_what_can_not_be_locked_is_not_exported(desk, sam):
    assert desk.memory("export", "--format", "json", "--passphrase").code == 2
    assert desk.memory("export", "--everything", "--format", "af").code == 2


# -- import


@pytest.fixture
def notes(desk):
    """A file of another memory's, and a space to bring it to."""
    path = desk.home / "memory.jsonl"
    path.write_text(MCP)
    return str(path)


def test_an_import_is_shown_before_it_is_done(desk, sam, notes):
    no = desk.terminal("import", notes, "--agent", "Sam", answers=["n"])
    assert (no.code, "Likes tea" in no.out) == (1, True)
    assert desk.json("search", "lake")["hits"] == []
    yes = desk.terminal("import", notes, "--agent", "Sam", answers=["y"])
    assert yes.code == 0
    assert "lake" in desk.json("search", "lake")["hits"][0]["text"]


def test_the_same_file_again_adds_nothing(desk, sam, notes):
    first = desk.json("import", notes, "--agent", "Sam", "--yes")
    again = desk.json("import", notes, "--agent", "Sam", "--yes")
    assert (first["dry_run"], sum(first["added"].values()) > 0) == (False, True)
    assert sum(again["added"].values()) == 0


def test_an_import_is_forgotten_by_its_source(desk, sam, notes):
    source = desk.json("import", notes, "--agent", "Sam", "--yes")["source"]
    assert source in desk.memory("sources").out.splitlines()
    assert desk.memory("forget", source, "--yes").code == 0
    assert desk.json("search", "lake")["hits"] == []


def test_the_first_memory_of_a_new_space_may_be_an_import(desk, notes):
    told = desk.json("import", notes, "--name", "Ada's", "--yes")
    assert desk.json("list")["agents"][0]["id"] == told["agent_ids"][0]
    assert mode(desk.db) == 0o600


@pytest.mark.parametrize("form", ["af", "json", "html"])
def test_what_was_exported_comes_home(desk, sam, form):
    file = str(desk.home / f"sam.{form}")
    assert desk.memory("export", "-o", file, "--format", form).code == 0
    desk.db = desk.home / "other.db"
    assert desk.memory("import", file, "--yes").code == 0
    assert desk.text() == "Name: Ada\nLikes tea"
    for again, count in [([], 1), (["--again"], 2)]:
        assert desk.memory("import", file, "--yes", *again).code == 0
        assert len(desk.json("list")["agents"]) == count


def test_a_locked_page_comes_home_with_its_passphrase(desk, sam, monkeypatch):
    monkeypatch.setenv("LETTAWASM_PASSPHRASE", "open sesame")
    file = str(desk.home / "sam.html")
    assert desk.memory("export", "-o", file, "--passphrase").code == 0
    desk.db = desk.home / "other.db"
    assert desk.memory("import", file, "--passphrase", "--yes").code == 0
    assert desk.text() == "Name: Ada\nLikes tea"
    monkeypatch.setenv("LETTAWASM_PASSPHRASE", "sesame")
    assert desk.memory("import", file, "--passphrase", "--yes").code == 1


def test_a_folder_of_notes_is_imported_without_what_it_links_to(desk, sam):
    folder = desk.home / "notes"
    (folder / "sub").mkdir(parents=True)
    (folder / "tea.md").write_text("---\ntitle: Tea\ntype: note\n---\n\n- [fact] Ada likes tea #drink\n")
    (folder / "sub" / "lake.md").write_text(
        "---\ntitle: Lake\ntype: note\n---\n\n- [fact] Zurich has a lake\n"
    )
    (desk.home / "secret.md").write_text("---\ntitle: Secret\n---\n\n- [fact] The vault is open\n")
    (folder / "link.md").symlink_to(desk.home / "secret.md")
    assert desk.memory("import", str(folder), "--agent", "Sam", "--yes").code == 0
    assert desk.json("search", "lake")["hits"]
    assert desk.json("search", "vault")["hits"] == []


def test_a_file_that_nobody_knows_changes_nothing(desk, sam):
    (desk.home / "cat.jpg").write_bytes(b"\xff\xd8\xff\xe0cat")
    told = desk.memory("import", str(desk.home / "cat.jpg"), "--yes")
    assert (told.code, told.out) == (1, "")
    assert desk.memory("import", str(desk.home / "nothing"), "--yes").code == 3


def test_a_backup_is_tested_before_anybody_needs_it(desk, sam):
    file = desk.home / "all.json"
    desk.json("export", "--everything", "-o", str(file))
    told = desk.json("verify-backup", str(file))
    assert (told["restores"], told["agents"], told["since"]) == (True, ["Sam"], {})
    assert "can be restored. It holds 1 agent, 2 blocks" in desk.memory("verify-backup", str(file)).out
    file.write_bytes(file.read_bytes()[:-50])
    damaged = desk.memory("verify-backup", str(file), "--json")
    assert (damaged.code, damaged.json["restores"]) == (1, False)
