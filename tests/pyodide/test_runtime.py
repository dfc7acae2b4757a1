"""The built site's Python: it has all that lettawasm imports, and little that it does not."""

import json
import subprocess
from pathlib import Path

import pytest

import build

HERE = Path(__file__).parent


def report_of(program):
    """What a program reports that runs in the built runtime."""
    command = ["node", str(HERE / "boot.node.js"), str(build.build_site()), str(HERE / program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def imported():
    """What is imported once the core is."""
    return report_of("imports.py")


def test_the_core_imports_in_the_built_runtime(imported):
    assert imported["has_app"]


@pytest.mark.parametrize("heavy", ["httpx", "uvicorn", "multiprocessing", "unittest", "pydoc", "ctypes"])
def test_a_start_in_the_browser_does_without(imported, heavy):
    assert heavy not in imported["modules"]


def test_a_deadline_that_was_met_leaves_no_timer():
    assert report_of("deadlines.py") == {"more_pending": False, "told": ["due"], "is_late": True}


def test_no_source_of_a_tool_ends_the_interpreter():
    told = report_of("hostile_sources.py")
    assert told["is_long"] and told["long"] == ""
    endless = {name: fate for name, fate in told["fates"].items() if name.endswith(", 100000")}
    assert len(endless) > 30 and all(endless.values())
    assert "" in told["fates"].values()


@pytest.fixture(scope="module")
def kernel():
    """What the vectors' kernel finds beside brute force."""
    return report_of("kernel.py")


def test_the_kernel_and_pure_python_find_what_brute_force_finds(kernel):
    assert kernel["is_simd"]
    for agreements in kernel["agreements"].values():
        assert len(agreements) == 32 and all(agreements)
    assert kernel["empty"] == kernel["without direction"] == []


def test_of_many_vectors_the_kernel_misses_none_and_pure_python_few(kernel):
    for exact, sketched in kernel["recall"].values():
        assert exact == 1.0
        assert sketched >= 0.97


@pytest.fixture(scope="module")
def inflow():
    """What becomes of streams that flow in."""
    return report_of("inflow.py")


def test_a_stream_flows_in_whole_and_in_order_while_nobody_reads(inflow):
    assert inflow["whole"]
    assert inflow["without empty ones"] == []
    assert inflow["at once"] == 20


def test_a_stream_that_nobody_reads_stays_where_it_comes_from(inflow):
    assert inflow["bounded"] == {"some": True, "not all": True, "then all": True}


def test_the_source_of_a_stream_hears_that_nobody_reads_on(inflow):
    assert inflow["abandoned"] == [True, True]


def test_a_stream_that_fails_gives_first_what_had_come(inflow):
    assert inflow["failed"] == ["00", "01", "TypeError: no more"]
