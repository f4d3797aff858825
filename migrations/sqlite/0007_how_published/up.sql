-- How each changeset came about. Before this there was nothing but the seed.

ALTER TABLE changeset ADD COLUMN how TEXT NOT NULL DEFAULT 'seed';
ALTER TABLE changeset ADD COLUMN api_key_id TEXT REFERENCES api_key (id);
-- The counts of the update, as JSON.
ALTER TABLE changeset ADD COLUMN report TEXT;
