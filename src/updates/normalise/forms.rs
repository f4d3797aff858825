//! One form for what is written in many: states, ZIPs, countries, addresses of the web, languages, extensions.

use serde_json::{Map, Value, json};

use super::{Fault, Loses, objects};
use crate::geography::Gazetteer;
use crate::hsds::LANGUAGES;
use crate::standing::number;
use crate::updates::risk::texts::read;

pub fn addresses(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    for (at, address) in objects(body, "addresses").into_iter().enumerate() {
        for field in ["address_1", "address_2", "city", "region"] {
            rewrite(address, field, |text| Some(single_blanks(text)));
        }
        rewrite(address, "country", |text| {
            let plain = crate::geography::fold(text).replace(' ', "");
            matches!(
                plain.as_str(),
                "us" | "usa" | "unitedstates" | "unitedstatesofamerica"
            )
            .then(|| "US".to_owned())
        });
        let country = address.get("country").and_then(Value::as_str);
        let is_abroad = country.is_some_and(|country| country != "US");
        let code = address.get("postal_code").map(|code| match code {
            Value::String(code) => code.trim().to_owned(),
            other => other.to_string(),
        });
        if code.is_some_and(|code| !may_be_postal_code(&code, is_abroad)) {
            address.shift_remove("postal_code");
            faults.push(Fault {
                code: "postal_code_impossible",
                field: format!("addresses/{at}/postal_code"),
                detail: "is no postal code".to_owned(),
                expected: "a ZIP, or the code of another country; a number to call in `phones`",
                loses: Loses::Part,
            });
        }
        if is_abroad {
            continue;
        }
        rewrite(address, "state_province", |text| {
            Some(gazetteer.state_by_name(text)?.code.to_owned())
        });
        if let Some(number) = address.get("postal_code").and_then(Value::as_u64) {
            address.insert("postal_code".to_owned(), json!(number.to_string()));
        }
        rewrite(address, "postal_code", zip);
    }
}

/// `PO Box 4`, `P. O. Box 4`, `Post Office Box 4`, `POB 4`, `Box 4`: no street and no town.
pub fn is_box(text: &str) -> bool {
    let letters = text.to_lowercase();
    let letters: String = letters.chars().filter(|c| c.is_alphanumeric()).collect();
    let has_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    letters.starts_with("pobox")
        || letters.starts_with("postofficebox")
        || ["pob", "box"]
            .iter()
            .any(|word| letters.strip_prefix(word).is_some_and(has_number))
}

/// Whether it may be one of any country, and not a number to call, which nobody would judge there. Words such as “none” are
/// neither.
fn may_be_postal_code(text: &str, is_abroad: bool) -> bool {
    const MOST_CHARACTERS: usize = 10;
    const MOST_DIGITS: usize = 9;
    // As one dials it there.
    const LOCAL_DIGITS: usize = 7;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ' ' | '–');
    let has_word = || {
        let mut words = text.split(|c: char| !c.is_ascii_alphabetic());
        words.any(|letters| letters.len() > 3) || !read(text).codes.is_empty()
    };
    text.chars().count() <= MOST_CHARACTERS
        && (!text.contains(char::is_numeric)
            || digits <= MOST_DIGITS
                && (is_abroad || digits != LOCAL_DIGITS)
                && text.chars().all(is_plain)
                && !has_word())
}

/// `2134` to `02134`, `640141234` to `64014-1234`. Nothing where it is neither.
fn zip(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '–'));
    match digits.len() {
        _ if !is_plain => None,
        // What a spreadsheet leaves of a ZIP in New England or Puerto Rico.
        3 | 4 => Some(format!("{digits:0>5}")),
        5 => Some(digits),
        8 => Some(format!("0{}-{}", &digits[..4], &digits[4..])),
        9 => Some(format!("{}-{}", &digits[..5], &digits[5..])),
        _ => None,
    }
}

pub fn texts(body: &mut Map<String, Value>) {
    for field in ["name", "alternate_name"] {
        rewrite(body, field, |text| Some(single_blanks(text)));
    }
    languages(body);
}

