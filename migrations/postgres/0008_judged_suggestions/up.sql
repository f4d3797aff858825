-- Who judged a suggestion, and why. What was suggested is deleted, and when.

CREATE TABLE judged_suggestion (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    record_kind TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE INDEX judged_suggestion_record ON judged_suggestion (record_kind, record_id);
CREATE INDEX judged_suggestion_at ON judged_suggestion (at, id);
