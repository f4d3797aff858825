//! What a search returns: one service at one location.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::capacity::{Capacity, Reports};
use crate::eligibility::{Criteria, Judgement};
use crate::geography::{Area, Point};
use crate::hours::{Caveat, Hours, OpeningHours};
use crate::hsds::{Dial, FactGroup, Kind, PhoneAlternative, Precision, SourceNote, Standing};
use crate::standing::number;

/// Farther than this is `far`: 50 miles.
const FAR_METRES: f64 = 80_467.2;
const METRES_PER_MILE: f64 = 1_609.344;

/// A listing of a snapshot: everything of its answer that does not depend on the question.
#[derive(Clone, Debug)]
pub struct Listing {
    pub id: Uuid,
    pub name: String,
    pub kind: Kind,
    pub searchable: bool,
    pub categories: Vec<String>,
    pub audiences: Vec<String>,
    /// Codes of other taxonomies.
    pub attributes: Vec<String>,
    /// Codes and names, in lower case.
    pub languages: Vec<String>,
    /// The words of what is said of accessibility, in lower case.
    pub accessibility: Vec<String>,
    /// It is known to cost nothing.
    pub is_free: bool,
    /// It is known to ask for no document.
    pub needs_no_documents: bool,
    pub organization: Named,
    pub service: Named,
    pub place: Place,
    pub withheld: bool,
    pub coverage: Vec<Area>,
    pub serves_text: Option<String>,
    pub location: ListingLocation,
    pub primary_contact: Option<PrimaryContact>,
    pub phones: Vec<ListingPhone>,
    pub opening: Arc<OpeningHours>,
    pub caveat: Caveat,
    pub eligibility_summary: Option<String>,
    pub criteria: Arc<Criteria>,
    pub reports: Reports,
    pub standing: BTreeMap<FactGroup, Standing>,
    pub last_checked: BTreeMap<FactGroup, NaiveDate>,
    pub sources: Vec<SourceNote>,
    pub links: Links,
}

/// Where a listing is, for order and filters.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// At a public point.
    Point { point: Point, precision: Precision },
    /// Withheld: somewhere in an area, at whose fixed reference point it stands in the order.
    Area { reference: Point, label: String },
    /// Nowhere: a hotline, an online service, or a place that nobody stated.
    None,
}

impl Place {
    /// The point that it stands at in the order by distance.
    pub fn order_point(&self) -> Option<Point> {
        match self {
            Place::Point { point, .. } => Some(*point),
            Place::Area { reference, .. } => Some(*reference),
            Place::None => None,
        }
    }

    /// How far it is, when its [`Place::order_point`] is `metres` away.
    pub fn distance(&self, metres: f64) -> Option<Distance> {
        let millimetre_metres = (metres * 1000.0).round() / 1000.0;
        let miles = in_miles(metres);
        let about = if miles.starts_with("less") {
            ""
        } else {
            "about "
        };
        let to_middle = |of: &str| format!("{about}{miles}, to the middle of its {of}");
        let (basis, text) = match self {
            Place::Point { precision, .. } => match precision {
                Precision::Address | Precision::Street => {
                    (Basis::Point, format!("{miles}, straight line"))
                }
                Precision::PostalCode => (Basis::Approximate, to_middle("ZIP")),
                Precision::City => (Basis::Approximate, to_middle("town")),
                Precision::County => (Basis::Approximate, to_middle("county")),
            },
            Place::Area { label, .. } => (Basis::Area, format!("in {label}")),
            Place::None => return None,
        };
        let is_area = basis == Basis::Area;
        Some(Distance {
            metres: (!is_area).then_some(millimetre_metres),
            basis,
            area_metres: is_area.then_some(millimetre_metres),
            text,
            far: metres > FAR_METRES,
        })
    }

    /// The text of [`Place::distance`] in Spanish.
    pub fn distance_in_spanish(&self, metres: f64) -> Option<String> {
        let miles = in_miles(metres);
        let miles = match miles.strip_prefix("less than ") {
            Some(miles) => format!("a menos de {miles}"),
            None => format!("a {miles}"),
        };
        let to_middle = |of: &str| format!("{miles} más o menos, hasta el centro de su {of}");
        match self {
            Place::Point { precision, .. } => Some(match precision {
                Precision::Address | Precision::Street => format!("{miles} en línea recta"),
                Precision::PostalCode => to_middle("código postal (ZIP)"),
                Precision::City => to_middle("pueblo o ciudad"),
                Precision::County => to_middle("condado"),
            }),
            Place::Area { label, .. } => Some(format!("en {label}")),
            Place::None => None,
        }
    }
}

fn in_miles(metres: f64) -> String {
    let miles = metres / METRES_PER_MILE;
    if miles < 0.05 {
        "less than 0.1 mi".to_owned()
    } else if miles < 9.95 {
        format!("{miles:.1} mi")
    } else {
        format!("{miles:.0} mi")
    }
}

/// Id and name of another record.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

/// How far a listing is.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Distance {
    /// WGS 84 geodesic in metres; null for a withheld place.
    pub metres: Option<f64>,
    pub basis: Basis,
    /// For a withheld place: to the reference point of its public area, in metres.
    pub area_metres: Option<f64>,
    /// For a person to read.
    #[schema(example = "0.8 mi, straight line")]
    pub text: String,
    /// Beyond 50 miles.
    pub far: bool,
}

/// What a distance is measured to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// An address or street.
    Point,
    /// The middle of a ZIP, town or county.
    Approximate,
    /// The reference point of a withheld place's public area.
    Area,
}

