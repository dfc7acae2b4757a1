"""The embedder of a space: what there is to choose from, the choice, and the work that follows it."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import APIStatusError, BadRequestError, Letta

from tests.model_server import ModelServer

from .conftest import valid
from .hosts import until

PATH = "/v1/memory/embedding"
STATIC, REMOTE = "lettawasm/static-128", "scripted/letters-embed"
KINDS = ("passage", "block", "message")


@pytest.fixture
def archive(letta: Letta) -> Iterator[str]:
    made = letta.archives.create(name="embedded")
    yield made.id
    letta.patch(PATH, body={"handle": STATIC}, cast_to=object)
    letta.archives.delete(made.id)


def status(letta: Letta) -> Any:
    return letta.get(PATH, cast_to=object)


def settled(letta: Letta) -> Any:
    """The state once the chosen embedder's vectors are those that serve."""

    def look() -> Any:
        now = status(letta)
        return now if now["state"] != "working" and now["serving"] == now["handle"] else None

    return until(look)


def test_the_embedders_to_choose_from_are_listed(letta: Letta, model: ModelServer) -> None:
    model.models.append({"id": "letters-embed"})
    listed = {one.handle: one for one in valid(letta.models.embeddings.list())}
    model.models.pop()
    assert {STATIC, REMOTE} <= set(listed)
    assert (listed[STATIC].embedding_dim, listed[STATIC].provider_name) == (128, "lettawasm")


def test_another_embedder_is_chosen_and_makes_all_vectors_anew(letta: Letta, archive: str) -> None:
    passages = [{"text": f"Note {number}"} for number in range(40)]
    letta.archives.passages.create_many(archive, passages=passages)
    assert settled(letta)["handle"] == STATIC
    chosen: Any = letta.patch(PATH, body={"handle": REMOTE}, cast_to=object)
    assert (chosen["handle"], chosen["dim"]) == (REMOTE, 26)
    done = settled(letta)
    assert (done["state"], done["error"], done["serving"]) == ("ready", None, REMOTE)
    assert done["kinds"]["passage"]["done"] >= 40
    assert [done["kinds"][kind]["pending"] for kind in KINDS] == [0, 0, 0]


def test_no_embedder_can_be_chosen_too(letta: Letta, archive: str) -> None:
    chosen: Any = letta.patch(PATH, body={"handle": None}, cast_to=object)
    assert (chosen["state"], chosen["handle"], chosen["kinds"]) == ("off", None, {})


@pytest.mark.parametrize("handle", ["nobody/letters", "letters", ""])
def test_an_embedder_that_is_not_there_is_not_chosen(letta: Letta, handle: str) -> None:
    before = status(letta)
    with pytest.raises(BadRequestError, match="No provider of embeddings"):
        letta.patch(PATH, body={"handle": handle}, cast_to=object)
    assert status(letta)["handle"] == before["handle"]


@pytest.mark.parametrize("body", [{}, {"handle": 1}])
def test_a_choice_must_be_a_handle_or_null(letta: Letta, body: Any) -> None:
    with pytest.raises(APIStatusError) as error:
        letta.patch(PATH, body=body, cast_to=object)
    assert error.value.status_code == 422
