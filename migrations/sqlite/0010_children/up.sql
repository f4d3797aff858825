-- What belongs to a record is looked up whenever a place is hidden, and when a changeset is undone.

CREATE INDEX service_organization ON service (organization_id);
CREATE INDEX service_at_location_service ON service_at_location (service_id);
CREATE INDEX service_at_location_location ON service_at_location (location_id);
