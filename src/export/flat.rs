//! What is told of a listing in one row: the columns of the CSV, the properties of the GeoJSON.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::SecondsFormat;
use serde::Serialize;
use serde_json::Value;

use crate::hsds::Dial;
use crate::snapshot::capacity::Reported;
use crate::snapshot::listing::{ListingAnswer, ListingPhone};

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    Text(Cow<'a, str>),
    /// A number that may be dialled: E.164, or a short code.
    Phone(&'a str),
    Number(f64),
    Bool(bool),
    /// Not known, or not to be told.
    Empty,
}

/// The columns, in their order.
pub const COLUMNS: [&str; 36] = [
    "id",
    "name",
    "kind",
    "categories",
    "organization_id",
    "organization",
    "service_id",
    "service",
    "contact",
    "contact_uri",
    "phone",
    "phone_type",
    "keyword",
    "dial",
    "before_you_call",
    "other_phones",
    "distance_metres",
    "distance",
    "withheld",
    "public_area",
    "latitude",
    "longitude",
    "precision",
    "address_1",
    "address_2",
    "city",
    "region",
    "state_province",
    "postal_code",
    "serves",
    "hours",
    "eligibility",
    "phones_standing",
    "sources",
    "sources_dates",
    "self",
];

/// The cells of a listing, one for each of [`COLUMNS`], with what it says of its hours.
pub fn cells<'a>(
    listing: &'a ListingAnswer<'a>,
    hours: Option<&'a str>,
) -> [Cell<'a>; COLUMNS.len()] {
    let contact = listing.primary_contact;
    let phone = first_phone(listing);
    let location = listing.location;
    let address = location.address.as_ref();
    let distance = listing.distance.as_ref();
    let names: Vec<&str> = listing.sources.iter().map(|s| s.name.as_str()).collect();
    let dates: Vec<String> = listing
        .sources
        .iter()
        .map(|source| source.date.map(|date| date.to_string()).unwrap_or_default())
        .collect();
    let has_dates = dates.iter().any(|date| !date.is_empty());
    [
        text(listing.id.to_string()),
        text(listing.name),
        word(listing.kind),
        text(listing.categories.join("; ")),
        text(listing.organization.id.to_string()),
        text(listing.organization.name.as_str()),
        text(listing.service.id.to_string()),
        text(listing.service.name.as_str()),
        some(contact.map(|contact| contact.display.as_str())),
        some(contact.map(|contact| contact.uri.as_str())),
        phone.map_or(Cell::Empty, |phone| Cell::Phone(&phone.number)),
        some(phone.map(|phone| phone.phone_type.as_str())),
        some(phone.and_then(|phone| phone.keyword.as_deref())),
        phone.map_or(Cell::Empty, |phone| word(phone.dial)),
        some(phone.and_then(|phone| phone.before_you_call.as_deref())),
        text(other_phones(listing, phone)),
        number(distance.and_then(|distance| distance.metres)),
        some(distance.map(|distance| distance.text.as_str())),
        Cell::Bool(listing.withheld),
        some(location.public_area.as_deref()),
        number(location.latitude),
        number(location.longitude),
        location.precision.map_or(Cell::Empty, word),
        some(address.and_then(|address| address.address_1.as_deref())),
        some(address.and_then(|address| address.address_2.as_deref())),
        some(address.and_then(|address| address.city.as_deref())),
        some(address.and_then(|address| address.region.as_deref())),
        some(address.and_then(|address| address.state_province.as_deref())),
        some(address.and_then(|address| address.postal_code.as_deref())),
        some(listing.serves_text),
        some(hours),
        some(listing.eligibility.summary),
        phone.map_or(Cell::Empty, |phone| word(phone.standing)),
        text(names.join("; ")),
        text(if has_dates {
            dates.join("; ")
        } else {
            String::new()
        }),
        text(listing.links.itself.as_str()),
    ]
}

/// The columns of a listing in an export, after those that every listing has.
pub const EXPORT_COLUMNS: [&str; 4] = [
    "capacity_available",
    "capacity_maximum",
    "capacity_unit",
    "capacity_reported",
];

/// What a file that is kept says of a listing in words that stay true.
pub struct Kept<'a> {
    pub hours: Option<&'a str>,
    pub room: Option<Reported<'a>>,
}

/// The columns of an export.
pub fn export_columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.into_iter().chain(EXPORT_COLUMNS)
}

