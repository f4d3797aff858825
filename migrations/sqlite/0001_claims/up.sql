-- What is written: who said what of which record.

CREATE TABLE directory (
    directory_id TEXT PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    secret BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE source (
    id TEXT PRIMARY KEY NOT NULL,
    "key" TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT,
    url TEXT
) STRICT;

CREATE TABLE claim (
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES source (id),
    foreign_id TEXT NOT NULL,
    body TEXT NOT NULL,
    denies TEXT NOT NULL,
    words TEXT,
    how TEXT NOT NULL,
    date TEXT,
    PRIMARY KEY (record_kind, record_id, source_id, foreign_id)
) STRICT;

CREATE TABLE same_as (
    source_id TEXT NOT NULL REFERENCES source (id),
    record_kind TEXT NOT NULL,
    foreign_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (source_id, record_kind, foreign_id)
) STRICT;

CREATE TABLE resolution (
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    fact_group TEXT NOT NULL,
    preferred TEXT NOT NULL REFERENCES source (id),
    reason TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (record_kind, record_id, fact_group)
) STRICT;
