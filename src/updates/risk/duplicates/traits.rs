//! What a record is known by: its name, its numbers, its address and its website.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::geography::fold;
use crate::standing::{RecordKind, RecordRef};
use crate::updates::risk::hash;
use crate::updates::risk::numbers::phones;

/// Words that say nothing of whose name it is.
const EMPTY_WORDS: [&str; 12] = [
    "the",
    "of",
    "and",
    "for",
    "in",
    "at",
    "a",
    "an",
    "inc",
    "llc",
    "incorporated",
    "corporation",
];

/// What a record is known by.
pub(super) struct Traits {
    pub(super) words: Vec<String>,
    pub(super) numbers: Vec<String>,
    pub(super) street: Option<String>,
    pub(super) site: Option<String>,
}

impl Traits {
    pub(super) fn of(kind: RecordKind, body: &Map<String, Value>) -> Traits {
        let text = |field: &str| body.get(field).and_then(Value::as_str);
        let numbers = body.get("phones").map(phones).unwrap_or_default();
        let mut numbers: Vec<String> = numbers
            .into_iter()
            .filter_map(|phone| Some(phone.get("number")?.as_str()?.to_owned()))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        Traits {
            words: words_of(text("name").unwrap_or_default()),
            numbers,
            street: body
                .get("addresses")
                .and_then(street)
                .filter(|_| kind == RecordKind::Location),
            site: text("website")
                .or(text("url"))
                .and_then(site)
                .filter(|_| kind == RecordKind::Organization),
        }
    }

    /// Under which it is found. Of its name the words together, and each one.
    pub(super) fn keys(&self) -> Vec<u64> {
        let name = (!self.words.is_empty()).then(|| hash(&("name", &self.words)));
        let words = self.words.iter().map(|word| hash(&("word", word)));
        let numbers = self.numbers.iter().map(|number| hash(&("number", number)));
        let street = self.street.iter().map(|street| hash(&("street", street)));
        let site = self.site.iter().map(|site| hash(&("site", site)));
        name.into_iter()
            .chain(words)
            .chain(numbers)
            .chain(street)
            .chain(site)
            .collect()
    }
}

/// The words of a name that tell whose it is, each once and in order of the alphabet.
pub fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = fold(name)
        .split(' ')
        .filter(|word| !word.is_empty() && !EMPTY_WORDS.contains(word))
        .map(singular)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// `centers` and `center` are one word; `haven` and `hope` stay what they are.
fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 3 && !stem.ends_with('s') => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// House number, street and town or ZIP of the first address that has them.
pub fn street(addresses: &Value) -> Option<String> {
    let address = addresses.as_array()?.first()?;
    let text = |field: &str| address.get(field).and_then(Value::as_str);
    let line = fold(text("address_1")?);
    let is_house = line.chars().next().is_some_and(|c| c.is_ascii_digit());
    let town = text("postal_code")
        .map(|zip| zip.chars().take(5).collect())
        .or(text("city").map(fold))?;
    let short = |word: &str| match word {
        "street" => "saint".to_owned(),
        "avenue" => "ave".to_owned(),
        "road" => "rd".to_owned(),
        "boulevard" => "blvd".to_owned(),
        "drive" => "dr".to_owned(),
        "north" => "n".to_owned(),
        "south" => "s".to_owned(),
        "east" => "e".to_owned(),
        "west" => "w".to_owned(),
        other => other.to_owned(),
    };
    let line: Vec<String> = line.split(' ').map(short).collect();
    is_house.then(|| format!("{} {town}", line.join(" ")))
}

/// The host of a website, without `www`.
fn site(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest
        .split(['/', '?', '#', ':'])
        .next()?
        .trim()
        .to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    host.contains('.').then_some(host)
}

pub(super) fn organization_of(record: RecordRef, body: &Map<String, Value>) -> Option<Uuid> {
    match record.kind {
        RecordKind::Organization => Some(record.id),
        _ => body.get("organization_id")?.as_str()?.parse().ok(),
    }
}

/// A number's digits and whether it has a plus, in one word.
pub(super) fn packed(number: &str) -> Option<u64> {
    let plus = number.starts_with('+');
    let digits = number.trim_start_matches('+');
    // A leading 1 keeps leading zeros.
    let value: u64 = format!("1{digits}").parse().ok()?;
    value.checked_mul(2)?.checked_add(u64::from(plus))
}

pub(super) fn unpacked(packed: u64) -> String {
    let digits = (packed / 2).to_string();
    let plus = if packed % 2 == 1 { "+" } else { "" };
    format!("{plus}{}", &digits[1..])
}