/// The cells of a listing in an export, one for each of [`export_columns`]. Of room it has the latest report with its
/// time, and no word on the present: a file is out of date before it is read, and beds go within hours.
pub fn export_cells<'a>(
    listing: &'a ListingAnswer<'a>,
    kept: &Kept<'a>,
) -> impl Iterator<Item = Cell<'a>> {
    let room = kept.room;
    let reported = room.map(|room| room.at.to_rfc3339_opts(SecondsFormat::Millis, true));
    let of_room: [Cell<'a>; EXPORT_COLUMNS.len()] = [
        number(room.and_then(|room| room.available)),
        number(room.and_then(|room| room.maximum)),
        some(room.map(|room| room.unit)),
        text(reported.unwrap_or_default()),
    ];
    cells(listing, kept.hours).into_iter().chain(of_room)
}

/// The columns of a listing that answers a question, after those that every listing has.
pub const ANSWER_COLUMNS: [&str; 9] = [
    "list",
    "serves_origin",
    "hours_state",
    "opens_at",
    "closes_at",
    "capacity",
    "capacity_available",
    "capacity_unit",
    "capacity_updated",
];

/// The cells of a listing in the list called `list`, one for each of [`ANSWER_COLUMNS`]. What they tell of the
/// moment are instants, so that it stays true in a file that is kept.
pub fn answer_cells<'a>(
    listing: &'a ListingAnswer<'a>,
    list: &'static str,
) -> [Cell<'a>; ANSWER_COLUMNS.len()] {
    let hours = &listing.hours;
    let capacity = listing.capacity.as_ref();
    [
        text(list),
        word(listing.serves_origin),
        word(hours.state),
        some(hours.opens_at.as_deref()),
        some(hours.closes_at.as_deref()),
        capacity.map_or(Cell::Empty, |capacity| word(capacity.state)),
        number(capacity.and_then(|capacity| capacity.available)),
        some(capacity.map(|capacity| capacity.unit.as_str())),
        some(capacity.map(|capacity| capacity.updated.as_str())),
    ]
}

/// The column after those, where answers were given.
pub const VERDICT_COLUMN: &str = "verdict";

/// What stands in [`VERDICT_COLUMN`]: empty where nothing was answered.
pub fn verdict_cell<'a>(listing: &'a ListingAnswer<'a>) -> Cell<'a> {
    let screening = listing.eligibility.screening.as_ref();
    some(screening.map(|judgement| judgement.verdict.as_str()))
}

/// The number that the contact is, or else the first.
fn first_phone<'a>(listing: &'a ListingAnswer<'a>) -> Option<&'a ListingPhone> {
    let uri = listing
        .primary_contact
        .map_or("", |contact| contact.uri.as_str());
    let number = uri.split_once(':').map_or("", |(_, number)| number);
    let keyword = listing
        .primary_contact
        .and_then(|contact| contact.keyword.as_ref());
    let mut phones = dialable(listing);
    phones
        .find(|phone| {
            phone.number == number && (keyword.is_none() || phone.keyword.as_ref() == keyword)
        })
        .or_else(|| dialable(listing).next())
}

fn dialable<'a>(listing: &'a ListingAnswer<'a>) -> impl Iterator<Item = &'a ListingPhone> {
    let phones = listing.phones.iter();
    phones.filter(|phone| phone.dial != Dial::DoNot)
}

/// The others, for a person to read: what must be read before a call stands beside its number.
fn other_phones(listing: &ListingAnswer, first: Option<&ListingPhone>) -> String {
    let mut text = String::new();
    let others =
        dialable(listing).filter(|phone| !first.is_some_and(|first| std::ptr::eq(first, *phone)));
    for phone in others {
        if !text.is_empty() {
            text.push_str("; ");
        }
        // The type first: a number at the start of a cell is taken for a formula.
        let _ = write!(text, "{} {}", phone.phone_type, phone.number);
        if let Some(keyword) = &phone.keyword {
            let _ = write!(text, ", keyword {keyword}");
        }
        if let Some(sentence) = &phone.before_you_call {
            let _ = write!(text, " (before you call: {sentence})");
        }
    }
    text
}

fn text<'a>(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
    let text = text.into();
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

fn some(value: Option<&str>) -> Cell<'_> {
    value.map_or(Cell::Empty, text)
}

fn number<'a>(value: Option<f64>) -> Cell<'a> {
    value.map_or(Cell::Empty, Cell::Number)
}

/// A word of a closed list, as JSON has it.
fn word<'a>(value: impl Serialize) -> Cell<'a> {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Cell::Text(Cow::Owned(word)),
        _ => Cell::Empty,
    }
}
