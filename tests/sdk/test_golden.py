"""Our answers have the shape of Letta's: the same status, every key of theirs, the same JSON types.

Recorded requests are replayed one after another. Where ours is meant to be different, `differences` says so.
"""

from collections.abc import Iterator

import pytest

from .differences import DIFFERENCES, LEFT_OUT
from .golden import FOLDER, Answer, Parrot, Recording, differences, recordings, replay
from .hosts import OpenSpace

RECORDED = recordings(without=set().union(*LEFT_OUT.values()))

pytestmark = pytest.mark.skipif(not RECORDED, reason=f"no recordings of Letta's server at {FOLDER}")


@pytest.fixture(scope="session")
def answers(open_space: OpenSpace, parrot: Parrot) -> dict[str, Answer]:
    with open_space() as space:
        space.add_provider("openai", parrot.url)
        return replay(RECORDED, space, parrot)


def found(recording: Recording, answer: Answer) -> Iterator[str]:
    if answer.status != recording.status:
        yield f"status {answer.status}, not {recording.status}"
    else:
        yield from differences(recording.body, answer.body)


@pytest.mark.parametrize("recording", RECORDED, ids=lambda recording: recording.name)
def test_an_answer_has_the_shape_of_lettas(recording: Recording, answers: dict[str, Answer]) -> None:
    unexplained = [
        difference
        for difference in found(recording, answers[recording.name])
        if not any(known.explains(recording, difference) for known in DIFFERENCES)
    ]
    assert not unexplained


def test_every_difference_in_the_table_is_there(answers: dict[str, Answer]) -> None:
    all_found = [
        (recording, text) for recording in RECORDED for text in found(recording, answers[recording.name])
    ]
    stale = [known for known in DIFFERENCES if not any(known.explains(*one) for one in all_found)]
    assert not stale
