-- Updates that published nothing: a feed that has stopped changing.

CREATE TABLE quiet_update (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id TEXT COLLATE "C" NOT NULL REFERENCES source (id),
    at TEXT COLLATE "C" NOT NULL,
    -- Its counts, as JSON.
    report TEXT NOT NULL
);

CREATE INDEX quiet_update_at ON quiet_update (at);
