-- How each changeset came about. Before this there was nothing but the seed.

ALTER TABLE changeset ADD COLUMN how TEXT NOT NULL DEFAULT 'seed';
ALTER TABLE changeset ADD COLUMN api_key_id TEXT COLLATE "C" REFERENCES api_key (id);
-- The counts of the update, as JSON.
ALTER TABLE changeset ADD COLUMN report TEXT;

-- A changeset is written in parts, in which a child may come before its parent.
ALTER TABLE changeset ALTER CONSTRAINT changeset_source_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE claim ALTER CONSTRAINT claim_source_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE same_as ALTER CONSTRAINT same_as_source_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE resolution ALTER CONSTRAINT resolution_preferred_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE held ALTER CONSTRAINT held_source_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE service ALTER CONSTRAINT service_organization_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE service_at_location ALTER CONSTRAINT service_at_location_service_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE service_at_location ALTER CONSTRAINT service_at_location_location_id_fkey DEFERRABLE INITIALLY DEFERRED;
