//! The fields that a mapping can fill.

use crate::standing::RecordKind;

/// The fields of each kind of record.
pub(super) struct Fields;

pub(super) const FIELDS: Fields = Fields;

impl Fields {
    pub fn of(&self, kind: RecordKind) -> &'static [&'static str] {
        match kind {
            RecordKind::Organization => &[
                "name",
                "alternate_name",
                "description",
                "email",
                "website",
                "legal_status",
                "tax_id",
                "year_incorporated",
                "phones",
            ],
            RecordKind::Service => &[
                "organization_id",
                "name",
                "alternate_name",
                "description",
                "url",
                "email",
                "status",
                "application_process",
                "fees_description",
                "wait_time",
                "eligibility_description",
                "minimum_age",
                "maximum_age",
                "alert",
                "phones",
                "schedules",
                "service_areas",
                "languages",
                "cost_options",
                "required_documents",
                "kind",
                "categories",
                "audiences",
                "terms",
                "criteria",
            ],
            RecordKind::Location => &[
                "organization_id",
                "location_type",
                "name",
                "alternate_name",
                "description",
                "transportation",
                "latitude",
                "longitude",
                "withheld",
                "public_area",
                "languages",
                "addresses",
                "accessibility",
                "phones",
                "schedules",
            ],
            RecordKind::ServiceAtLocation => &[
                "service_id",
                "location_id",
                "description",
                "service_areas",
                "phones",
                "schedules",
            ],
        }
    }
}

/// What to say of a name that is not known: the one that was meant, or all.
pub(super) fn unknown(name: &str, known: &[&str]) -> (String, String) {
    let close = known
        .iter()
        .map(|other| {
            (
                strsim::osa_distance(&name.to_lowercase(), &other.to_lowercase()),
                *other,
            )
        })
        .filter(|(distance, other)| *distance <= (other.chars().count() / 3).max(1))
        .min();
    let expected = match close {
        Some((_, other)) => format!("“{other}”?"),
        None => format!("one of: {}", known.join(", ")),
    };
    (format!("“{name}” is not known here"), expected)
}
