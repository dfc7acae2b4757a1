"""Server-sent events survive any cut of their bytes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm.sse import Decoder, Event, encode

STREAM = (
    b"\xef\xbb\xbf: a comment\r\n"
    b"data: first\r\ndata:second\r\n\r\n"
    b"event: error\ndata: \xe2\x82\xac 5\n\n"
    b"id: 7\nretry: 10\ndata\n\n"
    b"event: nothing follows\n\n"
    b"data: old mac\r\rdata:  two spaces\n\n"
)
EVENTS = [
    Event("first\nsecond"),
    Event("€ 5", "error"),
    Event(""),
    Event("old mac"),
    Event(" two spaces"),
]


def decode(stream: bytes, size: int) -> list[Event]:
    decoder = Decoder()
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
    return [event for chunk in chunks for event in decoder.feed(chunk)] + decoder.close()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_stream_survives_any_chunking(size: int) -> None:
    assert decode(STREAM, size) == EVENTS


def test_an_event_without_its_blank_line_comes_at_the_close_and_half_a_line_never() -> None:
    assert decode(b"data: [DONE]\n", 4) == [Event("[DONE]")]
    assert decode(b'data: {"half', 4) == []


def test_bytes_that_are_not_utf8_do_not_stop_the_stream() -> None:
    assert decode(b"data: \xff\n\ndata: ok\n\n", 3) == [Event("\ufffd"), Event("ok")]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "error"]), st.integers(1, 9))
def test_what_is_encoded_is_decoded(data: str, name: str | None, size: int) -> None:
    expected = data.replace("\r\n", "\n").replace("\r", "\n")
    assert decode(encode(data, name), size) == [Event(expected, name)]
