"""The beginning of history in a space that is older than its versions."""

from ..schemas.versions import ACTORS, Cause
from . import states
from .versions import Versions


def begin(versions: Versions) -> None:
    """Give everything that has no versions its first one, once. Of blocks an older way of telling their history is
    taken over. Call it in a transaction.
    """
    driver = versions.driver
    if driver.execute("SELECT 1 FROM memory_settings WHERE name = 'began'"):
        return
    for row in driver.execute("SELECT DISTINCT block_id FROM block_versions"):
        _take_over(versions, row["block_id"])
    driver.execute("DELETE FROM block_versions")
    if driver.execute(
        "SELECT 1 FROM agents UNION ALL SELECT 1 FROM blocks UNION ALL SELECT 1 FROM archives LIMIT 1"
    ):
        for kind, ids in states.ALL.items():
            for row in driver.execute(f"{ids} EXCEPT SELECT object_id FROM chains"):
                versions.touch(kind, row["id"])
    driver.execute("INSERT INTO memory_settings (name, value) VALUES ('began', 'true')")


def _take_over(versions: Versions, block_id: str) -> None:
    driver = versions.driver
    rows = driver.execute("SELECT * FROM block_versions WHERE block_id = ? ORDER BY version", [block_id])
    base = states.present(driver, "block", block_id) or {}
    past = []
    for row in rows:
        state = None if row["after"] is None else {**base, "label": row["label"], "value": row["after"]}
        names = ("agent_id", "run_id", "step_id", "tool_call_id")
        cause = Cause(
            row["actor"] if row["actor"] in ACTORS else "person", **{name: row[name] for name in names}
        )
        past.append((state, cause, row["created_at"]))
    versions.adopt("block", block_id, past)
