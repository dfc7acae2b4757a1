"""The table of results is whole: every endpoint we serve was asked by an official SDK, on every host."""

import pytest

from .compatibility import methods
from .matrix import ENDPOINTS, HOSTS, Call, Matrix, endpoint


@pytest.mark.parametrize("host", HOSTS)
def test_every_endpoint_is_exercised(host: str, matrix: Matrix) -> None:
    if host in matrix.partial:
        pytest.skip("only some of this host's tests were asked for")
    assert matrix.unexercised(host) == []


@pytest.mark.parametrize("host", HOSTS)
def test_every_method_of_the_sdk_is_exercised(host: str, matrix: Matrix) -> None:
    if host in matrix.partial:
        pytest.skip("only some of this host's tests were asked for")
    succeeded = {call.by for call in matrix.calls if call.host == host and call.succeeded}
    assert {method.name for method in methods() if method.endpoint} - succeeded == set()


def test_a_call_that_failed_its_test_is_told_by_that_tests_name() -> None:
    matrix = Matrix()
    for test, succeeded in [("t::good", True), ("t::good", False), ("t::bad", True)]:
        matrix.calls.append(Call("cpython", ENDPOINTS[0], "health", test, succeeded))
    assert matrix.cell("cpython", ENDPOINTS[0]) == "2"
    matrix.failed |= {"t::bad", "t::another"}
    assert matrix.cell("cpython", ENDPOINTS[0]) == "failed: bad"
    matrix.failed.add("t::good")
    assert matrix.cell("cpython", ENDPOINTS[0]) == "failed: bad and 1 more"
    assert matrix.cell("browser", ENDPOINTS[0]) == "never"


def test_a_request_belongs_to_the_endpoint_that_answers_it() -> None:
    assert endpoint("GET", "/v1/agents/count/") == "GET /v1/agents/count"
    assert endpoint("GET", "/v1/agents/agent-1") == "GET /v1/agents/{agent_id}"
    assert endpoint("PUT", "/v1/agents/agent-1") is None
