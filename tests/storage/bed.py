"""Runs one of `programs/` in Pyodide under Node: Python's half of `bed.node.js`."""

import json
import subprocess
from pathlib import Path
from typing import Any

BED = Path(__file__).with_name("bed.node.js")


def run_in_node(program: str, **options: Any) -> list[Any]:
    """Run a program to its end and return what it reported, in order."""
    command = ["node", str(BED), json.dumps({"program": program, **options})]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
