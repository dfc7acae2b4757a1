"""Characters that arrive in halves."""

import pytest

from lettawasm.providers.chat_reply import decoder
from lettawasm.providers.whole_text import WholeText, mended


@pytest.mark.parametrize("cut", range(6))
def test_a_character_cut_in_two_is_joined_again(cut):
    halves = "ab\ud83d\ude00c"
    whole = WholeText()
    pieces = [whole.feed(halves[:cut]), whole.feed(halves[cut:]), whole.close()]
    assert "".join(pieces) == "ab😀c"
    assert all(piece.encode() or True for piece in pieces)


@pytest.mark.parametrize("text", ["\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d"])
def test_half_a_character_becomes_a_mark_that_can_be_stored(text):
    assert "\ufffd" in mended(text)
    mended(text).encode()


def test_a_reply_with_halves_in_it_can_be_stored():
    reply = decoder("The server", "tiny")
    for content in ('"Hi \\ud83d"', '"\\ude00 and \\ud83d"'):
        reply.feed('{"choices": [{"delta": {"content": ' + content + "}}]}")
    reply.feed('{"choices": [{"delta": {}, "finish_reason": "stop"}]}')
    assert reply.end()[-1].text == "Hi 😀 and \ufffd"
