"""What persons granted to tools. A grant belongs to the source that it was given for, and to no other."""

import hashlib
import json

from ..db import atomic
from ..schemas.grants import Grants, ToolGrants
from ..schemas.tools import Tool
from .table import Table


class ToolGrantsTable(Table):
    def of(self, tool: Tool) -> ToolGrants:
        """A tool's grants as they were given last, be they revoked; or none."""
        rows = self.driver.execute("SELECT * FROM tool_grants WHERE tool_id = ?", [tool.id])
        now = source_hash(tool)
        if not rows:
            return ToolGrants(tool_id=tool.id, source_hash=now)
        given = ToolGrants.of(tool.id, now, json.loads(rows[0]["grants"]))
        revoked = rows[0]["source_hash"] != now
        return given.model_copy(update={"given_at": rows[0]["given_at"], "revoked": revoked})

    def in_force(self, tool: Tool) -> Grants:
        """What the tool may do beyond computing."""
        given = self.of(tool)
        return Grants() if given.revoked else given

    @atomic
    def put(self, tool: Tool, grants: Grants) -> ToolGrants:
        """Let these be the tool's grants, for its source as it is now."""
        self.driver.execute(
            "INSERT INTO tool_grants (tool_id, source_hash, grants, given_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (tool_id) DO UPDATE SET source_hash = excluded.source_hash, grants = excluded.grants,"
            " given_at = excluded.given_at",
            [tool.id, source_hash(tool), grants.model_dump_json(), self.clock.now()],
        )
        return self.of(tool)


def source_hash(tool: Tool) -> str:
    """Changes with all that decides which code runs when the tool is called."""
    code = [tool.name, tool.source_type, tool.source_code, tool.pip_requirements, tool.npm_requirements]
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()
