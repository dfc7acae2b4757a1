"""Where memory comes from, and forgetting what somebody was: versions lose their states, and chains stay whole."""

from ..schemas.versions import Source
from ..versions import chain as hashes
from ..versions.packing import Form, Packed, pack
from .versions import Chain, Versions

# Which fields of a cause versions may be looked for by.
FIELDS = ("actor", "agent_id", "run_id", "step_id", "message_id", "tool_call_id", "origin", "source")


class Sources:
    def __init__(self, versions: Versions) -> None:
        self.versions, self.driver = versions, versions.driver

    def all(self, agent_id: str | None = None) -> list[Source]:
        """Where versions come from, that with the newest first; of an agent those that it or its tools wrote."""
        rows = self.driver.execute(
            "SELECT json_extract(causes.body, '$.actor') AS actor, json_extract(causes.body, '$.origin') AS origin,"
            " json_extract(causes.body, '$.source') AS source, count(*) AS versions,"
            " count(DISTINCT chain) AS objects, min(created_at) AS first_at, max(created_at) AS last_at"
            " FROM causes JOIN versions ON cause = causes.seq JOIN chains ON chains.seq = chain"
            " WHERE kind <> 'prompt' AND (?1 IS NULL OR json_extract(causes.body, '$.agent_id') = ?1)"
            " GROUP BY 1, 2, 3 ORDER BY last_at DESC, 1, 2, 3",
            [agent_id],
        )
        return [Source(**row) for row in rows]

    def sizes(self) -> dict[str, dict[str, int]]:
        """What versions take, by kind: how many there are, of how many objects, and the bytes of their bodies."""
        rows = self.driver.execute(
            "SELECT kind, count(*) AS versions, count(DISTINCT chain) AS objects,"
            " sum(length(CAST(versions.body AS BLOB))) AS bytes FROM versions JOIN chains ON chains.seq = chain"
            " GROUP BY kind"
        )
        return {row.pop("kind"): row for row in map(dict, rows)}

    def written_for(self, cause: dict[str, str]) -> dict[str, list[int]]:
        """The versions whose cause has these fields: numbers by object, in the order they were written."""
        assert cause.keys() <= set(FIELDS)
        fits = " AND ".join(f"json_extract(causes.body, '$.{name}') = ?" for name in cause)
        rows = self.driver.execute(
            "SELECT object_id, number FROM causes JOIN versions ON cause = causes.seq"
            f" JOIN chains ON chains.seq = chain WHERE kind <> 'prompt' AND {fits} ORDER BY created_at, number",
            list(cause.values()),
        )
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(row["object_id"], []).append(row["number"])
        return found

    def forget(self, chain: Chain, first: int, last: int) -> int:
        """Let nobody know any more what an object was in these versions. Returns how many states went.

        What comes after them is kept whole, since it can't be told as a change of something unknown.
        """
        rows = self.driver.execute(
            "SELECT number, form, body, salt FROM versions WHERE chain = ? AND number BETWEEN ? AND ?"
            " ORDER BY number",
            [chain.seq, first, last],
        )
        if not rows:
            return 0
        if not rows:
            return 0
        known = self.versions.texts(chain, [row["number"] for row in rows])
        self._keep_whole(chain, last + 1)
        kept = [row for row in rows if row["form"] in (Form.WHOLE, Form.DELTA)]
        for row in kept:
            body = hashes.state_hash(row["salt"], known[row["number"]])
            self.versions.repack(chain, row["number"], Packed(Form.FORGOTTEN, body), "")
        return len(kept)

    def _keep_whole(self, chain: Chain, number: int) -> None:
        rows = self.driver.execute(
            "SELECT form, salt FROM versions WHERE chain = ? AND number = ?", [chain.seq, number]
        )
        if rows and rows[0]["form"] == Form.DELTA:
            text = self.versions.texts(chain, [number])[number]
            self.versions.repack(chain, number, pack(None, text, number), rows[0]["salt"])

    def drop_before(self, chain: Chain, number: int) -> int:
        """Let a chain begin with a version, kept whole. Returns how many versions went."""
        before = self.driver.execute(
            "SELECT digest FROM versions WHERE chain = ? AND number = ?", [chain.seq, number - 1]
        )
        if not before:
            return 0
        self._keep_whole(chain, number)
        self.driver.execute(
            "UPDATE chains SET anchor = ?, dropped = ? WHERE seq = ?",
            [before[0]["digest"], number - 1, chain.seq],
        )
        gone = self.driver.execute(
            "DELETE FROM versions WHERE chain = ? AND number < ? RETURNING seq", [chain.seq, number]
        )
        return len(gone)
