"""Each commit of the built app reaches the disk, in its first boot and out of a memory snapshot.

The power-cut test proves what the fdatasync fix is worth; this one, that the app has it. It counts what the
host worker asks of the browser.
"""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.witness import Witness

COMMITS_OF_A_TURN = 4  # what the person said, two steps of the agent, the end

COUNT_FLUSHES = """() => {
  const files = FileSystemSyncAccessHandle.prototype, { flush } = files;
  self.flushes = 0;
  files.flush = function () { self.flushes++; flush.call(this); };
}"""

SNAPSHOT_IS_KEPT = """async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("lettawasm-runtime", { create: true });
  for await (const file of folder.values()) {
    const isWhole = !file.name.endsWith(".crswap"); // which is Chromium's name for one that is being written
    if (isWhole && (await file.getFile()).size > 0) return true;
  }
  return false;
}"""


@pytest.fixture
def page(chromium: str, chromium_flags: list[str], tmp_path: Path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=chromium, args=chromium_flags
        )
        yield browser.pages[0]
        browser.close()


def test_every_commit_is_flushed(page: Page, witness: Witness):
    first = _flushes_of_a_turn(page, witness, 1)
    deadline = time.monotonic() + 60
    while not page.evaluate(SNAPSHOT_IS_KEPT):
        assert time.monotonic() < deadline, "no snapshot was kept"
    second = _flushes_of_a_turn(page, witness, 2)
    assert witness.said["restored"] == [False, True]
    assert min(first, second) >= COMMITS_OF_A_TURN


def _flushes_of_a_turn(page: Page, witness: Witness, turn: int) -> int:
    with page.expect_worker() as host:
        page.goto(f"{witness.url}/turns.html?first={turn}&last={turn}")
    host.value.evaluate(COUNT_FLUSHES)
    witness.wait_for(lambda said: said["failed"] or len(said["history"]) == turn)
    assert witness.said["failed"] == []
    return host.value.evaluate("self.flushes")
