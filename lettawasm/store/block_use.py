"""How blocks are used, read off what is stored anyway: no prompt costs a row more for it."""

from ..ports import Driver, Row
from ..versions.packing import Form


class BlockUses:
    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def holders(self, block_id: str) -> list[Row]:
        """The agents that hold a block: `agent_id` and since when (`since`)."""
        return self.driver.execute(
            "SELECT agent_id, CASE agent_blocks.created_at WHEN '' THEN blocks.created_at"
            " ELSE agent_blocks.created_at END AS since FROM agent_blocks JOIN blocks ON blocks.id = block_id"
            " WHERE block_id = ? ORDER BY agent_blocks.seq",
            [block_id],
        )

    def prompts(self, agent_id: str, since: str) -> Row:
        """The steps of an agent since a time: `count`, and the times of the `first` and the `last`."""
        [row] = self.driver.execute(
            "SELECT count(*) AS count, min(created_at) AS first, max(created_at) AS last FROM steps"
            " WHERE agent_id = ? AND created_at >= ?",
            [agent_id, since],
        )
        return row

    def changes(self, block_id: str) -> list[Row]:
        """Who changed a block: `actor`, how often (`count`) and when last (`last`). Its making counts as none."""
        return self.driver.execute(
            "SELECT json_extract(causes.body, '$.actor') AS actor, max(created_at) AS last,"
            f" sum(number > 1 AND form <> {Form.GONE:d}) AS count FROM versions"
            " JOIN causes ON causes.seq = cause WHERE chain = (SELECT seq FROM chains WHERE object_id = ?)"
            " GROUP BY actor ORDER BY actor",
            [block_id],
        )
