"""The file system's own tests are JavaScript: `opfs.test.js`."""

import subprocess
from pathlib import Path


def test_the_file_system_keeps_its_promises():
    tests = Path(__file__).with_name("opfs.test.js")
    done = subprocess.run(["node", "--test", str(tests)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
