"""Nothing in the core draws entropy, reads the clock or opens a socket at import: a Worker that does can't start.

What only runs inside Pyodide is held to it by workerd itself, see tests/worker/test_selfhost.py.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.test_layers import PACKAGE, modules, noun

WATCH = Path(__file__).parent / "import_watch.py"


def offences(folder, *names):
    """Where importing modules of a folder breaks the rules."""
    done = subprocess.run(
        [sys.executable, WATCH, *names],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def name_of(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_the_core_is_imported_without_entropy_clock_or_socket():
    core = [name_of(path) for path in modules() if noun(path) not in ("hosts", "cli")]
    assert offences(PACKAGE.parent, *core) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("import os; os.urandom(8)", "entropy"),
        ("import secrets; secrets.token_hex()", "entropy"),
        ("import uuid; uuid.uuid4()", "entropy"),
        ("import random; random.random()", "entropy"),
        ("import random; random.choice([1, 2])", "entropy"),
        ("import random; random.Random()", "entropy"),
        ("import tempfile; next(tempfile._get_candidate_names())", "entropy"),
        ("import time; time.time()", "the clock"),
        ("import time; time.perf_counter()", "the clock"),
        ("import datetime; datetime.datetime.now()", "the clock"),
        ("import datetime; datetime.date.today()", "the clock"),
        ("import socket; socket.socket()", "a socket"),
    ],
)
def test_an_offender_is_found_by_its_line(tmp_path, line, what):
    (tmp_path / "offender.py").write_text(f"import json\n{line}\n")
    assert f"offender:2: {what}" in offences(tmp_path, "offender")


def test_what_waits_for_a_call_is_no_offence(tmp_path):
    (tmp_path / "innocent.py").write_text(
        "import time, uuid\ndef make():\n    return uuid.uuid4(), time.time()\n"
    )
    assert offences(tmp_path, "innocent") == []
