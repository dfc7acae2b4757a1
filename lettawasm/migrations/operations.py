"""Operations on memory that failed, and what of memory is deleted. What went well is told by versions."""

OPERATIONS = [
    """CREATE TABLE failures (
        slot INTEGER PRIMARY KEY, seq INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
        created_at TEXT NOT NULL)""",
    """CREATE VIEW deletions AS
        SELECT object_id AS id, kind, versions.seq, number, created_at FROM chains
        JOIN versions ON chain = chains.seq
        AND number = (SELECT max(number) FROM versions AS newest WHERE newest.chain = chains.seq)
        WHERE form = 0 AND kind IN ('block', 'passage')""",
]
