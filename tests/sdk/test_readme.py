"""What the README shows works as it stands there."""

import os
import re
import subprocess
import sys

import build
from lettawasm.cli.memory.examples import EXAMPLES

from .hosts import Space

README = (build.ROOT / "README.md").read_text()
SERVED = "http://localhost:8283"


def test_the_python_example_makes_an_agent_that_remembers(space: Space) -> None:
    [example] = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert SERVED in example
    program, environment = example.replace(SERVED, space.url), {**os.environ, "LETTA_API_KEY": space.token}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answer, memory = ran.stdout.splitlines()
    assert "Ada" in answer
    assert f"# {memory}" in example


def test_every_command_it_names_is_one_of_build_py() -> None:
    named = set(re.findall(r"python build\.py ([\w-]+)", README))
    told = subprocess.run(
        [sys.executable, build.__file__, "--help"], capture_output=True, text=True, check=True
    )
    assert named == set(re.findall(r"^    ([\w-]+)(?: |$)", told.stdout, re.MULTILINE))


def test_the_examples_of_the_command_line_are_those_that_are_tried() -> None:
    assert EXAMPLES.strip("\n") in README


def test_every_link_into_the_repository_leads_somewhere() -> None:
    local = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert local and all((build.ROOT / path).exists() for path in local)