/// Whether a listing covers the origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServesOrigin {
    Yes,
    /// It covers only part of the origin's ZIP or town.
    Partly,
    No,
    /// Its coverage is not known.
    Unknown,
}

/// Where a listing is, as it may be shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ListingLocation {
    pub id: Uuid,
    /// WGS 84 degrees; null where the place is withheld or has no point.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub precision: Option<Precision>,
    /// The parts of the address that are known.
    pub address: Option<ListingAddress>,
    /// For a withheld place, where it may be said to be.
    pub public_area: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ListingAddress {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The county, where it is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_province: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

impl ListingAddress {
    /// Street and town on one line; `None` where no street is known.
    pub fn line(&self) -> Option<String> {
        let parts = [&self.address_1, &self.address_2, &self.city, &self.region];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        let state = [&self.state_province, &self.postal_code];
        let state: Vec<&str> = state.into_iter().flatten().map(String::as_str).collect();
        self.address_1.as_ref()?;
        Some(format!("{}, {}", parts.join(", "), state.join(" ")))
    }
}

/// The one thing to show as the way to reach a listing.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PrimaryContact {
    pub kind: ContactKind,
    #[schema(example = "816-555-0100")]
    pub display: String,
    /// `tel:`, `sms:`, `mailto:` or a web address.
    #[schema(example = "tel:+18165550100")]
    pub uri: String,
    /// What to text, where that is part of the contact.
    pub keyword: Option<String>,
    /// `ok` or `ask_first`; null where it is no number.
    pub dial: Option<Dial>,
    /// An app must show this beside the number.
    pub before_you_call: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    Voice,
    Text,
    Email,
    Web,
}

/// A number that may be dialled, and beside it those that must not.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ListingPhone {
    /// E.164, or a short code.
    pub number: String,
    /// `voice` or `text`.
    #[serde(rename = "type")]
    pub phone_type: String,
    pub dial: Dial,
    pub standing: Standing,
    /// When we last confirmed it, for a person to read; null where nobody did.
    #[schema(example = "Last checked March 4, 2026")]
    pub checked: Option<String>,
    pub keyword: Option<String>,
    /// An app must show this beside the number.
    pub before_you_call: Option<String>,
    pub alternatives: Vec<PhoneAlternative>,
}

impl ListingPhone {
    /// Whether the number takes messages rather than calls.
    pub fn is_text(&self) -> bool {
        matches!(self.phone_type.as_str(), "text" | "sms")
    }

    /// The number as a person uses it: `816-555-0100`, `text START to 88788`.
    pub fn told(&self) -> String {
        let shown = number::display(&self.number);
        match &self.keyword {
            _ if !self.is_text() => shown,
            Some(keyword) => format!("text {keyword} to {shown}"),
            None => format!("text {shown}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Eligibility<'a> {
    /// Who is served, in a sentence; null where it is not known, which does not mean everyone.
    pub summary: Option<&'a str>,
    /// Where answers were given: whether the person may be helped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screening: Option<Judgement<'a>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Links {
    #[serde(rename = "self")]
    pub itself: String,
}

/// A listing as the answer to a question.
#[derive(Serialize, ToSchema)]
pub struct ListingAnswer<'a> {
    /// Of the service_at_location.
    pub id: Uuid,
    pub name: &'a str,
    pub kind: Kind,
    /// Codes of the category taxonomy.
    pub categories: &'a [String],
    pub organization: &'a Named,
    pub service: &'a Named,
    /// Null for hotlines and online services.
    pub distance: Option<Distance>,
    /// The place is confidential and no coordinates of it exist here.
    pub withheld: bool,
    pub serves_origin: ServesOrigin,
    /// The areas that it serves; null where they are not known.
    pub serves_text: Option<&'a str>,
    pub location: &'a ListingLocation,
    pub primary_contact: Option<&'a PrimaryContact>,
    pub phones: &'a [ListingPhone],
    pub hours: Hours,
    pub eligibility: Eligibility<'a>,
    /// Room; null where nobody ever reported any. What was reported two hours ago or earlier is not known.
    pub capacity: Option<Capacity>,
    /// Fact group to standing.
    #[schema(value_type = BTreeMap<String, Standing>)]
    pub standing: &'a BTreeMap<FactGroup, Standing>,
    /// Fact group to the day when we last confirmed it, the earliest of the records that it comes from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, String>)]
    pub last_checked: &'a BTreeMap<FactGroup, NaiveDate>,
    pub sources: &'a [SourceNote],
    pub links: &'a Links,
}

impl Listing {
    /// The answer, given how far its order point is (`None`: it is not a question of distance).
    /// `at` is the instant that its hours are told for; room is told for `now` alone.
    pub fn answer(
        &self,
        metres: Option<f64>,
        serves_origin: ServesOrigin,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> ListingAnswer<'_> {
        ListingAnswer {
            id: self.id,
            name: &self.name,
            kind: self.kind,
            categories: &self.categories,
            organization: &self.organization,
            service: &self.service,
            distance: metres.and_then(|metres| self.place.distance(metres)),
            withheld: self.withheld,
            serves_origin,
            serves_text: self.serves_text.as_deref(),
            location: &self.location,
            primary_contact: self.primary_contact.as_ref(),
            phones: &self.phones,
            hours: self.opening.answer_at(at, self.caveat),
            eligibility: Eligibility {
                summary: self.eligibility_summary.as_deref(),
                screening: None,
            },
            capacity: self.reports.told(now),
            standing: &self.standing,
            last_checked: &self.last_checked,
            sources: &self.sources,
            links: &self.links,
        }
    }
}
