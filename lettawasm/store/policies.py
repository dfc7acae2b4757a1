"""The policies of blocks. A block without a row has the default one, even as that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..db import atomic
from .table import Table

if TYPE_CHECKING:
    from ..schemas.policies import Policy  # is needed for an edit of memory, not for a message


class Policies(Table):
    def of(self, block_id: str) -> Policy:
        from ..schemas.policies import Policy

        rows = self.driver.execute("SELECT policy FROM block_policies WHERE block_id = ?", [block_id])
        return Policy.model_validate_json(rows[0]["policy"]) if rows else Policy()

    @atomic
    def put(self, block_id: str, policy: Policy) -> None:
        """Let this be a block's policy. Only what isn't the default is kept."""
        self.driver.execute("DELETE FROM block_policies WHERE block_id = ?", [block_id])
        if own := policy.model_dump_json(exclude_defaults=True).removeprefix("{}"):
            self.driver.execute(
                "INSERT INTO block_policies (block_id, policy) VALUES (?, ?)", [block_id, own]
            )

    def asks(self, agent_id: str) -> bool:
        """Whether a person is asked before some edits of the agent's blocks."""
        rows = self.driver.execute(
            "SELECT policy FROM block_policies WHERE block_id IN"
            " (SELECT block_id FROM agent_blocks WHERE agent_id = ?)",
            [agent_id],
        )
        if not rows:
            return False
        from ..schemas.policies import Policy

        return any(Policy.model_validate_json(row["policy"]).asks for row in rows)

    def filled(self, agent_id: str) -> list[str]:
        """The agent's blocks that are to be compressed by themselves now. One that is read-only never is."""
        from ..schemas.policies import FULL

        rows = self.driver.execute(
            "SELECT blocks.id FROM agent_blocks JOIN blocks ON blocks.id = agent_blocks.block_id"
            " LEFT JOIN block_policies ON block_policies.block_id = blocks.id WHERE agent_id = ? AND NOT read_only"
            f" AND length(value) >= char_limit * coalesce(json_extract(policy, '$.compression.at'), {FULL})",
            [agent_id],
        )
        return [row["id"] for row in rows if self.of(row["id"]).compression.strategy]
