"""States as text: one text for one state, whatever made it, so that equal states have equal hashes."""

import json
from typing import Any

State = dict[str, Any]


def to_text(state: State) -> str:
    return json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> State:
    state: State = json.loads(text)
    return state
