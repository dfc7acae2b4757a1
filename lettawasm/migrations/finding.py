"""What search needs beside the indexes of words: blocks by their words, words by their beginnings, and letters.

A text in a script without spaces is indexed by its letters too, three at a time, which also finds two: what is
looked up are the threes that begin with them. Two spaces at the end let the last letters begin some. Texts in other
scripts write nothing there.
"""

LETTERS = (
    "*[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7a3\uf900-\ufaff]*"  # 46 of 50 bytes
)


def _vocabulary(table: str) -> list[str]:
    return [
        f"CREATE VIRTUAL TABLE {table}_terms USING fts5vocab({table}_fts, 'row')",
        f"CREATE VIRTUAL TABLE {table}_places USING fts5vocab({table}_fts, 'instance')",
    ]


def _letters(table: str, text: str) -> list[str]:
    index = f"{table}_letters"
    entry, removal = f"INSERT INTO {index} (rowid, {text})", f"INSERT INTO {index} ({index}, rowid, {text})"
    new = f"SELECT new.seq, new.{text} || '  ' WHERE new.{text} GLOB '{LETTERS}'"
    old = f"SELECT 'delete', old.seq, old.{text} || '  ' WHERE old.{text} GLOB '{LETTERS}'"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({text}, content='', detail=none, columnsize=0, tokenize='trigram')",
        f"CREATE VIRTUAL TABLE {index}_at USING fts5vocab({index}, 'instance')",
        f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {entry} {new}; END",
        f"CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN {removal} {old}; END",
        (
            f"CREATE TRIGGER {index}_reworded AFTER UPDATE OF {text} ON {table} WHEN old.{text} IS NOT new.{text}"
            f" BEGIN {removal} {old}; {entry} {new}; END"
        ),
        f"{entry} SELECT seq, {text} || '  ' FROM {table} WHERE {text} GLOB '{LETTERS}'",
    ]


_COLUMNS = "label, description, value"
_OLD = "old.seq, old.label, old.description, old.value"
_NEW = "new.seq, new.label, new.description, new.value"
_REMOVE = f"INSERT INTO blocks_fts (blocks_fts, rowid, {_COLUMNS}) VALUES ('delete', {_OLD});"
_ENTER = f"INSERT INTO blocks_fts (rowid, {_COLUMNS}) VALUES ({_NEW});"

FINDING = [
    f"""CREATE VIRTUAL TABLE blocks_fts USING fts5({_COLUMNS}, content='blocks', content_rowid='seq',
        tokenize='porter unicode61')""",
    f"CREATE TRIGGER blocks_added AFTER INSERT ON blocks BEGIN {_ENTER} END",
    f"CREATE TRIGGER blocks_removed AFTER DELETE ON blocks BEGIN {_REMOVE} END",
    f"""CREATE TRIGGER blocks_reworded AFTER UPDATE OF {_COLUMNS} ON blocks WHEN ({_OLD}) IS NOT ({_NEW})
        BEGIN {_REMOVE} {_ENTER} END""",
    "INSERT INTO blocks_fts (blocks_fts) VALUES ('rebuild')",
    *(statement for table in ("passages", "messages", "blocks") for statement in _vocabulary(table)),
    *(
        statement
        for table, text in (
            ("passages", "text"),
            ("messages", "text"),
            ("blocks", "value"),
            ("file_chunks", "text"),
        )
        for statement in _letters(table, text)
    ),
]
