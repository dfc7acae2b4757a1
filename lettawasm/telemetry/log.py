"""Structured logs: one flat record of plain values for each thing that happened."""

import json
from collections.abc import Callable, Mapping
from typing import Any

Log = Callable[[Mapping[str, Any]], None]


def json_lines(write: Callable[[str], Any]) -> Log:
    """A log that writes each record as one line of JSON. What isn't known of a record is left out."""

    def log(record: Mapping[str, Any]) -> None:
        known = {name: value for name, value in record.items() if value is not None}
        write(json.dumps(known, ensure_ascii=False, separators=(",", ":")))

    return log
