"""Copies of a space: how safe they make it, which may go, when the next is due, and what a test restore tells."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from lettawasm import clock
from lettawasm.backup import page
from lettawasm.copies import verdict
from lettawasm.copies.due import due_at, wants_check
from lettawasm.copies.keeping import doomed
from lettawasm.copies.server import Server
from lettawasm.copies.trying import try_restore
from lettawasm.errors import Misconfigured, Unprocessable
from lettawasm.hosts.native_cipher import NativeCipher
from lettawasm.model import Text
from lettawasm.ports import HttpRequest, HttpResponse
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.conversations import ConversationSettings
from lettawasm.schemas.copies import Checked, Copy, CopyCreate, Home
from lettawasm.schemas.folders import FolderCreate
from lettawasm.store.table import Page
from lettawasm.testing import NoNetwork

from .backups import everything, written
from .conftest import Space

NOW = "2026-06-30T12:00:00.000000Z"


def before(**time: float) -> str:
    return clock.iso(datetime.fromisoformat(NOW) - timedelta(**time))


def copy(number: int = 0, *, at: str = NOW, kind: Any = "folder", **fields: Any) -> Copy:
    named = {"id": f"copy-{number}", "place": kind, "name": f"{number}.json", "size": 10}
    return Copy(**{**named, "kind": kind, "made_at": at, "created_at": at, **fields})


def checked(restores: bool = True, at: str = NOW) -> Checked:
    return Checked(restores=restores, problem=None if restores else "It is torn", size=10, checked_at=at)


def judged(
    *copies: Copy, changed_at: str = before(hours=1), home: Home | None = None
) -> tuple[str, int, list[str]]:
    found = verdict.judge(home or Home(), verdict.places(copies, changed_at, NOW), NOW)
    return found.level, found.places, found.warnings


@pytest.mark.parametrize(
    ("copies", "level", "places"),
    [
        ([], "alone", 1),
        ([copy()], "copied", 2),
        ([copy(at=before(days=3))], "old", 2),
        ([copy(checked=checked())], "checked", 2),
        ([copy(checked=checked(at=before(days=31)))], "copied", 2),
        ([copy(1), copy(checked=checked(at=before(days=3)), at=before(days=4))], "checked", 2),
        ([copy(checked=checked()), copy(1, kind="worker")], "safe", 3),
        ([copy(checked=checked()), copy(1, kind="worker", at=before(days=3))], "checked", 3),
        ([copy(checked=checked()), copy(1, kind="download")], "checked", 3),
        ([copy(checked=checked()), copy(1, kind="download", checked=checked())], "safe", 3),
        ([copy(kind="download", checked=checked()), copy(1)], "safe", 3),
        ([copy(kind="download", place="a"), copy(1, kind="download", place="b")], "copied", 2),
    ],
)
def test_a_space_is_as_safe_as_its_copies_are_many_new_and_proved(
    copies: list[Copy], level: str, places: int
) -> None:
    assert judged(*copies) == (level, places, [])


def test_an_old_copy_of_what_has_not_changed_is_as_good_as_a_new_one() -> None:
    assert judged(copy(at=before(days=90)), changed_at=before(days=91))[0] == "copied"


@pytest.mark.parametrize(
    ("copies", "level", "warning"),
    [
        ([copy(problem="The disk is full")], "alone", "failed"),
        ([copy(1, problem="The disk is full"), copy()], "copied", "failed"),
        ([copy(checked=checked(restores=False))], "alone", "damaged"),
    ],
)
def test_what_went_wrong_with_a_copy_is_said_and_it_does_not_count(
    copies: list[Copy], level: str, warning: str
) -> None:
    assert judged(*copies)[::2] == (level, [warning])


@pytest.mark.parametrize(
    ("home", "warnings"),
    [
        (Home(kind="browser"), []),
        (Home(kind="browser", promised=False), ["not_promised"]),
        (Home(kind="browser", promised=False, days=7), ["forgetful"]),
        (Home(kind="browser", usage=81, quota=100), ["room"]),
        (Home(kind="browser", usage=80, quota=100), []),
    ],
)
def test_what_threatens_the_home_of_a_space_is_said(home: Home, warnings: list[str]) -> None:
    assert judged(copy(), home=home)[2] == warnings


def test_the_last_copies_stay_and_one_of_each_day_and_the_last_proved_one() -> None:
    hourly = [copy(n, at=before(hours=n)) for n in range(24 * 10)]
    old = copy(999, at=before(days=60), checked=checked(at=before(days=60)))
    failed = copy(1000, problem="The disk is full")
    gone = {one.id for one in doomed([failed, *hourly, old], NOW)}
    kept = [one for one in [*hourly, old] if one.id not in gone]
    assert [one.made_at for one in kept[:5]] == [before(hours=n) for n in range(5)]
    assert [one.made_at[:13] for one in kept[5:-1]] == [f"2026-06-{day}T23" for day in range(29, 22, -1)]
    assert kept[-1] == old
    assert failed.id not in gone


def test_a_copy_is_due_when_changes_have_settled_and_not_too_soon_after_the_last_try() -> None:
    noon = "2026-06-30T12:{}.000000Z".format
    assert due_at(None, noon("00:00"), None, None) is None  # nobody asked for copies
    assert due_at(10, None, None, None) is None  # there is nothing
    assert due_at(10, noon("00:00"), noon("00:00"), noon("00:01")) is None  # it has everything
    assert due_at(10, noon("00:00"), None, None) == noon("00:20")
    assert due_at(10, noon("05:00"), noon("04:00"), noon("04:01")) == noon("14:01")
    assert due_at(10, noon("30:00"), noon("04:00"), noon("04:01")) == noon("30:20")


def test_a_copy_is_tested_at_first_and_every_week_unless_nobody_wants_copies() -> None:
    new = copy()
    assert wants_check(10, new, None, NOW)
    assert wants_check(10, new, before(days=8), NOW)
    assert not wants_check(10, new, before(days=6), NOW)
    assert not wants_check(10, copy(checked=checked()), None, NOW)
    assert not wants_check(10, None, None, NOW)
    assert not wants_check(None, new, None, NOW)


# Test restores


@pytest.fixture
def space() -> Space:
    """One agent that was told something, in memory."""
    space = Space("Noted.")

    async def live() -> None:
        await space.create(name="Sam")
        await space.say("I like tea")

    asyncio.run(live())
    return space


def tried(space: Space, data: bytes, passphrase: str | None = None) -> Checked:
    return asyncio.run(try_restore(space.runtime, data, passphrase))


def test_a_test_restore_tells_what_a_copy_holds_and_changes_nothing(space: Space) -> None:
    data, before_it = written(space), everything(space)
    found = tried(space, data)
    assert (found.restores, found.problem, found.agents) == (True, None, ["Sam"])
    assert (found.since, found.gone, found.size) == ({}, {}, len(data))
    assert found.versions >= found.found["versions"] > 0
    assert everything(space) == before_it


def test_it_tells_what_came_since_the_copy_and_what_is_gone(space: Space) -> None:
    agent, data = space.agent, written(space)
    archive = space.store.archives.ensure(agent.id, "Sam")
    space.store.archival.insert(archive.id, "Tea is hot")
    [human] = [block for block in space.store.blocks.of_agent(agent.id) if block.label == "human"]
    space.store.blocks.delete(human.id)
    found = tried(space, data)
    assert (found.restores, found.since, found.gone) == (True, {"passages": 1}, {"blocks": 1})


@pytest.mark.parametrize("harm", ["cut off", "a flipped byte", "empty", "not ours", "a page that is cut off"])
def test_a_damaged_copy_does_not_restore(space: Space, harm: str) -> None:
    data = written(space)
    harmed = {
        "cut off": data[:-20],
        "a flipped byte": data.replace(b"Sam", b"Sim", 1),
        "empty": b"",
        "not ours": b'{"agents": []}',
        "a page that is cut off": page.page(data)[:-5_000].partition(b"</script>")[0],
    }
    found = tried(space, harmed[harm])
    assert (found.restores, bool(found.problem)) == (False, True)


def test_a_locked_copy_is_restored_with_its_passphrase_alone(space: Space) -> None:
    space.runtime.host = replace(space.runtime.host, cipher=NativeCipher())
    locked = page.locked_page(asyncio.run(NativeCipher().seal("correct horse", written(space))))
    assert tried(space, locked, "correct horse").restores
    assert not tried(space, locked, "wrong horse!").restores
    with pytest.raises(Unprocessable, match="passphrase"):
        tried(space, locked)


def test_a_restore_that_loses_something_is_no_good_one(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    space.store.blocks.create(BlockCreate(label="spare", value="Under the mat"))
    data = written(space)
    assert tried(space, data).restores
    monkeypatch.setattr("lettawasm.backup.loose.make", lambda *_: None)
    assert tried(space, data).problem == "Not everything came back as it was written: blocks (1)"


# Servers that keep copies


class Elsewhere:
    """A transport to another space, behind HTTP."""

    def __init__(self, space: Space) -> None:
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(space.app), base_url="http://keeper.test"
        )

    async def send(self, request: HttpRequest) -> HttpResponse:
        answer = await self._client.request(
            request.method, request.url, headers=dict(request.headers), content=request.body
        )

        async def chunks() -> AsyncIterator[bytes]:
            yield answer.content

        return HttpResponse(answer.status_code, answer.headers, chunks(), self._client.aclose)


def test_another_space_keeps_a_copy_byte_for_byte_and_gives_it_back(space: Space) -> None:
    async def journey() -> None:
        def keeper() -> Server:
            return Server(Elsewhere(space), "http://keeper.test/v1/", None)

        data = bytes(range(256)) * 9_000  # more than fits into one row
        kept = await keeper().keep("café.json", data)
        assert await keeper().read(kept.id) == data
        assert [one.id for one in space.store.kept_backups.find(Page())] == [kept.id]
        await keeper().delete(kept.id)
        with pytest.raises(Misconfigured, match="keeps no backups"):
            await keeper().read(kept.id)

    asyncio.run(journey())


def test_a_server_that_can_not_be_reached_says_why(space: Space) -> None:
    with pytest.raises(Misconfigured, match="can't be reached from here"):
        asyncio.run(Server(NoNetwork(), "https://keeper.test", None).keep("a", b"b"))


# What changes


def test_whatever_a_backup_holds_makes_the_space_newer_when_it_changes(space: Space) -> None:
    store = space.store
    deeds: list[Callable[[], object]] = [
        lambda: store.blocks.create(BlockCreate(label="spare", value="Under the mat")),
        lambda: store.folders.create(FolderCreate(name="Papers")),
        lambda: store.conversations.create(space.agent.id, ConversationSettings()),
        lambda: store.recall.append(store.recall.draft(space.agent.id, "user", content=(Text("Hi"),))),
    ]
    for deed in deeds:
        before_it = store.copies.changed_at()
        deed()
        assert store.copies.changed_at() > before_it


def test_copies_are_no_change_of_what_they_hold(space: Space) -> None:
    changed_at = space.store.copies.changed_at()
    space.store.copies.add(CopyCreate(kind="folder", place="Backups", name="a.json", size=1))
    space.store.kept_backups.put("b.json", b"b")
    assert space.store.copies.changed_at() == changed_at


def test_of_copies_that_failed_a_place_remembers_the_last(space: Space) -> None:
    for problem in ("The disk is full", "The folder is gone"):
        space.store.copies.add(CopyCreate(kind="folder", place="Backups", problem=problem))
    assert [one.problem for one in space.store.copies.find()] == ["The folder is gone"]
    space.store.copies.add(CopyCreate(kind="folder", place="Backups", name="a.json", size=1))
    assert [one.problem for one in space.store.copies.find()] == [None]
