-- Updates that published nothing: a feed that has stopped changing.

CREATE TABLE quiet_update (
    id INTEGER PRIMARY KEY NOT NULL,
    source_id TEXT NOT NULL REFERENCES source (id),
    at TEXT NOT NULL,
    -- Its counts, as JSON.
    report TEXT NOT NULL
) STRICT;

CREATE INDEX quiet_update_at ON quiet_update (at);
