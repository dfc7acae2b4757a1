"""kill -9 of the whole browser at random moments of a conversation in the built app: nothing that a person
was shown is lost, nothing is doubled, and the database is whole.

The page keeps sending the turn it got no end of, under the same `otid`, as every client of ours does.
"""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lettawasm.db import SqliteDriver
from lettawasm.hosts.system_clock import SystemClock
from lettawasm.store import Store
from lettawasm.store.table import Page
from tests.chromium import Chromium
from tests.storage.ledger import database_faults
from tests.witness import Said, Witness

TURNS = 300
KILLS = 10
Event = dict[str, Any]


class Lives:
    """The lives of one browser profile, and what the test heard in all of them."""

    def __init__(self, witness: Witness, command: list[str], folder: Path) -> None:
        self.witness, self._command, self._folder = witness, command, folder
        self.shown: set[str] = set()  # ids of messages that a person had seen whole
        self.edits: set[str] = set()  # what the memory was seen to become
        self.next_turn = 1
        self.count = 0

    def start(self, last: int) -> Chromium:
        """Begin a life that goes on to turn `last`."""
        self._heard_before = len(self.witness.said["event"])
        self.witness.kept.clear()
        page = f"{self.witness.url}/turns.html?first={self.next_turn}&last={last}"
        return Chromium(self._command, self._folder / "profile", page)

    def check(self) -> None:
        """Look at the files that the life before this one left."""
        self.count += 1
        self.wait_for(lambda said: len(said["copied"]) == self.count)
        if self.count > 1:
            self._check_files()

    def wait_for(self, look: Callable[[Said], bool]) -> None:
        self.witness.wait_for(lambda said: said["failed"] or look(said), patience=90)
        assert self.witness.said["failed"] == []

    def end(self) -> None:
        """Note what this life acknowledged."""
        pieces: set[str] = set()  # of messages that arrive token by token, and are stored when they are whole
        for event in self.witness.said["event"][self._heard_before :]:
            match event["message_type"]:
                case "stop_reason":
                    assert event["stop_reason"] == "end_turn"
                    self.shown |= pieces
                    self.next_turn = event["turn"] + 1
                case "tool_return_message":
                    self.shown.add(event["id"])
                    self.edits.add(event["tool_return"])
                case "tool_call_message" | "assistant_message":
                    (self.shown if event["turn"] % 2 else pieces).add(event["id"])

    def _check_files(self) -> None:
        for name, data in self.witness.kept.items():
            (self._folder / name).write_bytes(data)
        driver = SqliteDriver(str(self._folder / "space.db"))
        stored = {row["id"] for row in driver.execute("SELECT id FROM messages")}
        assert database_faults(driver) == []
        space = Store(driver, SystemClock())
        assert list(space.proof.faults()) == []
        heads = space.timeline.find(Page(limit=-1), kinds=("block",))
        edits = {version.after["value"] for version in space.timeline.whole(heads) if version.after}
        assert self.shown - stored == set()
        assert self.edits - edits == set()
        driver.close()
        for left in self._folder.glob("space.db*"):
            left.unlink()


@pytest.fixture
def lives(witness: Witness, chromium: str, chromium_flags: list[str], tmp_path: Path) -> Lives:
    return Lives(witness, [chromium, *chromium_flags], tmp_path)


def test_killing_the_browser_loses_and_doubles_nothing_of_a_conversation(lives: Lives):
    chance = random.Random(3)
    for kill in range(1, KILLS + 1):
        turn = kill * TURNS // (KILLS + 1) + chance.randint(-8, 8)
        with lives.start(TURNS) as browser:
            lives.check()
            lives.wait_for(lambda said, turn=turn: any(e["turn"] >= turn for e in said["event"][-1:]))
            events = len(lives.witness.said["event"]) + chance.randint(0, 30)
            lives.wait_for(lambda said, events=events: len(said["event"]) >= events)
            browser.kill9()
        lives.end()
    with lives.start(TURNS) as browser:
        lives.check()
        lives.wait_for(lambda said: bool(said["history"]))
        browser.stop()
    lives.end()
    with lives.start(0):  # it only looks
        lives.check()
        lives.wait_for(lambda said: len(said["history"]) == 2)
    finished, reopened = lives.witness.said["history"]
    assert reopened == finished
    assert _told(finished) == [(n, [n]) for n in range(1, TURNS + 1)]


def _told(history: list[Event]) -> list[tuple[int, list[int]]]:
    """For each thing the person said, its number and the numbers in the agent's answers to it."""
    told: list[tuple[int, list[int]]] = []
    for message in history:
        if message["message_type"] == "user_message":
            told.append((_number(message), []))
        elif message["message_type"] == "assistant_message":
            told[-1][1].append(_number(message))
    return told


def _number(message: Event) -> int:
    [number] = re.findall(r"number is (\d+)", message["content"])
    return int(number)
