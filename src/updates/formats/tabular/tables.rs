//! What the tables and columns of HSDS 1.x and 2.x are called in 3.1, as data. What is not in these lists keeps
//! the name that it has.

use crate::standing::RecordKind;

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Records of their own.
    Record(RecordKind),
    /// Parts in a list of their parent.
    Part(&'static str),
    /// Texts of their parent: the column and the parent's field.
    Text(&'static str, &'static str),
    /// What other rows point to: the column that does, and the field that it is put in beside it.
    Lookup(&'static str, &'static str),
    /// Known, and not kept here.
    LeftOut,
    /// Terms say it too.
    Repeated,
}

pub struct Table {
    /// What the file may be called.
    pub names: &'static [&'static str],
    pub role: Role,
    /// Column to field, where the table has no column that is called like the field.
    pub renames: &'static [(&'static str, &'static str)],
    /// Fields that every row has which does not say otherwise.
    pub constants: &'static [(&'static str, &'static str)],
}

const fn table(names: &'static [&'static str], role: Role) -> Table {
    Table {
        names,
        role,
        renames: &[],
        constants: &[],
    }
}

const fn part(names: &'static [&'static str], field: &'static str) -> Table {
    table(names, Role::Part(field))
}

/// What feeds call the parts of an address.
const ADDRESS: &[(&str, &str)] = &[
    ("street_1", "address_1"),
    ("street_2", "address_2"),
    ("county", "region"),
    ("state", "state_province"),
    ("zip", "postal_code"),
    ("zip_code", "postal_code"),
    ("type", "address_type"),
];

pub const TABLES: &[Table] = &[
    Table {
        renames: &[("url", "website")],
        ..table(
            &["organization", "organizations"],
            Role::Record(RecordKind::Organization),
        )
    },
    Table {
        constants: &[("location_type", "physical")],
        ..table(
            &["location", "locations"],
            Role::Record(RecordKind::Location),
        )
    },
    Table {
        renames: &[
            ("fees", "fees_description"),
            ("eligibility", "eligibility_description"),
        ],
        ..table(&["service", "services"], Role::Record(RecordKind::Service))
    },
    table(
        &[
            "service_at_location",
            "service_at_locations",
            "services_at_location",
            "services_at_locations",
        ],
        Role::Record(RecordKind::ServiceAtLocation),
    ),
    Table {
        renames: &[
            ("phone", "number"),
            ("phone_number", "number"),
            ("number_type", "type"),
        ],
        ..part(&["phone", "phones"], "phones")
    },
    Table {
        renames: ADDRESS,
        ..part(&["address", "addresses"], "addresses")
    },
    Table {
        renames: ADDRESS,
        constants: &[("address_type", "physical")],
        ..part(&["physical_address", "physical_addresses"], "addresses")
    },
    Table {
        renames: ADDRESS,
        constants: &[("address_type", "postal")],
        ..part(
            &[
                "postal_address",
                "postal_addresses",
                "mail_address",
                "mail_addresses",
            ],
            "addresses",
        )
    },
    part(&["schedule", "schedules"], "schedules"),
    Table {
        renames: &[("weekday", "byday"), ("day", "byday")],
        constants: &[("freq", "WEEKLY")],
        ..part(&["regular_schedule", "regular_schedules"], "schedules")
    },
    // They may say that a place is closed, which a schedule of 3.1 has no word for.
    part(
        &["holiday_schedule", "holiday_schedules"],
        "holiday_schedules",
    ),
    Table {
        renames: &[("service_area", "name")],
        ..part(&["service_area", "service_areas"], "service_areas")
    },
    Table {
        renames: &[("language", "name")],
        ..part(&["language", "languages"], "languages")
    },
    Table {
        renames: &[("accessibility", "description")],
        ..part(
            &["accessibility", "accessibility_for_disabilities"],
            "accessibility",
        )
    },
    part(&["cost_option", "cost_options"], "cost_options"),
    part(
        &["required_document", "required_documents"],
        "required_documents",
    ),
    part(&["contact", "contacts"], "contacts"),
    part(&["funding", "fundings"], "funding"),
    part(
        &["service_capacity", "service_capacities"],
        "service_capacity",
    ),
    part(
        &["organization_identifier", "organization_identifiers"],
        "organization_identifiers",
    ),
    part(&["url", "urls"], "additional_urls"),
    part(
        &["payment_accepted", "payments_accepted", "accepted_payments"],
        "payments_accepted",
    ),
    part(
        &["interpretation_service", "interpretation_services"],
        "interpretation_services_offered",
    ),
    part(&["fee", "fees"], "fees_offered"),
    table(
        &["eligibility", "eligibilities"],
        Role::Text("eligibility", "eligibility_description"),
    ),
    part(
        &["attribute", "attributes", "other_attribute"],
        "attributes",
    ),
    Table {
        renames: &[("taxonomy_id", "taxonomy_term_id")],
        ..part(
            &[
                "service_attribute",
                "service_attributes",
                "service_taxonomy",
                "services_taxonomy",
                "service_taxonomies",
                "services_taxonomies",
            ],
            "attributes",
        )
    },
    table(
        &["taxonomy_term", "taxonomy_terms", "taxonomy"],
        Role::Lookup("taxonomy_term_id", "taxonomy_term"),
    ),
    table(&["unit", "units"], Role::Lookup("unit_id", "unit")),
    table(
        &["program", "programs"],
        Role::Lookup("program_id", "program"),
    ),
    table(
        &[
            "metadata",
            "meta_table_description",
            "meta_table_descriptions",
        ],
        Role::LeftOut,
    ),
    table(&["taxonomies"], Role::Repeated),
];

