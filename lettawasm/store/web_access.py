"""The settings of the way to the web, as one value."""

import json
from typing import Any

from .table import Table

_NAME = "web_access"


class WebAccesses(Table):
    def get(self) -> dict[str, Any]:
        rows = self.driver.execute("SELECT value FROM memory_settings WHERE name = ?", [_NAME])
        settings: dict[str, Any] = json.loads(rows[0]["value"]) if rows else {}
        return settings

    def put(self, settings: dict[str, Any]) -> None:
        self.driver.execute(
            "INSERT INTO memory_settings (name, value) VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value",
            [_NAME, json.dumps(settings)],
        )
