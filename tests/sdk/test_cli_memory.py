"""`lettawasm memory` against a server: the same words on every host."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from letta_client import Letta
from letta_client.types import AgentState

from .hosts import Space

Memory = Callable[..., Any]


@pytest.fixture
def memory(space: Space, tmp_path: Path) -> Memory:
    """Runs a command and reads the JSON that it prints."""

    def run(*words: str, code: int = 0) -> Any:
        command = [sys.executable, "-m", "lettawasm.cli", "memory", *words, "--base-url", space.url, "--json"]
        environment = {**os.environ, "HOME": str(tmp_path), "LETTAWASM_TOKEN": space.token}
        ran = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return json.loads(ran.stdout)

    return run


def test_blocks_are_listed_edited_and_brought_back(
    letta: Letta, agent: AgentState, memory: Memory, tmp_path: Path
) -> None:
    [listed] = memory("list", agent.id)["agents"]
    assert [block["label"] for block in listed["blocks"]] == ["human", "persona"]
    assert memory("edit", agent.id, "human", "--set", "Name: Zoë")["changed"] is True
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Name: Zoë"
    versions = memory("history", agent.id, "human")["versions"]
    assert [(one["number"], one["change"]) for one in versions] == [(2, "+ Name: Zoë"), (1, "made")]
    assert memory("diff", agent.id, "human")["before"]["value"] == "Name: Ada"
    memory("restore", agent.id, "human", "--version", "1", "--yes")
    [block] = memory("view", agent.id, "human")["blocks"]
    assert (block["value"], memory("verify")["ok"]) == ("Name: Ada", True)


def test_what_is_found_is_told(letta: Letta, agent: AgentState, memory: Memory) -> None:
    letta.agents.passages.create(agent.id, text="The canoe was built in 1931", tags=["boats"])
    [hit] = memory("search", "canoe", "--agent", agent.id, "--kind", "passage", "--tag", "boats")["hits"]
    assert (hit["kind"], hit["text"]) == ("passage", "The canoe was built in 1931")


def test_an_agent_is_carried_from_file_to_file(agent: AgentState, memory: Memory, tmp_path: Path) -> None:
    for form in ("af", "html"):
        file = tmp_path / f"sam.{form}"
        memory("export", agent.id, "-o", str(file))
        told = memory("import", str(file), "--yes")
        [home] = told["agent_ids"]
        assert memory("view", home, "human")["blocks"][0]["value"] == "Name: Ada"


def test_what_is_not_there_and_what_is_wrong_is_told_alike(agent: AgentState, memory: Memory) -> None:
    nobody = "agent-123e4567-e89b-42d3-8456-426614174000"
    assert memory("view", nobody, code=3)["error"]["status"] == 404
    assert memory("view", agent.id, "mood", code=3)["error"]["kind"] == "not_found"
    wrong = memory("search", "x", "--label", "x" * 60, code=1)["error"]
    assert (wrong["status"], "labels" in wrong["message"]) == (422, True)
