-- Who changed what, when and why: one changeset a revision.

CREATE TABLE changeset (
    revision BIGINT PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    source_id TEXT COLLATE "C" REFERENCES source (id)
);

CREATE TABLE change (
    revision BIGINT NOT NULL REFERENCES changeset (revision),
    position BIGINT NOT NULL,
    subject TEXT NOT NULL,
    record_kind TEXT COLLATE "C",
    record_id TEXT COLLATE "C",
    before TEXT,
    after TEXT,
    PRIMARY KEY (revision, position)
);

CREATE INDEX change_record ON change (record_kind, record_id);
