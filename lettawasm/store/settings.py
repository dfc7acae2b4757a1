"""Settings of a space: a few names, each with one JSON object."""

import json
from typing import Any

from .table import Table


class Settings(Table):
    def get(self, name: str) -> dict[str, Any]:
        """Empty as long as nothing was set."""
        rows = self.driver.execute("SELECT value FROM memory_settings WHERE name = ?", [name])
        settings: dict[str, Any] = json.loads(rows[0]["value"]) if rows else {}
        return settings

    def put(self, name: str, settings: dict[str, Any]) -> None:
        self.driver.execute(
            "INSERT INTO memory_settings (name, value) VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value",
            [name, json.dumps(settings)],
        )
