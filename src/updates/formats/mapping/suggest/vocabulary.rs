//! What columns are called.

use crate::standing::RecordKind;

use RecordKind::{Location, Organization, Service};

/// A field, with the names that columns have for it and how it is read.
pub struct Known {
    pub kind: RecordKind,
    pub field: &'static str,
    pub names: &'static [&'static str],
    pub read: &'static str,
}

const fn known(
    kind: RecordKind,
    field: &'static str,
    names: &'static [&'static str],
    read: &'static str,
) -> Known {
    Known {
        kind,
        field,
        names,
        read,
    }
}

/// Names as words, without their signs. The first field that knows a column has it.
pub const KNOWN: [Known; 28] = [
    known(
        Organization,
        "id",
        &[
            "organization uuid",
            "organization id",
            "agency id",
            "provider id",
            "org id",
            "resource agency num",
            "agency num",
        ],
        "",
    ),
    known(
        Organization,
        "name",
        &[
            "organization name",
            "organization",
            "agency",
            "agency name",
            "provider",
            "provider name",
            "org",
            "org name",
            "nonprofit",
            "parent agency",
            "public name",
            "agency name public",
        ],
        "",
    ),
    known(
        Organization,
        "alternate_name",
        &["organization alternate name", "acronym", "aka", "dba"],
        "",
    ),
    known(
        Organization,
        "description",
        &["organization description", "agency description", "mission"],
        "",
    ),
    known(
        Organization,
        "email",
        &["organization email", "agency email"],
        "",
    ),
    known(
        Organization,
        "website",
        &[
            "organization url",
            "organization website",
            "agency url",
            "agency website",
            "provider url",
        ],
        "url",
    ),
    known(
        Organization,
        "legal_status",
        &["organization legal status", "legal status"],
        "",
    ),
    known(
        Service,
        "id",
        &["service uuid", "service id", "program id", "resource id"],
        "",
    ),
    known(
        Service,
        "name",
        &[
            "service name",
            "service",
            "program",
            "program name",
            "resource",
            "resource name",
        ],
        "",
    ),
    known(
        Service,
        "alternate_name",
        &["service alternate name", "program alternate name"],
        "",
    ),
    known(
        Service,
        "description",
        &[
            "service description",
            "program description",
            "description",
            "services",
            "services offered",
            "services provided",
            "notes",
            "details",
            "about",
        ],
        "",
    ),
    known(
        Service,
        "email",
        &[
            "service email",
            "email",
            "e mail",
            "email address",
            "contact email",
        ],
        "",
    ),
    known(
        Service,
        "url",
        &["service url", "website", "url", "web", "web site", "link"],
        "url",
    ),
    known(
        Service,
        "minimum_age",
        &["service min age", "min age", "minimum age", "age min"],
        "number",
    ),
    known(
        Service,
        "maximum_age",
        &["service max age", "max age", "maximum age", "age max"],
        "number",
    ),
    known(
        Service,
        "eligibility_description",
        &[
            "eligibility",
            "who is eligible",
            "requirements",
            "eligibility description",
            "population served",
        ],
        "",
    ),
    known(
        Service,
        "application_process",
        &[
            "how to apply",
            "application process",
            "intake",
            "intake procedure",
            "access",
        ],
        "",
    ),
    known(
        Service,
        "fees_description",
        &["fees", "cost", "fee", "costs"],
        "",
    ),
    known(
        Service,
        "languages",
        &["languages", "language", "languages spoken"],
        "languages",
    ),
    known(
        Service,
        "service_areas",
        &[
            "service areas",
            "service area",
            "counties",
            "counties served",
            "county served",
            "area served",
            "coverage",
        ],
        "areas",
    ),
    known(
        Location,
        "id",
        &["location uuid", "location id", "site id"],
        "",
    ),
    known(
        Location,
        "name",
        &["location name", "location", "site", "site name", "office"],
        "",
    ),
    known(
        Location,
        "address",
        &[
            "location address",
            "address",
            "full address",
            "physical address",
            "mailing address",
        ],
        "address",
    ),
    known(Location, "latitude", &["latitude", "lat", "y"], "number"),
    known(
        Location,
        "longitude",
        &["longitude", "lon", "lng", "long", "x"],
        "number",
    ),
    known(
        Location,
        "phones",
        &[
            "phones",
            "phone",
            "phone number",
            "telephone",
            "tel",
            "main phone",
            "phone 1",
            "phone 1 number",
            "hotline",
            "contact number",
            "phone numbers",
        ],
        "phones",
    ),
    known(
        Location,
        "schedules",
        &[
            "hours",
            "hours of operation",
            "office hours",
            "schedule",
            "opening hours",
            "hours open",
        ],
        "hours",
    ),
    known(
        Location,
        "withheld",
        &[
            "confidential",
            "is confidential",
            "address confidential",
            "physical address is private",
            "private address",
        ],
        "yes_no",
    ),
];

/// Parts of an address that have columns of their own.
pub const ADDRESS: [(&str, &[&str]); 6] = [
    (
        "address_1",
        &[
            "address 1",
            "physical address 1",
            "location address 1",
            "street",
            "street address",
            "address line 1",
        ],
    ),
    (
        "address_2",
        &[
            "address 2",
            "physical address 2",
            "location address 2",
            "suite",
            "unit",
            "address line 2",
        ],
    ),
    ("city", &["city", "town", "physical city", "location city"]),
    ("region", &["county", "physical county", "location county"]),
    (
        "state_province",
        &[
            "state",
            "state province",
            "province",
            "physical state",
            "physical state province",
            "location state",
        ],
    ),
    (
        "postal_code",
        &[
            "zip",
            "zip code",
            "zipcode",
            "postal code",
            "postcode",
            "physical zip",
            "physical zip code",
            "physical postal code",
            "location zip",
            "location postal code",
        ],
    ),
];

/// What the street is called too where the town or the ZIP has a column of its own; else it is an address whole.
pub const STREET: [&str; 3] = ["address", "location address", "physical address"];
