"""The trial of a model over REST, on every host: told as it goes, in a space of its own."""

import json
from typing import Any

import httpx
import pytest
from letta_client import BadRequestError, Letta, NotFoundError, UnprocessableEntityError

from tests.model_server import ModelServer, Say

PATH = "/v1/models/eval"


def told(letta: Letta, **body: Any) -> list[dict[str, Any]]:
    lines = letta.post(PATH, cast_to=httpx.Response, body=body).text.splitlines()
    *events, end = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    assert end == "[DONE]"
    return [json.loads(event) for event in events]


def test_a_model_is_tried_and_nothing_of_it_stays(letta: Letta, model: ModelServer) -> None:
    before = {agent.id for agent in letta.agents.list()}
    model.script(Say("It's 5."), Say("What?"), Say("In Norway."), Say("Your dog is called Max."))
    first, passed, _, failed, *_, report = told(letta, handle="scripted/tiny", cases=["discern", "in view"])
    assert first == {"type": "begun", "name": "small talk", "skill": "discern", "number": 1, "of": 4}
    assert (passed["type"], passed["passed"], failed["passed"]) == ("case", True, False)
    assert failed["problems"] == ["the answer doesn't say 'cow'"]
    assert (report["type"], report["score"], report["passed"]) == ("report", 0.75, False)
    skills = {name: (skill["passed"], skill["of"]) for name, skill in report["skills"].items()}
    assert skills == {"discern": (2, 3), "recall": (1, 1)}
    assert report["markdown"].startswith("# Can scripted/tiny keep a memory?")
    assert {agent.id for agent in letta.agents.list()} == before


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"handle": "scripted/tiny", "cases": ["nonsense"]}, BadRequestError),
        ({"handle": "nobody/tiny"}, NotFoundError),
        ({"handle": "scripted"}, UnprocessableEntityError),
        ({"handle": "scripted/tiny", "profile": "huge"}, UnprocessableEntityError),
    ],
)
def test_what_cannot_be_tried_is_refused(letta: Letta, body: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        told(letta, **body)
