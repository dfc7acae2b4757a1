"""The copies of a space and the places for them: what is known of them all, and what can be done with each.

A page asks what is known as soon as it is there, so what makes copies and restores them is loaded when it is needed.
"""

from typing import TYPE_CHECKING, Any

from ..errors import Invalid, LettaError, Misconfigured, NotFound, Unprocessable
from ..runtime import Runtime
from ..schemas.copies import (
    AutomaticKind,
    Checked,
    Copy,
    CopyCreate,
    CopyKind,
    Home,
    Place,
    PlaceState,
    PlaceUpdate,
    ServerAddress,
)
from ..schemas.secrets import Use
from . import verdict
from .due import due_at, wants_check
from .keeping import doomed

if TYPE_CHECKING:
    from .server import Server

_NAME = "copies"
_KINDS: tuple[AutomaticKind, ...] = ("folder", "worker")
_NO_SERVER = "There is no server yet to keep copies. Say its address first."


class Copies:
    def __init__(self, space: Runtime) -> None:
        self._space, self._store, self._host = space, space.store, space.host

    def overview(self, home: Home) -> dict[str, Any]:
        """All there is to know: copies, the newest first, their places, and how safe that is."""
        now, changed_at, copies = (
            self._host.clock.now(),
            self._store.copies.changed_at(),
            self._store.copies.find(),
        )
        states = verdict.places(copies, changed_at, now)
        of = {(state.kind, state.place): state for state in states}
        return {
            "copies": copies,
            "places": [
                self._with_due(
                    place, of.get((place.kind, place.name)), _there(copies, place), changed_at, now
                )
                for place in self.places()
            ],
            "states": states,
            "changed_at": changed_at,
            "verdict": verdict.judge(home, states, now),
        }

    # Places

    def places(self) -> list[Place]:
        known = self._store.settings.get(_NAME)
        return [self._place(kind, known[kind]) for kind in _KINDS if kind in known]

    def set_place(self, kind: AutomaticKind, update: PlaceUpdate) -> Place:
        """Choose a place, or change how often copies go there. Raises Invalid for an address where this host sends
        nothing.
        """
        fields = update.changes()
        token = fields.pop("token", None)
        known = self._store.settings.get(_NAME)
        place = {"minutes": None, **known.get(kind, {}), **fields}
        if not place.get("name"):
            raise Invalid("Say the name of the place first")
        if kind == "worker":
            from .server import base

            place["name"] = base(ServerAddress.model_validate(place).name)
            self._host.admit(place["name"])
        self._store.driver.transact(lambda: self._store.settings.put(_NAME, {**known, kind: place}))
        if kind == "worker" and "token" in update.model_fields_set:
            self._space.keys.give(_use(place["name"]), token)
        return self._place(kind, place)

    def forget_place(self, kind: AutomaticKind) -> None:
        """Let no more copies go there. Those that are there stay."""
        known = self._store.settings.get(_NAME)
        if known.pop(kind, None) is None:
            raise NotFound(f"There is no {kind} that copies go to")
        self._store.driver.transact(lambda: self._store.settings.put(_NAME, known))

    def _place(self, kind: AutomaticKind, known: dict[str, Any]) -> Place:
        has_token = kind == "worker" and self._space.keys.has(_use(known["name"]))
        return Place(kind=kind, name=known["name"], minutes=known["minutes"], has_token=has_token)

    def _with_due(
        self, place: Place, state: PlaceState | None, copies: list[Copy], changed_at: str | None, now: str
    ) -> dict[str, Any]:
        """A place, and what it waits for. `copies` are all that it got, and what failed last."""
        made_at, checked_at = (state.made_at, state.checked_at) if state else (None, None)
        tried_at = copies[0].created_at if copies else None
        newest = next((copy for copy in copies if copy.problem is None), None)
        return {
            **place.model_dump(),
            "due_at": due_at(place.minutes, changed_at, made_at, tried_at),
            "wants_check": wants_check(place.minutes, newest, checked_at, now),
        }

    # Copies

    def add(self, new: CopyCreate) -> tuple[Copy, list[Copy]]:
        """Remember a copy. The second are those of the same place that nobody needs any more."""
        copy = self._store.copies.add(new)
        return copy, self._doomed(new.kind, new.place)

    def _doomed(self, kind: CopyKind, place: str) -> list[Copy]:
        if kind == "download":
            return []  # who saved them deletes them
        there = [one for one in self._store.copies.find() if (one.kind, one.place) == (kind, place)]
        return doomed(there, self._host.clock.now())

    async def check(self, copy_id: str, data: bytes | None, passphrase: str | None = None) -> Copy:
        """Restore a copy for a test, and remember how that went. A server's is fetched from there."""
        copy = self._store.copies.get(copy_id)
        if copy.problem is not None:
            raise Invalid("This copy was never written")
        if data is None and copy.kind != "worker":
            raise Unprocessable("Send the copy's file, so that it can be restored")
        data = await self._server(copy.place).read(copy.name) if data is None else data
        return self._store.copies.note(copy_id, await self.try_file(data, passphrase))

    async def try_file(self, data: bytes, passphrase: str | None) -> Checked:
        from .trying import try_restore

        return await try_restore(self._space, data, passphrase)

    async def send(self) -> tuple[Copy, list[Copy]]:
        """Let the server keep a copy of now; it forgets those that nobody needs any more. Raises Misconfigured if it
        can't, which is remembered.
        """
        from ..backup import document
        from ..backup.gathering import Wanted, gather

        place = next((one for one in self.places() if one.kind == "worker"), None)
        if place is None:
            raise Misconfigured(_NO_SERVER)
        made_at = self._host.clock.now()
        data = document.write(gather(self._store, Wanted()), made_at)
        new = CopyCreate(kind="worker", place=place.name, size=len(data), made_at=made_at)
        try:
            kept = await self._server(place.name).keep(f"lettawasm-{made_at[:10]}.json", data)
        except LettaError as error:
            self.add(new.model_copy(update={"problem": str(error)[:2_000]}))
            raise
        copy, old = self.add(new.model_copy(update={"name": kept.id}))
        return copy, await self._dropped(old)

    async def _dropped(self, old: list[Copy]) -> list[Copy]:
        """What the server no longer keeps. What it won't let go of now, it will the next time."""
        gone = []
        for copy in old:
            try:
                await self._server(copy.place).delete(copy.name)
            except LettaError:
                continue
            self._store.copies.delete(copy.id)
            gone.append(copy)
        return gone

    def _server(self, url: str) -> "Server":
        from .server import Server

        use = _use(url)
        keys = self._space.keys
        return Server(keys.transport(use, self._host.transport), url, keys.get(use))


def _there(copies: list[Copy], place: Place) -> list[Copy]:
    return [copy for copy in copies if (copy.kind, copy.place) == (place.kind, place.name)]


def _use(url: str) -> Use:
    return Use.at("tool", _NAME, url, "worker")
