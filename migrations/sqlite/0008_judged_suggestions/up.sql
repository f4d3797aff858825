-- Who judged a suggestion, and why. What was suggested is deleted, and when.

CREATE TABLE judged_suggestion (
    id TEXT PRIMARY KEY NOT NULL,
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX judged_suggestion_record ON judged_suggestion (record_kind, record_id);
CREATE INDEX judged_suggestion_at ON judged_suggestion (at, id);
