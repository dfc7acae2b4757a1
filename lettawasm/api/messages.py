"""Messages: sending them, in one answer or as a stream, and reading them back."""

from starlette.requests import Request
from starlette.responses import Response

from .. import clock
from ..errors import ModelFailed, Unprocessable
from ..events import Compacted, Stored
from ..live import LiveRun
from ..schemas.base import Shape
from ..schemas.messages import MessageSearch, TurnRequest
from . import wire
from .request import body, flag, must_be_agent, note_run, page, path_id, query, query_list, reply, runtime
from .stream import EventStream, compaction, frames
from .wire import PLAIN, Style


async def create(request: Request) -> Response:
    turn = await body(request, TurnRequest)
    if turn.stream_tokens and not turn.streaming:
        raise Unprocessable("stream_tokens asks for a stream; set streaming=true as well")
    live = await _send(request, turn)
    return _streamed(live) if turn.streaming else await _whole(live)


async def stream(request: Request) -> Response:
    turn = await body(request, TurnRequest)
    return _streamed(await _send(request, turn.model_copy(update={"streaming": True})))


async def create_async(request: Request) -> Response:
    turn = await body(request, TurnRequest)
    live = await _send(request, turn.model_copy(update={"background": True}))
    return reply(runtime(request).store.runs.get(live.run_id))


async def _send(request: Request, turn: TurnRequest) -> LiveRun:
    live = await runtime(request).send(path_id(request, "agent_id", "agent"), turn)
    note_run(request, live.run_id)
    return live


class CancelRequest(Shape):
    run_ids: list[str] | None = None


async def cancel(request: Request) -> Response:
    wanted = await body(request, CancelRequest)
    return reply(runtime(request).cancel(must_be_agent(request), wanted.run_ids))


async def list_(request: Request) -> Response:
    """An agent's history. With order=desc, the newest messages, the oldest of them first, as Letta answers."""
    asked = page(request, limit=100)
    found = runtime(request).store.recall.find(asked, agent_id=must_be_agent(request))
    return reply(wire.messages(found if asked.order == "asc" else found[::-1], _style(request)))


async def list_all(request: Request) -> Response:
    """The history of all agents, in the same order."""
    asked = page(request, limit=100)
    found = runtime(request).store.recall.find(asked)
    return reply(wire.messages(found if asked.order == "asc" else found[::-1], _style(request)))


async def retrieve(request: Request) -> Response:
    return reply(wire.parts(runtime(request).store.recall.get(path_id(request, "message_id", "message"))))


async def search(request: Request) -> Response:
    wanted = await body(request, MessageSearch)
    hits = runtime(request).store.recall.search(
        wanted.query,
        agent_id=wanted.agent_id,
        start=clock.parse(wanted.start_date) if wanted.start_date else None,
        end=clock.parse(wanted.end_date, end=True) if wanted.end_date else None,
        limit=wanted.limit,
    )
    return reply(wire.found([hit.message for hit in hits]))


def _style(request: Request) -> Style:
    types = query_list(request, "include_return_message_types")
    return Style(
        speech_tool=None
        if flag(request, "use_assistant_message") is False
        else query(request, "assistant_message_tool_name") or PLAIN.speech_tool,
        speech_argument=query(request, "assistant_message_tool_kwarg") or PLAIN.speech_argument,
        types=frozenset(types) if types else None,
    )


def _streamed(live: LiveRun) -> Response:
    return EventStream(frames(live, pings=live.request.include_pings))


async def _whole(live: LiveRun) -> Response:
    """The fold of a run into one answer. Raises ModelFailed when the model gave none."""
    stopped = await live.finished()
    if stopped.error:
        raise ModelFailed(stopped.error.status, stopped.error.wire())
    style = Style.of(live.request)
    messages = []
    for event in live.events:
        if isinstance(event, Stored):
            messages += wire.messages([event.message], style)
        elif isinstance(event, Compacted) and live.request.include_compaction_messages:
            messages += compaction(event)
    return reply(
        {
            "messages": messages,
            "stop_reason": wire.stop(stopped.reason),
            "usage": wire.usage(stopped.usage, stopped.steps, stopped.context_tokens),
            "logprobs": None,
            "turns": None,
        }
    )
