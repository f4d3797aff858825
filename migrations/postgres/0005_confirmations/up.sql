-- What we confirmed ourselves, and the numbers that nobody is to be given.

CREATE TABLE verification (
    record_kind TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    fact_group TEXT COLLATE "C" NOT NULL,
    how TEXT NOT NULL,
    date TEXT NOT NULL,
    value TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    note TEXT,
    PRIMARY KEY (record_kind, record_id, fact_group)
);

CREATE TABLE blocked_number (
    number TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    reason TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT COLLATE "C" NOT NULL
);
