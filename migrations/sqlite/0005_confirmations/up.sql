-- What we confirmed ourselves, and the numbers that nobody is to be given.

CREATE TABLE verification (
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    fact_group TEXT NOT NULL,
    how TEXT NOT NULL,
    date TEXT NOT NULL,
    value TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (record_kind, record_id, fact_group)
) STRICT;

CREATE TABLE blocked_number (
    number TEXT PRIMARY KEY NOT NULL,
    reason TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
