"""Every value that blocks ever had, to take along and to bring back."""

from ..db import atomic
from ..schemas.blocks import BlockVersion
from .table import Table, marks


class BlockHistory(Table):
    def of(self, block_id: str) -> list[BlockVersion]:
        """A block's versions, the first one first."""
        sql = "SELECT * FROM block_versions WHERE block_id = ? ORDER BY version"
        return [BlockVersion.model_validate(row) for row in self.driver.execute(sql, [block_id])]

    @atomic
    def replace(self, block_id: str, versions: list[BlockVersion]) -> None:
        """Let these be a block's versions, under ids of this space."""
        self.driver.execute("DELETE FROM block_versions WHERE block_id = ?", [block_id])
        for version in versions:
            fields = {**version.model_dump(), "id": self.clock.new_id("blockversion"), "block_id": block_id}
            self.driver.execute(
                f"INSERT INTO block_versions ({', '.join(fields)}) VALUES ({marks(list(fields))})",
                list(fields.values()),
            )
