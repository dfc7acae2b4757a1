"""What a step took, and what people say of it."""

STEPS = [
    "ALTER TABLE steps ADD COLUMN times TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE steps ADD COLUMN feedback TEXT",
    "ALTER TABLE steps ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE runs ADD COLUMN first_word_at TEXT",
]
