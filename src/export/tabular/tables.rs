//! The tables of the package and their columns.

use super::rows::{self, Ids, Row};
use crate::snapshot::documents::Documents;
use crate::standing::RecordRef;

pub(super) struct Table {
    pub name: &'static str,
    pub path: &'static str,
    pub columns: &'static [Column],
    /// The rows that a record adds.
    pub rows: fn(&Documents, RecordRef, &mut Ids) -> Vec<Row>,
    /// The rows that do not come from records.
    pub once: fn() -> Vec<Row>,
}

pub(super) struct Column {
    pub name: &'static str,
    pub holds: Holds,
}

/// What a column has.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Holds {
    /// The primary key.
    Key,
    /// The key of a row of another table, always there.
    Parent(&'static str),
    /// The same, where there is one.
    Reference(&'static str),
    /// An id that no table here has.
    Id,
    /// Text as a source wrote it: HSDS calls some of these dates, times and addresses, which nobody promised.
    Text,
    Number,
    Bool,
}

const fn column(name: &'static str, holds: Holds) -> Column {
    Column { name, holds }
}

const fn text(name: &'static str) -> Column {
    column(name, Holds::Text)
}

const fn number(name: &'static str) -> Column {
    column(name, Holds::Number)
}

const KEY: Column = column("id", Holds::Key);
const OF_ORGANIZATION: Column = column("organization_id", Holds::Reference("organization"));
const OF_SERVICE: Column = column("service_id", Holds::Reference("service"));
const OF_LOCATION: Column = column("location_id", Holds::Reference("location"));
const OF_PLACE: Column = column(
    "service_at_location_id",
    Holds::Reference("service_at_location"),
);

fn nothing() -> Vec<Row> {
    Vec::new()
}

/// Parents before children, as whoever loads them needs it.
pub(super) const TABLES: [Table; 17] = [
    Table {
        name: "organization",
        path: "organizations.csv",
        columns: &[
            KEY,
            text("name"),
            text("alternate_name"),
            text("description"),
            text("email"),
            text("website"),
            text("legal_status"),
        ],
        rows: rows::organizations,
        once: nothing,
    },
    Table {
        name: "service",
        path: "services.csv",
        columns: &[
            KEY,
            column("organization_id", Holds::Parent("organization")),
            text("name"),
            text("alternate_name"),
            text("description"),
            text("url"),
            text("email"),
            text("status"),
            text("application_process"),
            text("fees_description"),
            text("wait_time"),
            text("eligibility_description"),
            number("minimum_age"),
            number("maximum_age"),
            text("alert"),
            text("kind"),
        ],
        rows: rows::services,
        once: nothing,
    },
    Table {
        name: "location",
        path: "locations.csv",
        columns: &[
            KEY,
            text("location_type"),
            text("name"),
            text("alternate_name"),
            text("description"),
            text("transportation"),
            number("latitude"),
            number("longitude"),
            text("precision"),
            column("withheld", Holds::Bool),
            text("public_area"),
        ],
        rows: rows::locations,
        once: nothing,
    },
    Table {
        name: "service_at_location",
        path: "service_at_location.csv",
        columns: &[
            KEY,
            column("service_id", Holds::Parent("service")),
            column("location_id", Holds::Parent("location")),
            text("description"),
        ],
        rows: rows::service_at_locations,
        once: nothing,
    },
    Table {
        name: "phone",
        path: "phones.csv",
        columns: &[
            KEY,
            OF_LOCATION,
            OF_SERVICE,
            OF_ORGANIZATION,
            OF_PLACE,
            text("number"),
            number("extension"),
            text("type"),
            text("description"),
            text("keyword"),
            text("dial"),
            text("before_you_call"),
        ],
        rows: rows::phones,
        once: nothing,
    },
    Table {
        name: "address",
        path: "addresses.csv",
        columns: &[
            KEY,
            OF_LOCATION,
            text("attention"),
            text("address_1"),
            text("address_2"),
            text("city"),
            text("region"),
            text("state_province"),
            text("postal_code"),
            text("country"),
            text("address_type"),
        ],
        rows: rows::addresses,
        once: nothing,
    },
    Table {
        name: "schedule",
        path: "schedules.csv",
        columns: &[
            KEY,
            OF_SERVICE,
            OF_LOCATION,
            OF_PLACE,
            text("valid_from"),
            text("valid_to"),
            text("dtstart"),
            number("timezone"),
            text("until"),
            number("count"),
            text("wkst"),
            text("freq"),
            number("interval"),
            text("byday"),
            text("byweekno"),
            text("bymonthday"),
            text("byyearday"),
            text("description"),
            text("opens_at"),
            text("closes_at"),
            text("schedule_link"),
            text("attending_type"),
            text("notes"),
        ],
        rows: rows::schedules,
        once: nothing,
    },
    Table {
        name: "service_area",
        path: "service_areas.csv",
        columns: &[
            KEY,
            OF_SERVICE,
            OF_PLACE,
            text("name"),
            text("description"),
            text("extent"),
            text("extent_type"),
            text("uri"),
        ],
        rows: rows::service_areas,
        once: nothing,
    },
    Table {
        name: "required_document",
        path: "required_documents.csv",
        columns: &[KEY, OF_SERVICE, text("document"), text("uri")],
        rows: rows::required_documents,
        once: nothing,
    },
    Table {
        name: "language",
        path: "languages.csv",
        columns: &[
            KEY,
            OF_SERVICE,
            OF_LOCATION,
            column("phone_id", Holds::Reference("phone")),
            text("name"),
            text("code"),
            text("note"),
        ],
        rows: rows::languages,
        once: nothing,
    },
    Table {
        name: "accessibility",
        path: "accessibility.csv",
        columns: &[
            KEY,
            OF_LOCATION,
            text("description"),
            text("details"),
            text("url"),
        ],
        rows: rows::accessibility,
        once: nothing,
    },
    Table {
        name: "cost_option",
        path: "cost_options.csv",
        columns: &[
            KEY,
            OF_SERVICE,
            text("valid_from"),
            text("valid_to"),
            text("option"),
            text("currency"),
            number("amount"),
            text("amount_description"),
        ],
        rows: rows::cost_options,
        once: nothing,
    },
    Table {
        name: "unit",
        path: "units.csv",
        columns: &[
            KEY,
            text("name"),
            text("scheme"),
            text("identifier"),
            text("uri"),
        ],
        rows: rows::units,
        once: nothing,
    },
    Table {
        name: "service_capacity",
        path: "service_capacity.csv",
        columns: &[
            KEY,
            column("service_id", Holds::Parent("service")),
            column("unit_id", Holds::Parent("unit")),
            number("available"),
            number("maximum"),
            text("description"),
            text("updated"),
        ],
        rows: rows::capacities,
        once: nothing,
    },
    Table {
        name: "taxonomy",
        path: "taxonomies.csv",
        columns: &[KEY, text("name"), text("description")],
        rows: |_, _, _| Vec::new(),
        once: rows::taxonomies,
    },
    Table {
        name: "taxonomy_term",
        path: "taxonomy_terms.csv",
        columns: &[
            KEY,
            text("code"),
            text("name"),
            text("description"),
            column("parent_id", Holds::Reference("taxonomy_term")),
            text("taxonomy"),
            column("taxonomy_id", Holds::Parent("taxonomy")),
            text("language"),
        ],
        rows: |_, _, _| Vec::new(),
        once: rows::taxonomy_terms,
    },
    Table {
        name: "attribute",
        path: "attributes.csv",
        columns: &[
            KEY,
            column("link_id", Holds::Id),
            column("taxonomy_term_id", Holds::Parent("taxonomy_term")),
            text("link_type"),
            text("link_entity"),
            text("value"),
            text("label"),
        ],
        rows: rows::attributes,
        once: nothing,
    },
];