/// With its scheme and without blanks: `www.example.org` to `https://www.example.org`.
pub fn url(text: &str) -> String {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let is_bare = !text.contains("://");
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if is_bare && (!host.contains('.') || host.contains([' ', '@', ':'])) {
        return text.to_owned();
    }
    format!(
        "{}://{}",
        scheme.to_lowercase(),
        rest.trim().replace(' ', "%20")
    )
}

fn languages(fields: &mut Map<String, Value>) {
    for language in objects(fields, "languages") {
        let has_code = language.get("code").is_some_and(|code| !code.is_null());
        let name = language
            .get("name")
            .and_then(Value::as_str)
            .map(crate::geography::fold);
        let known = name.and_then(|name| LANGUAGES.iter().find(|(known, _)| *known == name));
        if let Some((_, code)) = known.filter(|_| !has_code) {
            language.insert("code".to_owned(), json!(code));
        }
    }
}

/// What a cell with a number has besides: an extension.
pub fn extension(phone: &mut Map<String, Value>) {
    languages(phone);
    rewrite(phone, "extension", |text| Some(text.trim().to_owned()));
    if let Some(number) = phone
        .get("extension")
        .and_then(Value::as_str)
        .and_then(|text| after_mark(&format!("x{text}")))
    {
        phone.insert("extension".to_owned(), json!(number));
    }
    let Some(written) = phone
        .get("number")
        .and_then(Value::as_str)
        .map(str::to_owned)
    else {
        return;
    };
    let lower = written.to_ascii_lowercase();
    let mark = ["extension", "ext", "x", "#"].iter().find_map(|mark| {
        // A number in letters may have the mark in it.
        let digits = |at: &usize| lower[..*at].chars().filter(char::is_ascii_digit).count();
        let at = lower.find(mark).filter(|at| digits(at) >= 7)?;
        Some((at, after_mark(&lower[at..])?))
    });
    if let Some((end, extension)) = mark {
        let number = written[..end].trim_end_matches([' ', ',', ';']).to_owned();
        phone.insert("number".to_owned(), json!(number));
        phone.entry("extension").or_insert(json!(extension));
    }
}

/// Whether a cell has a number that is sure, or several.
pub fn has_numbers(written: &str) -> bool {
    !sure_numbers(written).0.is_empty() || read(written).written.len() > 1
}

/// The numbers of a cell that has several, and whether they are all that it has: `817-555-0100 A or 0101 B` has one that is
/// sure, and a rest that may be anybody's.
pub fn sure_numbers(written: &str) -> (Vec<String>, bool) {
    let parts = written
        .split([',', ';', '/', '|', '&', '\n'])
        .flat_map(|part| part.split(" or "))
        .flat_map(|part| part.split(" and "));
    let whole = |text: &str| {
        number::normalise(text)
            .ok()
            .filter(|it| it.starts_with('+'))
    };
    let (mut sure, mut is_all) = (Vec::new(), true);
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let figures = part.find(|c: char| c.is_alphabetic()).unwrap_or(part.len());
        let read = whole(part);
        is_all &= read.is_some();
        let read = read.or_else(|| {
            let (number, rest) = part.split_at(figures);
            whole(number).filter(|_| !is_another_behind_its_kind(rest))
        });
        sure.extend(read.filter(|number| !sure.contains(number)));
    }
    (sure, is_all)
}

/// Whether a word for a line that nobody answers stands before another number: `(fax) 816-555-0101` may say what the one
/// before it is, or that one.
fn is_another_behind_its_kind(rest: &str) -> bool {
    const KINDS: [&str; 5] = ["fax", "tdd", "textphone", "tty", "text"];
    let words = crate::geography::fold(rest);
    let has_kind = words.split(' ').any(|word| KINDS.contains(&word));
    has_kind && !read(rest).written.is_empty()
}

/// The digits behind a mark for an extension, where nothing else is there.
fn after_mark(text: &str) -> Option<u32> {
    let digits = text
        .trim_start_matches(|c: char| c.is_ascii_alphabetic() || " .:#".contains(c))
        .trim();
    digits.parse().ok().filter(|_| digits.len() <= 6)
}

fn rewrite(fields: &mut Map<String, Value>, field: &str, form: impl Fn(&str) -> Option<String>) {
    if let Some(Value::String(text)) = fields.get_mut(field)
        && let Some(formed) = form(text)
    {
        *text = formed;
    }
}

fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
