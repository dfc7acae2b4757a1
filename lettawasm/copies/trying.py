"""A test restore: a copy's real bytes become a space in memory, which is then looked through. Nothing else changes."""

import asyncio
from typing import Any

from .. import agentfile
from ..backup import document, opening, reading, restoring
from ..backup.gathering import Wanted, gather
from ..backup.page import inside, is_locked, is_page
from ..db import SqliteDriver
from ..errors import LettaError, Misconfigured, Unprocessable
from ..ports import Host
from ..runtime import Runtime
from ..schemas.copies import Checked
from .essence import essence, missing

_MOST_NAMES = 50


class Fails(Exception):
    """The copy is no good. The message says why."""


async def try_restore(space: Runtime, data: bytes, passphrase: str | None = None) -> Checked:
    """What a copy is good for, compared with the space as it is now. Raises Unprocessable for a locked one without a
    passphrase.
    """
    if is_locked(data) and not passphrase:
        raise Unprocessable("This backup is locked. Say its passphrase.")
    found = Checked(restores=False, size=len(data), checked_at=space.host.clock.now())
    try:
        told = await _tried(space, data, passphrase)
    except Misconfigured:
        raise  # which says nothing of the copy
    except (Fails, LettaError) as error:
        return found.model_copy(update={"problem": str(error)[:2_000]})
    return found.model_copy(update={"restores": True, **told})


async def _tried(space: Runtime, data: bytes, passphrase: str | None) -> dict[str, Any]:
    plain = await opening.opened(data, passphrase, space.host.cipher)
    kept = document.parse(inside(plain) if is_page(plain) else plain)
    content, _ = reading.read(kept.content)
    scratch = _scratch(space.host)
    await _pause()
    await restoring.restore(scratch.store, space.catalog, content, restoring.Wishes())
    await _pause()
    _must_be_sound(scratch)
    await _pause()
    there = essence(kept.content)
    _must_be_whole(there, scratch)
    await _pause()
    here = essence(gather(space.store, Wanted(with_history=False)))
    names = [agent.name for agent in _agents(content.agent_file)]
    return {
        "made_at": kept.made_at,
        "agents": names[:_MOST_NAMES],
        "found": restoring.counts(content),
        "versions": scratch.store.proof.count(),
        "since": missing(here, there),
        "gone": missing(there, here),
    }


async def _pause() -> None:
    """Let the server answer others: of a large copy, each part of the test takes a while."""
    await asyncio.sleep(0)


def _agents(file: "agentfile.AgentFile | None") -> "list[agentfile.AgentEntry]":
    return file.agents if file else []


def _scratch(host: Host) -> Runtime:
    """A space of its own, from which nothing leads anywhere."""
    return Runtime(Host(SqliteDriver(":memory:"), host.clock, host.transport, table=host.table))


def _must_be_sound(scratch: Runtime) -> None:
    """Every version has to be what its chain says."""
    for fault in scratch.store.proof.faults():
        raise Fails(
            f"What was restored doesn't prove itself: {fault.kind} {fault.object_id}: {fault.problem}"
        )


def _must_be_whole(there: dict[str, Any], scratch: Runtime) -> None:
    """Everything that is in the copy has to have come back as it was."""
    lost = missing(there, essence(gather(scratch.store, Wanted(with_history=False))))
    if lost:
        told = ", ".join(f"{kind} ({count:,})" for kind, count in lost.items())
        raise Fails(f"Not everything came back as it was written: {told}")
