-- What is written: who said what of which record.
-- Keys compare by bytes, as in SQLite, so that both backends give one order.

CREATE TABLE directory (
    directory_id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    revision BIGINT NOT NULL,
    secret BYTEA NOT NULL,
    created_at TEXT NOT NULL
);

CREATE TABLE source (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT,
    url TEXT
);

CREATE TABLE claim (
    record_kind TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    source_id TEXT COLLATE "C" NOT NULL REFERENCES source (id),
    foreign_id TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    denies TEXT NOT NULL,
    words TEXT,
    how TEXT NOT NULL,
    date TEXT,
    PRIMARY KEY (record_kind, record_id, source_id, foreign_id)
);

CREATE TABLE same_as (
    source_id TEXT COLLATE "C" NOT NULL REFERENCES source (id),
    record_kind TEXT COLLATE "C" NOT NULL,
    foreign_id TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (source_id, record_kind, foreign_id)
);

CREATE TABLE resolution (
    record_kind TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    fact_group TEXT COLLATE "C" NOT NULL,
    preferred TEXT COLLATE "C" NOT NULL REFERENCES source (id),
    reason TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (record_kind, record_id, fact_group)
);
