"""What `until` listens to: it ends when somebody wants to hear no more, and leaves nothing behind."""

import asyncio
from contextlib import aclosing

import pytest

from lettawasm.cancelling import until


class Speaker:
    """Says words, then is silent for good. `is_deaf` to being interrupted: it says one more word, and ends."""

    def __init__(self, *words: str, is_deaf: bool = False) -> None:
        self.words, self.is_deaf = words, is_deaf
        self.said = 0
        self.fell_silent, self.is_closed = asyncio.Event(), False

    async def stream(self):
        try:
            for word in self.words:
                self.said += 1
                yield word
            self.fell_silent.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if not self.is_deaf:
                raise
            yield "what?"
        finally:
            self.is_closed = True


@pytest.fixture
def cancelled():
    return asyncio.Event()


async def heard(cancelled, speaker):
    """All words. The task that hears them is as fit for deadlines afterwards as it was."""
    async with aclosing(until(cancelled, speaker.stream())) as stream:
        words = [word async for word in stream]
    assert asyncio.current_task().cancelling() == 0
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await asyncio.Event().wait()
    return words


async def cancel_once_silent(cancelled, speaker):
    await speaker.fell_silent.wait()
    cancelled.set()


@pytest.mark.parametrize("is_deaf", [False, True])
async def test_a_wait_for_the_world_ends_when_it_is_cancelled_and_leaves_no_trace(cancelled, is_deaf):
    speaker = Speaker("one", "two", is_deaf=is_deaf)
    words, _ = await asyncio.gather(heard(cancelled, speaker), cancel_once_silent(cancelled, speaker))
    assert words[:2] == ["one", "two"]
    assert speaker.is_closed


async def test_what_is_cancelled_between_two_words_ends_before_the_next(cancelled):
    speaker = Speaker("one", "two")
    async with aclosing(until(cancelled, speaker.stream())) as stream:
        assert await anext(stream) == "one"
        cancelled.set()
        assert [word async for word in stream] == []
    assert speaker.is_closed
    await asyncio.sleep(0)  # whoever watched would strike now
    assert asyncio.current_task().cancelling() == 0


async def test_a_stream_is_read_no_further_than_it_is_listened_to(cancelled):
    speaker = Speaker("one", "two", "three")
    async with aclosing(until(cancelled, speaker.stream())) as stream:
        await anext(stream)
        await asyncio.sleep(0)
        assert speaker.said == 1
    assert speaker.is_closed


@pytest.mark.parametrize("both", [False, True])
async def test_a_listener_that_is_itself_cancelled_does_not_take_it_for_the_end(cancelled, both):
    speaker = Speaker()
    listening = asyncio.ensure_future(heard(cancelled, speaker))
    await speaker.fell_silent.wait()
    if both:
        cancelled.set()
        await asyncio.sleep(0)  # the watcher's strike comes first
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert speaker.is_closed


async def test_an_error_of_the_stream_is_told(cancelled):
    async def faulty():
        yield "one"
        raise RuntimeError("no")

    async with aclosing(until(cancelled, faulty())) as stream:
        assert await anext(stream) == "one"
        with pytest.raises(RuntimeError, match="no"):
            await anext(stream)
