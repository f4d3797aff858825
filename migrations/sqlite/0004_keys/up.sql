-- Who may write, what they were answered, and whom they called.

CREATE TABLE api_key (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    revoked_at TEXT,
    rate_limit_per_minute INTEGER
) STRICT;

-- An answer that is given again to the same request.
CREATE TABLE idempotency (
    api_key_id TEXT NOT NULL REFERENCES api_key (id),
    "key" TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (api_key_id, "key")
) STRICT;

CREATE TABLE call (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT
) STRICT;

CREATE INDEX call_number ON call (number, at);
