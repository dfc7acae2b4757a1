"""Memory's versions, and going back to them. Extensions of lettawasm's."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..agent_state import agent_state
from ..errors import Invalid, Unprocessable
from ..schemas.versions import Forget, ForkAgent, Kind, RestoreAgent, RestoreObject, Retention
from ..store.sources import FIELDS
from ..store.timeline import Wish
from . import wire
from .request import (
    body,
    flag,
    moment,
    must_be_agent,
    number,
    page,
    path_id,
    query,
    query_list,
    reply,
    required,
    runtime,
)

_KINDS: tuple[Kind, ...] = ("block", "passage", "agent", "prompt")


async def versions(request: Request) -> Response:
    """The versions of everything, or of what the query says, the newest first. `states` brings what they say, `titles`
    only what their objects were called.
    """
    timeline, offset = runtime(request).store.timeline, number(request, "offset", 0, 0, 2**31)
    found = timeline.find(page(request), offset=offset, **_wish(request))
    if flag(request, "titles"):
        return reply(list(timeline.titled(found)))
    return reply(list(timeline.whole(found)) if flag(request, "states") else found)


async def count(request: Request) -> Response:
    """How many versions there are of what the query says."""
    return reply(runtime(request).store.timeline.count(**_wish(request)))


def _wish(request: Request) -> Wish:
    kinds = query_list(request, "kind")
    if unknown := set(kinds) - set(_KINDS):
        raise Unprocessable(f"There is no kind {sorted(unknown)}; there are {', '.join(_KINDS)}")
    return {
        "object_id": query(request, "object_id"),
        "agent_id": query(request, "about_agent_id"),
        "kinds": kinds,  # type: ignore[typeddict-item]
        "cause": {name: query(request, name) for name in FIELDS},
        "start": moment(request, "start_date"),
        "end": moment(request, "end_date", end=True),
    }


async def versions_of(request: Request) -> Response:
    store, object_id = runtime(request).store, _object_id(request)
    store.versions.must_have(object_id)
    found = store.timeline.find(page(request), object_id=object_id, kinds=_KINDS)
    return reply(list(store.timeline.whole(found)) if flag(request, "states") else found)


async def version(request: Request) -> Response:
    """One version, with what stood before it and after."""
    timeline = runtime(request).store.timeline
    return reply(timeline.get(_object_id(request), _number(request.path_params["number"])))


async def diff(request: Request) -> Response:
    """What changed from one version to another, field by field; texts as a unified diff too. Unasked, the newest
    version is compared with the one before.
    """
    from ..versions.compare import compare

    store, object_id = runtime(request).store, _object_id(request)
    newest = store.versions.must_have(object_id).number
    later = number(request, "to", newest, 1, 2**31)
    earlier = number(request, "from", later - 1, 0, 2**31)
    states = [store.versions.state(object_id, n) if n else None for n in (earlier, later)]
    return reply({"object_id": object_id, "from": earlier, "to": later, **compare(*states)})


async def restore_object(request: Request) -> Response:
    """Bring one object back to one of its versions. Returns the versions that this makes, or with `dry_run` would."""
    from ..rewind import objects, preview

    wish, object_id, store = await body(request, RestoreObject), _object_id(request), runtime(request).store
    _, made = preview.changed(
        store, lambda: objects.restore(store, object_id, wish.version), keep=not wish.dry_run
    )
    return reply({"dry_run": wish.dry_run, "changes": made})


async def restore_agent(request: Request) -> Response:
    """Bring a whole agent back to a moment."""
    from ..rewind import moments, preview

    wish, agent_id, space = await body(request, RestoreAgent), must_be_agent(request), runtime(request)
    then = moments.moment_of(space.store, wish.moment)
    space.must_be_free(agent_id, "restore the agent")

    def work() -> None:
        if wish.context:
            space.refuse_what_waits(agent_id)
        moments.restore(space.store, agent_id, then, context=wish.context, shared_blocks=wish.shared_blocks)

    _, made = preview.changed(space.store, work, keep=not wish.dry_run)
    return reply({"dry_run": wish.dry_run, "moment": then, "changes": made})


async def fork_agent(request: Request) -> Response:
    """A new agent that begins where this one was at a moment, or is now."""
    from ..rewind import forking, moments

    wish, agent_id, space = await body(request, ForkAgent), must_be_agent(request), runtime(request)
    store = space.store
    then = moments.moment_of(store, wish.moment) if wish.moment else store.clock.now()
    made = await forking.fork(store, space.catalog, agent_id, then, wish.name)
    return reply(agent_state(store, store.agents.get(made)))


async def context_of_step(request: Request) -> Response:
    """What the agent knew when it said this: the context its model was shown, and its blocks at that moment."""
    from ..rewind import knowledge

    store, step_id = runtime(request).store, path_id(request, "step_id", "step")
    step = store.steps.get(step_id)
    shown, messages, gone = knowledge.shown_in(store, step_id)
    return reply(
        {
            "step_id": step_id,
            "agent_id": step.agent_id,
            "at": shown.at,
            "model": step.model_handle,
            "context_window_limit": step.context_window_limit,
            "tools": shown.tools,
            "system": messages[0].text if messages else None,
            "messages": wire.messages(messages),
            "messages_gone": gone,
            "num_tokens": knowledge.tokens(store, step, shown, messages),
            "blocks": knowledge.blocks_at(store, step.agent_id, shown.at) if step.agent_id else [],
        }
    )


async def known_at(request: Request) -> Response:
    """What the agent's blocks said at a moment."""
    from ..rewind import knowledge, moments

    store, agent_id = runtime(request).store, must_be_agent(request)
    then = moments.moment_of(store, required(request, "moment"))
    return reply({"at": then, "blocks": knowledge.blocks_at(store, agent_id, then)})


