"""Every method of the official SDK works or says that it isn't offered, and the README says which."""

import json

import pytest
from letta_client import APIStatusError, Letta

from .compatibility import README, call, markdown, methods, section
from .golden import FOLDER

METHODS = methods()
TRUTH = FOLDER.parent / "api_table.json"


def test_every_method_works_or_is_not_offered() -> None:
    assert [method.name for method in METHODS if method.endpoint is None and not method.is_absent] == []


def test_the_readme_says_which_methods_work() -> None:
    told = section(README.read_text())
    assert told == markdown(METHODS), "python -m tests.sdk.compatibility writes it anew"


@pytest.mark.skipif(not TRUTH.exists(), reason=f"no table of Letta's API at {TRUTH}")
def test_the_methods_are_those_of_lettas_table() -> None:
    theirs = {
        (".".join(dict.fromkeys(row["sdk"].removeprefix("_client.").split("."))), row["verb"])
        for row in json.loads(TRUTH.read_text())
    }
    assert {(method.name, method.verb) for method in METHODS} == theirs


@pytest.mark.parametrize("name", [method.name for method in METHODS if method.is_absent])
def test_a_method_that_is_not_offered_says_why(letta: Letta, name: str) -> None:
    with pytest.raises(APIStatusError) as raised:
        call(letta, name)
    assert raised.value.status_code == 501
    assert isinstance(raised.value.body, dict)
    assert raised.value.body["detail"].endswith(".")
