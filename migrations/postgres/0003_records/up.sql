-- What we make of the claims. A withdrawn record stays as a tombstone without its body.

CREATE TABLE organization (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    facts TEXT NOT NULL,
    revision BIGINT NOT NULL,
    modified_at TEXT NOT NULL,
    withdrawn_at TEXT
);

CREATE TABLE location (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    facts TEXT NOT NULL,
    revision BIGINT NOT NULL,
    modified_at TEXT NOT NULL,
    withdrawn_at TEXT
);

CREATE TABLE service (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organization (id),
    body TEXT NOT NULL,
    facts TEXT NOT NULL,
    revision BIGINT NOT NULL,
    modified_at TEXT NOT NULL,
    withdrawn_at TEXT
);

CREATE TABLE service_at_location (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    service_id TEXT COLLATE "C" NOT NULL REFERENCES service (id),
    location_id TEXT COLLATE "C" NOT NULL REFERENCES location (id),
    body TEXT NOT NULL,
    facts TEXT NOT NULL,
    revision BIGINT NOT NULL,
    modified_at TEXT NOT NULL,
    withdrawn_at TEXT
);

-- What a process fetches after each publish: the records since its revision.
CREATE INDEX organization_revision ON organization (revision);
CREATE INDEX location_revision ON location (revision);
CREATE INDEX service_revision ON service (revision);
CREATE INDEX service_at_location_revision ON service_at_location (revision);