async def sources(request: Request) -> Response:
    return reply(runtime(request).store.sources.all(query(request, "agent_id")))


async def forget(request: Request) -> Response:
    """Forget what came from a source, or was caused in another way: tried only, unless `dry_run` is false."""
    from ..rewind import forgetting, preview

    wish, store = await body(request, Forget), runtime(request).store
    cause = {name: value for name in FIELDS if (value := getattr(wish, name, None)) is not None}
    if not cause:
        raise Invalid("INVALID_ARGUMENT: Say what is to be forgotten: a source, an origin, a run, ...")
    gone, made = preview.changed(
        store, lambda: forgetting.forget(store, cause, erase=wish.erase), keep=not wish.dry_run
    )
    return reply(
        {
            "dry_run": wish.dry_run,
            "changes": made,
            "states_erased": gone.states,
            "messages_deleted": gone.messages,
        }
    )


async def verify(request: Request) -> Response:
    """Whether memory is what its versions say."""
    store = runtime(request).store
    faults = list(store.proof.faults(query(request, "object_id")))
    return reply({"ok": not faults, "versions": store.proof.count(), "faults": faults})


async def retention(request: Request) -> Response:
    from ..rewind import retention as keeping

    return reply(keeping.kept(runtime(request).store))


async def set_retention(request: Request) -> Response:
    """Keep less of the past, or more of what is to come. Returns how many versions went at once."""
    from ..rewind import retention as keeping

    changes, store = (await body(request, Retention)).changes(), runtime(request).store

    def work() -> dict[str, Any]:
        wanted = keeping.kept(store).model_copy(update=changes)
        return {"dropped": keeping.keep(store, wanted), **wanted.model_dump()}

    return reply(store.driver.transact(work))


async def size(request: Request) -> Response:
    """What the past takes: versions, characters and bytes of states, by the kind of their objects."""
    return reply(runtime(request).store.sources.sizes())


def _object_id(request: Request) -> str:
    """The id of a block, a passage, an agent, or of the message that is a compiled prompt."""
    kind = str(request.path_params["object_id"]).partition("-")[0]
    return path_id(request, "object_id", kind if kind in ("passage", "agent", "message") else "block")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10):
        raise Unprocessable(f"{text!r} is no number of a version")
    return int(text)
