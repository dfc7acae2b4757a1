"""`lettawasm memory compress`: a shorter block, and nothing lost."""

import pytest

LINES = [f"Fact {number}: Ada likes tea number {number}." for number in range(40)]


@pytest.fixture
def full(desk):
    """A block that is nearly full."""
    text = "\n".join(LINES)
    desk.make("Sam", [{"label": "human", "value": text, "limit": len(text) + 10}])
    return text


def test_what_it_would_become_is_shown_first(desk, full):
    no = desk.terminal("compress", "human", "--strategy", "archive", answers=["n"])
    assert (no.code, desk.text()) == (1, full)
    assert "-Fact 0: Ada likes tea number 0." in no.out and "Compress human? [y/N]" in no.out
    assert desk.json("compress", "human", "--dry-run")["dry_run"] is True
    assert desk.text() == full


@pytest.mark.parametrize("strategy", ["truncate", "archive"])
def test_a_compressed_block_can_be_brought_back(desk, full, strategy):
    told = desk.json("compress", "human", "--strategy", strategy, "--yes")
    assert (told["strategy"], told["chars_before"], told["value"]) == (strategy, len(full), desk.text())
    assert len(desk.text()) < len(full) * 0.6
    newest = desk.json("history", "human")["versions"][0]
    assert newest["actor"] in ("compaction", "person")
    assert desk.memory("restore", "human", "--version", "1", "--yes").code == 0
    assert desk.text() == full


def test_what_left_for_the_archive_is_found_there(desk, full):
    told = desk.memory("compress", "human", "--strategy", "archive", "--yes")
    assert "characters became" in told.out and "went to the archive" in told.out
    hits = desk.json("search", "fact", "tea", "--kind", "passage")["hits"]
    assert any("Fact 0:" in hit["text"] for hit in hits)


def test_a_short_block_is_left_alone(desk, sam):
    assert desk.memory("compress", "human", "--yes").out == "human is short enough\n"
    assert len(desk.json("history", "human")["versions"]) == 1
