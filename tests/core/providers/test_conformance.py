"""What every provider promises, whichever API it speaks: deltas, then one Done or one Failed, never an exception."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm.model import Done, Failed, ModelEvent, ReasoningDelta, TextDelta, ToolCallDelta
from lettawasm.ports import TransportError
from lettawasm.providers.decoding import ReplyBytes
from tests.core.providers.spoken import (
    APIS,
    HELLO,
    KEY,
    Answer,
    Server,
    SpokenApi,
    Waits,
    ask,
    provider,
)

every_api = pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
every_case = pytest.mark.parametrize(
    ("api", "case"), [pytest.param(api, case, id=f"{api.name}-{case}") for api in APIS for case in api.cases]
)
CUT = TransportError("cut_off", "the line went dead")
SLOW = TransportError("timeout")


def read(api: SpokenApi, chunks: list[bytes]) -> list[ModelEvent]:
    """What bytes say, without anything around it."""
    received = ReplyBytes(api.dialect.reply("The server", "model"), lambda body: Failed("garbage", body))
    return [event for chunk in chunks for event in received.feed(chunk)] + received.end()


def unmade(events: list[ModelEvent]) -> list[ModelEvent]:
    """The same with ids of ours left out: they are new each time."""
    return [_without_ids(event) for event in events]


def _without_ids(event: ModelEvent) -> ModelEvent:
    match event:
        case ToolCallDelta():
            return replace(event, id=None)
        case Done():
            calls = tuple(replace(call, id="", signature=None) for call in event.tool_calls)
            return replace(event, tool_calls=calls, signature=None)
        case _:
            return event


def folded(events: list[ModelEvent]) -> tuple[str, str, list[str]]:
    """What the deltas say."""
    arguments: dict[int, str] = {}
    for event in events:
        if isinstance(event, ToolCallDelta):
            arguments[event.index] = arguments.get(event.index, "") + event.arguments
    text, reasoning = (
        "".join(event.text for event in events if isinstance(event, kind))
        for kind in (TextDelta, ReasoningDelta)
    )
    return text, reasoning, list(arguments.values())


@every_case
async def test_a_reply_comes_in_pieces_and_ends_with_the_whole(api: SpokenApi, case: str) -> None:
    *deltas, done = await ask(api, Answer([api.stream(case)]))
    assert isinstance(done, Done)
    assert unmade([done]) == [api.done(case)]
    text, reasoning, arguments = folded(deltas)
    assert (text, reasoning) == (done.text, done.reasoning)
    assert arguments[: len(done.tool_calls)] == [call.arguments for call in done.tool_calls]
    begun = [event.id for event in deltas if isinstance(event, ToolCallDelta) and event.name]
    assert begun[: len(done.tool_calls)] == [call.id for call in done.tool_calls]


@every_case
def test_a_reply_survives_a_cut_at_every_byte(api: SpokenApi, case: str) -> None:
    body = api.stream(case)
    whole = unmade(read(api, [body]))
    assert unmade(read(api, [bytes([byte]) for byte in body])) == whole


@every_api
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_reply_survives_any_chunking(api: SpokenApi, data: st.DataObject) -> None:
    body = api.stream(data.draw(st.sampled_from(["text", "thought", "parallel"])))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=8)))
    chunks = [body[start:end] for start, end in itertools.pairwise([0, *cuts, len(body)])]
    assert unmade(read(api, chunks)) == unmade(read(api, [body]))


@every_api
@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_lines_may_end_as_they_like(api: SpokenApi, line_end: bytes) -> None:
    body = api.stream("parallel")
    assert unmade(read(api, [body.replace(b"\n", line_end)])) == unmade(read(api, [body]))


def prefixes(api: SpokenApi, case: str) -> Iterator[tuple[bytes, bool]]:
    """The stream cut after every event, and in the middle of each, with whether the reply is complete by then."""
    events = [event + b"\n\n" for event in api.stream(case).split(b"\n\n") if event]
    for count, event in enumerate(events):
        seen = b"".join(events[:count])
        yield seen, api.is_complete(seen)
        yield seen + event[: len(event) // 2], api.is_complete(seen)


@every_api
@pytest.mark.parametrize("case", ["text", "thought", "parallel"])
@pytest.mark.parametrize("breaks", [True, False], ids=["the line breaks", "the body ends"])
async def test_a_stream_that_is_cut_is_a_failure_unless_all_was_said(
    api: SpokenApi, case: str, breaks: bool
) -> None:
    for seen, is_complete in prefixes(api, case):
        *deltas, last = await ask(api, Answer([seen, CUT] if breaks else [seen]))
        assert isinstance(last, Done) == is_complete, seen
        assert is_complete or (isinstance(last, Failed) and last.kind in ("cut_off", "garbage"))
        assert not any(isinstance(event, Done | Failed) for event in deltas)


@every_api
async def test_an_error_in_the_middle_is_told_after_what_was_said(api: SpokenApi) -> None:
    *deltas, failed = await ask(api, Answer([api.stream("error")]))
    assert folded(deltas)[0] == "Well"
    assert isinstance(failed, Failed)
    assert (failed.kind, "try again" in failed.message) == ("server_error", True)


@every_api
@pytest.mark.parametrize("noise", [b"data: {oops\n\n", b"data: 3\n\n", b"data: [1]\n\n"])
async def test_noise_in_the_middle_is_a_failure(api: SpokenApi, noise: bytes) -> None:
    first, _, rest = api.stream("text").partition(b"\n\n")
    *_, failed = await ask(api, Answer([first + b"\n\n" + noise + rest]))
    assert isinstance(failed, Failed)
    assert failed.kind == "garbage"


STATUSES = {
    "400": "bad_request",
    "401": "auth",
    "403": "auth",
    "404": "not_found",
    "413": "context_overflow",
    "429": "rate_limited",
    "500": "server_error",
    "529": "server_error",
    "overflow": "context_overflow",
}


@every_api
@pytest.mark.parametrize("case", STATUSES)
async def test_a_refusal_is_told_in_a_sentence(api: SpokenApi, case: str) -> None:
    kind = api.kinds.get(case, STATUSES[case])
    tries = api.tries(kind)
    status = 400 if case == "overflow" else int(case)
    waits = Waits()
    [failed] = await ask(api, *[Answer([api.error(case)], status)] * tries, waits=waits)
    assert isinstance(failed, Failed)
    assert (failed.kind, failed.status, len(waits.seconds)) == (kind, status, tries - 1)
    assert failed.message.endswith(".") or kind == "bad_request"
    assert KEY not in repr(failed)


@every_api
async def test_a_busy_server_is_given_the_time_it_asks_for(api: SpokenApi) -> None:
    waits = Waits()
    busy = Answer([api.error("429")], 429, {"retry-after": "7"})
    again = 529 if api.tries("server_error") > 1 else 429
    still = Answer([api.error(str(again))], again)
    *_, done = await ask(api, busy, still, Answer([api.stream("text")]), waits=waits)
    assert (isinstance(done, Done), waits.seconds) == (True, [7.0, 1.0])


@every_api
async def test_a_server_that_does_not_begin_is_asked_once(api: SpokenApi) -> None:
    assert [type(event) for event in await ask(api, SLOW)] == [Failed]
    [failed] = await ask(api, Answer([SLOW]))
    assert isinstance(failed, Failed)
    assert failed.kind == "timeout"


@every_api
async def test_stopping_to_listen_closes_the_response(api: SpokenApi) -> None:
    server = Server(Answer([api.stream("text"), *[b": still here\n\n"] * 3]))
    stream = provider(api, server).stream(HELLO)
    await anext(stream)
    assert server.open == 1
    await stream.aclose()  # type: ignore[attr-defined]
    assert server.open == 0


@every_api
@pytest.mark.parametrize("begin", [b"{", b"data: "], ids=["document", "line"])
async def test_a_body_without_end_is_left(api: SpokenApi, begin: bytes) -> None:
    endless = itertools.chain([begin], itertools.repeat(b'"' + b"x" * 1_000_000))
    [failed] = await ask(api, Answer(endless))
    assert isinstance(failed, Failed)
    assert failed.kind == "garbage"


ODD: list[Any] = [
    None,
    True,
    -1,
    1.5,
    "",
    "odd",
    "text",
    [],
    {},
    [None],
    [[]],
    {"type": "text"},
    [{"text": "a"}],
]


def changed(value: Any, data: st.DataObject) -> Any:
    """The same JSON with one value somewhere in it replaced."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 4)):
        name = data.draw(st.sampled_from(sorted(value)))
        return {**value, name: changed(value[name], data)}
    if isinstance(value, list) and value and data.draw(st.integers(0, 4)):
        return [changed(value[0], data), *value[1:]]
    return data.draw(st.sampled_from(ODD))


@every_api
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_server_says_the_reply_ends_once(api: SpokenApi, data: st.DataObject) -> None:
    body = api.stream(data.draw(st.sampled_from([*api.cases, "error"]))).decode("utf-8")
    events = [line.removeprefix("data: ") for line in body.split("\n") if line.startswith("data: {")]
    number = data.draw(st.integers(0, len(events) - 1))
    events[number] = json.dumps(changed(json.loads(events[number]), data))
    *deltas, last = read(api, [f"data: {event}\n\n".encode() for event in events])
    assert isinstance(last, Done | Failed)
    assert not any(isinstance(delta, Done | Failed) for delta in deltas)
    repr(last).encode()
