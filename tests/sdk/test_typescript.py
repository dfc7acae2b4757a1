"""The official TypeScript SDK, unchanged, in Node. In a page it is a test of the browser's."""

import json
import subprocess
from pathlib import Path

import build

from .conftest import SCRIPTED, Record
from .hosts import Space

PROGRAM = Path(__file__).parent / "talk.node.js"
SDK = build.WEB / "node_modules" / "@letta-ai" / "letta-client" / "index.mjs"


def test_it_does_what_the_python_sdk_does(space: Space, record: Record) -> None:
    command = ["node", str(PROGRAM), SDK.as_uri(), space.url, space.token, SCRIPTED]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    output = json.loads(ran.stdout)
    for method, path, succeeded in output["calls"]:
        record(method, path, succeeded, "TypeScript")
    assert output["told"] == {
        "health": "ok",
        "agent": "Ty",
        "renamed": "Script",
        "listed": ["Script"],
        "tags": True,
        "model": True,
        "block": "Red",
        "blocks": ["human", "team"],
        "tool": True,
        "answer": ["You said: hello", "end_turn"],
        "streamed": ["ping", "You ", "said: ", "one ", "two", "stop_reason", "usage_statistics"],
        "left": "completed",
        "history": ["system_message", *["user_message", "assistant_message"] * 3],
        "later": "completed",
        "runs": 4,
        "said": ["user_message", "assistant_message"],
        "steps": 1,
        "found": ["The boat is called Nina."],
        "passages": 0,
        "twin": "Twin",
        "gone": True,
    }
