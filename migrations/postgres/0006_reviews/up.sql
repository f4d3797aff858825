-- What waits for a person's judgement.

CREATE TABLE held (
    -- What people call it by. Rows stay, so that no number is used again.
    number BIGINT PRIMARY KEY NOT NULL,
    revision BIGINT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    source_id TEXT COLLATE "C" NOT NULL REFERENCES source (id),
    rule TEXT NOT NULL,
    record_kind TEXT COLLATE "C",
    record_id TEXT COLLATE "C",
    fact_group TEXT COLLATE "C",
    group_key TEXT COLLATE "C" NOT NULL,
    proposal TEXT NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    decided_at TEXT COLLATE "C",
    decided_by TEXT,
    reason TEXT,
    remembered_until TEXT COLLATE "C"
);

CREATE INDEX held_state ON held (state, number);
CREATE INDEX held_fingerprint ON held (fingerprint);
CREATE INDEX held_record ON held (record_kind, record_id);

CREATE TABLE suggestion (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    record_kind TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL
);

CREATE INDEX suggestion_at ON suggestion (at, id);
