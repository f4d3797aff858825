-- Who may write, what they were answered, and whom they called.

CREATE TABLE api_key (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash BYTEA NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    revoked_at TEXT,
    rate_limit_per_minute BIGINT
);

-- An answer that is given again to the same request.
CREATE TABLE idempotency (
    api_key_id TEXT COLLATE "C" NOT NULL REFERENCES api_key (id),
    "key" TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (api_key_id, "key")
);

CREATE TABLE call (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    note TEXT
);

CREATE INDEX call_number ON call (number, at);
