-- What waits for a person's judgement.

CREATE TABLE held (
    -- What people call it by. Rows stay, so that no number is used again.
    number INTEGER PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES source (id),
    rule TEXT NOT NULL,
    record_kind TEXT,
    record_id TEXT,
    fact_group TEXT,
    group_key TEXT NOT NULL,
    proposal TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_at TEXT,
    decided_by TEXT,
    reason TEXT,
    remembered_until TEXT
) STRICT;

CREATE INDEX held_state ON held (state, number);
CREATE INDEX held_fingerprint ON held (fingerprint);
CREATE INDEX held_record ON held (record_kind, record_id);

CREATE TABLE suggestion (
    id TEXT PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX suggestion_at ON suggestion (at, id);
