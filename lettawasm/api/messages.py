"""Messages: sending them, in one answer or as a stream, and reading them back."""

from starlette.requests import Request
from starlette.responses import Response

from .. import clock
from ..errors import ModelFailed, Unprocessable
from ..events import Stored
from ..live import LiveRun
from ..schemas.base import DEFAULT, Shape
from ..schemas.filters import Filters
from ..schemas.messages import MessageSearch
from ..schemas.turns import TurnRequest
from . import wire
from .request import body, flag, must_be_agent, note_run, page, path_id, query, query_list, reply, runtime
from .stream import EventStream, frames
from .wire import PLAIN, Style


async def create(request: Request) -> Response:
    turn = await body(request, TurnRequest)
    return await answer(request, turn, path_id(request, "agent_id", "agent"))


async def stream(request: Request) -> Response:
    turn = await body(request, TurnRequest)
    streamed = turn.model_copy(update={"streaming": True})
    return await answer(request, streamed, path_id(request, "agent_id", "agent"))


async def preview(request: Request) -> Response:
    turn = await body(request, TurnRequest)
    return await previewed(request, turn, path_id(request, "agent_id", "agent"))


async def previewed(
    request: Request, turn: TurnRequest, agent_id: str, conversation_id: str = DEFAULT
) -> Response:
    """What would be sent to the model, as the JSON that providers take."""
    from ..providers.chat_request import encode  # heavy

    return reply(encode(await runtime(request).turns.preview(agent_id, turn, conversation_id)))


async def create_async(request: Request) -> Response:
    turn = await body(request, TurnRequest)
    background = turn.model_copy(update={"background": True, "streaming": False})
    live = await _send(request, background, path_id(request, "agent_id", "agent"))
    return reply(runtime(request).store.runs.get(live.run_id))


async def answer(
    request: Request, turn: TurnRequest, agent_id: str, conversation_id: str = DEFAULT
) -> Response:
    """Send what `turn` says, and answer whole or as a stream."""
    if turn.stream_tokens and not turn.streaming:
        raise Unprocessable("stream_tokens asks for a stream; set streaming=true as well")
    live = await _send(request, turn, agent_id, conversation_id)
    return await told(live, turn)


async def told(live: LiveRun, turn: TurnRequest) -> Response:
    """A run's answer, whole or as a stream."""
    return EventStream(frames(live, pings=turn.include_pings)) if turn.streaming else await _whole(live)


async def _send(
    request: Request, turn: TurnRequest, agent_id: str, conversation_id: str = DEFAULT
) -> LiveRun:
    live = await runtime(request).send(agent_id, turn, conversation_id)
    note_run(request, live.run_id)
    return live


class CancelRequest(Shape):
    run_ids: list[str] | None = None


async def cancel(request: Request) -> Response:
    wanted = await body(request, CancelRequest)
    return reply(runtime(request).cancel(must_be_agent(request), wanted.run_ids))


async def list_(request: Request) -> Response:
    """An agent's history, of all its conversations or of one. With order=desc, the newest messages, the oldest of
    them first, as Letta answers.
    """
    return _history(request, must_be_agent(request))


async def list_all(request: Request) -> Response:
    """The history of all agents, in the same order."""
    return _history(request, None)


def _history(request: Request, agent_id: str | None) -> Response:
    asked, conversation_id = page(request, limit=100), query(request, "conversation_id")
    found = runtime(request).store.recall.find(asked, agent_id=agent_id, conversation_id=conversation_id)
    return reply(wire.messages(found if asked.order == "asc" else found[::-1], style(request)))


async def retrieve(request: Request) -> Response:
    return reply(wire.parts(runtime(request).store.recall.get(path_id(request, "message_id", "message"))))


async def search(request: Request) -> Response:
    from ..retrieval import messages, seen  # not every visit searches

    wanted = await body(request, MessageSearch)
    filters = Filters(
        agent_id=wanted.agent_id,
        conversation_id=wanted.conversation_id,
        start=clock.parse(wanted.start_date) if wanted.start_date else None,
        end=clock.parse(wanted.end_date, end=True) if wanted.end_date else None,
    )
    vector = await seen(runtime(request).embeddings, wanted.query)
    found = messages(runtime(request).store, wanted.query, filters, wanted.limit, vector)
    return reply(wire.found([message for message, _ in found]))


def style(request: Request) -> Style:
    """How a listing is to show messages."""
    types = query_list(request, "include_return_message_types")
    return Style(
        speech_tool=None
        if flag(request, "use_assistant_message") is False
        else query(request, "assistant_message_tool_name") or PLAIN.speech_tool,
        speech_argument=query(request, "assistant_message_tool_kwarg") or PLAIN.speech_argument,
        types=frozenset(types) if types else None,
    )


async def _whole(live: LiveRun) -> Response:
    """The fold of a run into one answer. Raises ModelFailed when the model gave none."""
    stopped = await live.finished()
    if stopped.error:
        raise ModelFailed(stopped.error.status, stopped.error.wire())
    how = Style.of(live.request)
    messages = []
    for event in live.events:
        if isinstance(event, Stored):
            messages += wire.messages([event.message], how)
    return reply(
        {
            "messages": messages,
            "stop_reason": wire.stop(stopped.reason),
            "usage": wire.usage(stopped.usage, stopped.steps, stopped.context_tokens),
            "logprobs": None,
            "turns": None,
        }
    )