/// The table that a file of this name is.
pub fn table_of(stem: &str) -> Option<&'static Table> {
    let stem = plain(stem);
    TABLES.iter().find(|table| table.names.contains(&&*stem))
}

/// A name as the standard writes names.
pub fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.replace([' ', '-', '.'], "_")
}

/// `service.status` in the words of the standard. Words that nobody knows stay, for the checks to tell.
pub fn status(word: &str) -> &str {
    const WORDS: [(&str, &[&str]); 4] = [
        (
            "active",
            &[
                "active",
                "open",
                "current",
                "enabled",
                "published",
                "a",
                "1",
                "true",
                "yes",
                "y",
            ],
        ),
        (
            "inactive",
            &[
                "inactive",
                "closed",
                "disabled",
                "unpublished",
                "i",
                "0",
                "false",
                "no",
                "n",
            ],
        ),
        (
            "defunct",
            &["defunct", "discontinued", "terminated", "deleted"],
        ),
        (
            "temporarily closed",
            &[
                "temporarily closed",
                "temporarily_closed",
                "suspended",
                "paused",
                "on hold",
            ],
        ),
    ];
    let small = word.trim().to_lowercase();
    let known = WORDS.iter().find(|(_, words)| words.contains(&&*small));
    known.map_or(word, |(status, _)| status)
}

/// A weekday as RFC 5545 writes it, from its name or its ISO number (1 is Monday). 0 is nobody's number for sure.
pub fn weekday(word: &str) -> Option<String> {
    const DAYS: [(&str, &str); 7] = [
        ("monday", "MO"),
        ("tuesday", "TU"),
        ("wednesday", "WE"),
        ("thursday", "TH"),
        ("friday", "FR"),
        ("saturday", "SA"),
        ("sunday", "SU"),
    ];
    let days = word.split([',', ';', '/']).map(|word| {
        let word = word.trim().trim_end_matches('.').to_lowercase();
        let by_number = word.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let by_name = || {
            let is_it = |(name, _): &(&str, &str)| word.len() >= 2 && name.starts_with(&*word);
            DAYS.iter().position(is_it)
        };
        DAYS.get(by_number.or_else(by_name)?).map(|(_, day)| *day)
    });
    let days: Option<Vec<&str>> = days.collect();
    Some(days?.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_one_table() {
        let names = TABLES.iter().flat_map(|table| table.names);
        for name in names {
            let tables = TABLES.iter().filter(|table| table.names.contains(name));
            assert_eq!(tables.count(), 1, "{name}");
        }
        assert!(table_of("Service-Areas").is_some());
    }

    #[test]
    fn weekdays_and_states_in_all_sorts_of_words() {
        let days = ["1", "Tuesday", "wed", "TH", "7", "Mon, Fri"];
        let read: Vec<_> = days.into_iter().map(|day| weekday(day).unwrap()).collect();
        assert_eq!(read, ["MO", "TU", "WE", "TH", "SU", "MO,FR"]);
        assert!(
            ["0", "8", "daily", "T", ""]
                .into_iter()
                .all(|day| weekday(day).is_none())
        );
        assert_eq!(
            ["Open", "ACTIVE", "0"].map(status),
            ["active", "active", "inactive"]
        );
        assert_eq!(status("moved"), "moved");
    }
}
