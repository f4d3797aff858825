-- Who changed what, when and why: one changeset a revision.

CREATE TABLE changeset (
    revision INTEGER PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    source_id TEXT REFERENCES source (id)
) STRICT;

CREATE TABLE change (
    revision INTEGER NOT NULL REFERENCES changeset (revision),
    position INTEGER NOT NULL,
    subject TEXT NOT NULL,
    record_kind TEXT,
    record_id TEXT,
    before TEXT,
    after TEXT,
    PRIMARY KEY (revision, position)
) STRICT;

CREATE INDEX change_record ON change (record_kind, record_id);
