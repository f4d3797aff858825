//! Numbers in texts: what waits as a phone, is blocked or lost to another must not go out in a sentence instead.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::numbers::{
    is_hotline, is_one_digit_off, known_crisis_numbers, looks_like, one_digit_off, phones,
};
use super::plain::{digit_words, in_plain, joined_codes};
use super::{Case, Holding, Part, Rule};
use crate::eligibility::reading::{NOT_SHOWN, RULE_NOT_SHOWN};
use crate::geography::fold;
use crate::standing::{FactGroup, RecordKind, group_of, number, numbers as numbers_of};
use crate::store::{StoreError, Transaction};

/// Digits of a North American number, without the country's code.
const NATIONAL_DIGITS: usize = 10;
/// How many signs part the groups of one number at most.
const MOST_PARTING: usize = 3;
/// The least ten digits of which the first is no 0 or 1.
const LEAST_NUMBER: u64 = 2_000_000_000;
/// Fields in which digits are no number to call, and what is never shown as a text.
const NO_TEXTS: [&str; 5] = ["extent", "id", "number", "postal_code", "unmapped"];

/// What the directory and the update say of numbers, apart from the record that is judged.
#[derive(Default)]
pub struct Numbers {
    /// Given as phones by the directory.
    served: HashSet<String>,
    /// Of these the ones of hotlines.
    of_lines: HashSet<String>,
    /// Lost to another in one record, and served in none.
    lost: HashSet<String>,
    /// Seen to wait in this update.
    waiting: HashSet<String>,
    /// Services that are hotlines.
    pub(super) lines: HashSet<Uuid>,
    /// Whose they are and where they are offered: what is called there is shown as theirs.
    pub(super) around_lines: HashSet<Uuid>,
}

impl Numbers {
    /// Walks over all records.
    pub fn of(tx: &mut Transaction<'_>) -> Result<Numbers, StoreError> {
        let mut known = Numbers::default();
        tx.each_record(&mut |record| {
            let kind = record.record.kind;
            let refers = |field: &str| record.body.get(field)?.as_str()?.parse::<Uuid>().ok();
            if kind == RecordKind::Service && is_hotline(kind, &record.body) {
                known.lines.insert(record.record.id);
                known.around_lines.extend(refers("organization_id"));
            }
            let is_of_line = |service| known.lines.contains(&service);
            if kind == RecordKind::ServiceAtLocation && refers("service_id").is_some_and(is_of_line)
            {
                known.around_lines.extend(refers("location_id"));
            }
            let of_record = numbers_of(&record.body);
            if is_hotline(kind, &record.body) {
                let of_line = of_record.iter().map(|n| (*n).to_owned());
                known.of_lines.extend(of_line);
            }
            known
                .served
                .extend(of_record.iter().map(|n| (*n).to_owned()));
            for alternative in record.facts.values().flat_map(|fact| &fact.alternatives) {
                let lost = numbers_of(&alternative.fields);
                known.lost.extend(lost.iter().map(|n| (*n).to_owned()));
            }
        })?;
        let served = &known.served;
        known.lost.retain(|number| !served.contains(number));
        Ok(known)
    }

    /// Holds the texts that the claim brings with a number that may be wrong: of a hotline (`is_line`) any that is none
    /// of its own, of another hotline or known. `blocked` are the numbers that are,
    /// `coming` those that the update gives to hotlines; the other holdings of the claim are known.
    pub fn hold(
        &mut self,
        case: &Case,
        is_line: bool,
        blocked: &HashSet<String>,
        coming: &HashSet<String>,
        holdings: &mut Vec<Holding>,
    ) {
        self.waiting.extend(held_numbers(holdings));
        let kind = case.new.record.kind;
        let waits: HashSet<String> = held_numbers(holdings).collect();
        let own: HashSet<&str> = numbers_of(&case.proposed.body)
            .into_iter()
            .filter(|number| !waits.contains(*number))
            .collect();
        let lost_here: HashSet<&str> = [Some(case.proposed), case.present]
            .into_iter()
            .flatten()
            .flat_map(|record| record.facts.values())
            .flat_map(|fact| &fact.alternatives)
            .flat_map(|alternative| numbers_of(&alternative.fields))
            .collect();
        let is_judged =
            |number: &str| known_crisis_numbers().contains(&number) || self.served.contains(number);
        let is_own_or_served = |code: &str| own.contains(code) || is_judged(code);
        let is_doubtful = |number: &str| {
            if blocked.contains(number) {
                return true;
            }
            if own.contains(number) {
                return false;
            }
            if lost_here.contains(number) || self.lost.contains(number) {
                return true;
            }
            let is_judged = is_judged(number);
            // Five digits are a ZIP too, and three a house number.
            let is_like = || {
                let may_be = number.starts_with('+') || number.len() == 6;
                (may_be && looks_like(number).is_some())
                    || one_digit_off(number).any(|line| self.of_lines.contains(&line))
            };
            !is_judged && (self.waiting.contains(number) || coming.contains(number) || is_like())
        };
        let is_of_line = |number: &str| {
            own.contains(number)
                || known_crisis_numbers().contains(&number)
                || self.of_lines.contains(number)
        };
        let doubtful = |value: &Value| {
            let mut found = BTreeSet::new();
            in_texts(value, &mut |text| {
                if is_line {
                    let numbers = written_out(text).into_iter().chain(codes_to_call(text));
                    found.extend(numbers.filter(|number| !is_of_line(number)));
                }
                let numbers = numbers_in(text).into_iter();
                found.extend(numbers.filter(|number| is_doubtful(number)));
                let codes = codes_to_call(text).into_iter();
                found
                    .extend(codes.filter(|code| is_one_digit_off(code) && !is_own_or_served(code)));
            });
            found
        };
        let mut texts: BTreeMap<FactGroup, (Map<String, Value>, BTreeSet<String>)> =
            BTreeMap::new();
        let old = |field: &str| case.old.and_then(|old| old.body.get(field));
        for (field, value) in &case.new.body {
            if NO_TEXTS.contains(&field.as_str()) || old(field) == Some(value) {
                continue;
            }
            let mut found = doubtful(value);
            if let Some(old) = old(field).filter(|_| !found.is_empty()) {
                let before = doubtful(old);
                found.retain(|number| !before.contains(number));
            }
            if found.is_empty() {
                continue;
            }
            let of_field = holdings
                .iter_mut()
                .find_map(|holding| match &mut holding.part {
                    Part::Group { before, after, .. }
                        if before.contains_key(field) || after.contains_key(field) =>
                    {
                        Some(before)
                    }
                    _ => None,
                });
            match of_field {
                // It waits already; what stays of it meanwhile has no such text either.
                Some(stays) => {
                    if let Some(Value::Array(items)) = stays.get_mut(field) {
                        let was = old(field).and_then(Value::as_array);
                        items.retain(|item| {
                            was.is_some_and(|was| was.contains(item)) || doubtful(item).is_empty()
                        });
                    }
                }
                None => {
                    let (fields, numbers) = texts.entry(group_of(kind, field)).or_default();
                    fields.insert(field.clone(), value.clone());
                    numbers.extend(found);
                }
            }
        }
        for (group, (after, numbers)) in texts {
            let is_doubtful = |value: &Value| !doubtful(value).is_empty();
            let stay = |(field, new): (&String, &Value)| {
                Some((field.clone(), stays(field, old(field), new, &is_doubtful)?))
            };
            let before = after.iter().filter_map(stay).collect();
            let shown: Vec<String> = numbers.iter().map(|n| number::display(n)).collect();
            holdings.push(Holding {
                rule: Rule::NumberInText,
                part: Part::Group {
                    group,
                    before,
                    after,
                },
                why: format!(
                    "a text has a number that waits, is blocked, lost to another{} or is like a crisis number: {}",
                    if is_line { ", no number of this hotline" } else { "" },
                    shown.join(", ")
                ),
                question: Some(json!(numbers)),
            });
        }
    }
}

/// What stays of a field while a text of it waits: what was there; but what says whom a service takes never stands for
/// less than the update has, or it would seem to take whoever it turns away.
fn stays(
    field: &str,
    old: Option<&Value>,
    new: &Value,
    is_doubtful: &dyn Fn(&Value) -> bool,
) -> Option<Value> {
    match (field, old, new) {
        ("criteria", _, Value::Array(items)) => {
            let mut stay = old.and_then(Value::as_array).cloned().unwrap_or_default();
            for item in items
                .iter()
                .filter(|item| old.is_none() || is_doubtful(item))
            {
                let asks = ["test", "unless", "strength"].map(|part| item.get(part));
                let is_asked = |other: &Value| {
                    ["test", "unless", "strength"].map(|part| other.get(part)) == asks
                };
                if !stay.iter().any(is_asked) {
                    stay.push(without_doubtful(item, RULE_NOT_SHOWN, is_doubtful));
                }
            }
            (!stay.is_empty()).then_some(Value::Array(stay))
        }
        ("cost_options" | "required_documents" | "service_areas", None, _) => {
            Some(without_doubtful(new, NOT_SHOWN, is_doubtful))
        }
        (_, None, _) if FactGroup::is_ground_field(field) => {
            Some(without_doubtful(new, NOT_SHOWN, is_doubtful))
        }
        (_, old, _) => old.cloned(),
    }
}

/// The value with `instead` in place of each text of which `is_doubtful` says so.
fn without_doubtful(value: &Value, instead: &str, is_doubtful: &dyn Fn(&Value) -> bool) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| without_doubtful(item, instead, is_doubtful))
            .collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            let left = fields.map(|(field, value)| {
                (field.clone(), without_doubtful(value, instead, is_doubtful))
            });
            Value::Object(left.collect())
        }
        Value::String(_) if is_doubtful(value) => Value::from(instead),
        plain => plain.clone(),
    }
}

/// The numbers that come with what is held.
fn held_numbers(holdings: &[Holding]) -> impl Iterator<Item = String> {
    holdings.iter().flat_map(|holding| {
        let Part::Group { before, after, .. } = &holding.part else {
            return BTreeSet::new();
        };
        let of = |fields: &Map<String, Value>| -> BTreeSet<String> {
            fields
                .values()
                .flat_map(phones)
                .filter_map(written)
                .collect()
        };
        let stays = of(before);
        of(after)
            .into_iter()
            .filter(|n| !stays.contains(n))
            .collect()
    })
}

/// The number of a phone; those inside contacts are kept as they were written.
pub fn written(phone: &Value) -> Option<String> {
    number::normalise(phone.get("number")?.as_str()?).ok()
}

/// Whether a text of the body has something like a number in it.
pub fn has_number(body: &Map<String, Value>) -> bool {
    let mut found = false;
    for (field, value) in body {
        if !found && !NO_TEXTS.contains(&field.as_str()) {
            in_texts(value, &mut |text| {
                found = found || !numbers_in(text).is_empty()
            });
        }
    }
    found
}

fn in_texts(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        // An extension, which is shown beside its number.
        Value::Number(number) if number.as_u64().is_some_and(|n| n >= LEAST_NUMBER) => {
            see(&number.to_string());
        }
        Value::Array(items) => items.iter().for_each(|item| in_texts(item, see)),
        Value::Object(fields) => {
            let texts = fields.iter();
            texts
                .filter(|(field, _)| !NO_TEXTS.contains(&field.as_str()) && !field.ends_with("_id"))
                .for_each(|(_, value)| in_texts(value, see));
        }
        _ => {}
    }
}

/// Whether a text in the value has a number of which `is_one` says so.
pub fn mention(value: &Value, is_one: &dyn Fn(&str) -> bool) -> bool {
    let mut found = false;
    in_texts(value, &mut |text| {
        found = found || numbers_in(text).iter().any(|number| is_one(number));
    });
    found
}

/// All that may be a number in a text, however it is parted: ten digits, of which those behind the area code may be
/// letters, or a short code that stands alone. More are found than are there, to be looked up.
fn numbers_in(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let plain = in_plain(text);
    let text = plain.as_ref();
    let in_digits = digit_words(text);
    let spelled = in_digits.as_deref().unwrap_or(text);
    if digits(spelled) < 3 {
        return found;
    }
    let keys: Vec<char> = spelled
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let plain: Vec<char> = keys.iter().copied().filter(char::is_ascii_digit).collect();
    for keys in [&keys, &plain] {
        for window in keys.windows(NATIONAL_DIGITS) {
            let is_area = window[..3].iter().all(char::is_ascii_digit);
            if is_area && !matches!(window[0], '0' | '1') {
                let national: String = window
                    .iter()
                    .filter_map(|key| number::keypad_digit(*key))
                    .collect();
                found.insert(format!("+1{national}"));
            }
        }
    }
    let joined = joined_codes(text);
    let text = joined.as_deref().unwrap_or(text);
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let codes = words.filter(|word| matches!(word.len(), 3 | 5 | 6) && digits(word) == word.len());
    found.extend(codes.map(str::to_owned));
    found
}

/// The North American numbers that a text has in figures, however they are parted, or with letters behind the area code
/// where hyphens join them: `816 336-2001`, `1-816-HELP-NOW`.
fn written_out(text: &str) -> BTreeSet<String> {
    let plain = in_plain(text);
    let spelled = digit_words(&plain);
    let text = spelled.as_deref().unwrap_or(&plain);
    let is_key = |c: char| c.is_ascii_alphanumeric();
    let mut found = BTreeSet::new();
    // Each with what parts it from the one before.
    let mut pieces: Vec<(&str, &str)> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_key) {
        let end = rest[at..]
            .find(|c| !is_key(c))
            .map_or(rest.len(), |n| at + n);
        pieces.push((&rest[..at], &rest[at..end]));
        rest = &rest[end..];
    }
    for from in 0..pieces.len() {
        let mut keys = String::new();
        for (parted, piece) in &pieces[from..] {
            let is_joined = keys.is_empty()
                || parted.chars().count() <= MOST_PARTING
                    && parted
                        .chars()
                        .all(|c| c.is_whitespace() || "-‐‑‒–—−.()/+*_~|·•".contains(c));
            let has_letters = piece.bytes().any(|b| b.is_ascii_alphabetic());
            let is_word = has_letters && (keys.len() < 3 || *parted != "-");
            if !is_joined || is_word || keys.len() + piece.len() > NATIONAL_DIGITS + 1 {
                break;
            }
            keys.push_str(piece);
            let national = keys.strip_prefix('1').unwrap_or(&keys);
            let is_whole = national.len() == NATIONAL_DIGITS
                && national[..3].bytes().all(|b| b.is_ascii_digit());
            if is_whole {
                let digits: String = national.chars().filter_map(number::keypad_digit).collect();
                let starts = [0, 3].map(|at| digits.as_bytes().get(at).copied());
                if starts.into_iter().flatten().all(|digit| digit >= b'2') {
                    found.insert(format!("+1{digits}"));
                }
            }
        }
    }
    found
}

/// Short codes that a text says to call or to write to: `Text HELP to 23373`. Other short numbers are a ZIP, a house, a
/// year. What ends in 11 is another service (711 is the relay of the deaf).
fn codes_to_call(text: &str) -> Vec<String> {
    const CALL: [&str; 20] = [
        "call", "dial", "llama", "llame", "llamar", "marca", "marque", "marcar", "mensaje", "sms",
        "text", "texto", "textea", "txt", "appelez", "appeler", "composez", "composer", "textez",
        "texter",
    ];
    const TO: [&str; 6] = ["a", "al", "at", "au", "le", "to"];
    let plain = in_plain(text);
    let text = fold(joined_codes(&plain).as_deref().unwrap_or(&plain));
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let is_code = |(at, word): &(usize, &&str)| {
        let is_part = words.get(at + 1).is_some_and(|next| is_digits(next));
        let said = match words[..*at] {
            [.., last] if CALL.contains(&last) => true,
            [.., last] if TO.contains(&last) => {
                let before = &words[at.saturating_sub(5)..*at];
                before.iter().any(|word| CALL.contains(word))
            }
            _ => false,
        };
        (3..=5).contains(&word.len())
            && is_digits(word)
            && !is_part
            && said
            && !(word.len() == 3 && word.ends_with("11"))
    };
    let codes = words.iter().enumerate().filter(is_code);
    codes.map(|(_, code)| (*code).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_from_what_is_none() {
        for text in [
            "Out of service. Call 816-336-2001",
            "(816) 336-2001 or 816-336-2002",
            "816.336.2001, day and night",
            "+1 (816) 336 – 2001",
            "1-816-336-2001",
            "tel:8163362001",
            "８１６ ３３６ ２００１",
            "eight one six, three three six, two oh oh one",
        ] {
            assert!(written_out(text).contains("+18163362001"), "{text}");
        }
        assert!(written_out("Ring 1-816-HELP-NOW").contains("+18164357669"));
        for text in [
            "Since 1998 the hotline is open 24 hours, 7 days",
            "911 or 988, 365 days",
            "CALL 211 FOR HELP",
            "9:00-17:00, 2026-03-04, 2024-2025",
            "64081-1234, 64068",
            "501(c)(3), EIN 43-1234567",
            "https://example.org/123456789012345",
            "2026-03-04T05:06:07Z",
        ] {
            assert!(written_out(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for text in [
            "Call the hotline at 888-373-8888.",
            "(888) 373 8888",
            "1.888.373.8888",
            "+18883738888",
            "888-37E-TUTU",
            "888&nbsp;373&nbsp;8888",
            "８８８‑３７３‑８８８８",
            "https://example.org/call/8883738888",
            "٨٨٨٣٧٣٨٨٨٨",
            "८८८-३७३-८८८८",
            "₈₈₈₃₇₃₈₈₈₈",
            "⑧⑧⑧③⑦③⑧⑧⑧⑧",
            "888&#45;373&#45;8888",
            "888&#8209;373&#8209;8888",
            "888&#51;738888",
            "888&#x33;738888",
            "&#x38;&#X38;8-373-8888",
            "&#56&#56&#56-373-8888",
            "&#x38&#x38&#x38-373-8888",
            "&#65304;88 373 8888",
            "888&nbsp373&nbsp8888",
            "triple eight three seven three double eight double eight",
            "triple ocho tres siete tres doble ocho doble ocho",
            "triple 8, 373, double 8 double 8",
            "Composez le huit huit huit, trois sept trois, huit huit huit huit",
            "888&#x2D;373&#x2d;8888",
            "eight eight eight three seven three eight eight eight eight",
            "Call one-eight-eight-eight, three-seven-three, eight-eight-eight-eight!",
            "Eight eight eight 373 8888",
            "ocho ocho ocho tres siete tres ocho ocho ocho ocho",
        ] {
            assert!(numbers_in(text).contains("+18883738888"), "{text}");
        }
        for text in [
            "one eight hundred, six five six, four six seven four",
            "uno-ochocientos-seis cinco seis-cuatro seis siete cuatro",
            "1 eight oh oh 656 4674",
        ] {
            assert!(numbers_in(text).contains("+18006564674"), "{text}");
        }
        for text in [
            "One, two or three bedrooms; four at most, for one to six people, eight hundred dollars",
            "Two to four",
            "",
            "né à 3, å–one",
            "Sept 25 2026 9:00",
            "Triple rooms, double beds",
        ] {
            assert_eq!(digit_words(text), None, "{text}");
        }
        assert_eq!(
            digit_words("Ask: 816 four six one, 4673. Then wait.").as_deref(),
            Some("Ask: 8164614673. Then wait.")
        );
        for text in [
            "Text HELP to 233734",
            "text BEFREE to 2-3-3-7-3-4",
            "2 3 3 7 3 4",
        ] {
            assert!(numbers_in(text).contains("233734"), "{text}");
        }
        for (text, code) in [
            ("Text HELP to 23373", "23373"),
            ("Envíe un mensaje al 8878.", "8878"),
            ("Llame al 998", "998"),
            ("call 998!", "998"),
            ("Dial 9-9-8", "998"),
            ("Composez le 9 9 8", "998"),
            ("Appelez le 998", "998"),
            ("text HELP to 2.3.3.7.3", "23373"),
        ] {
            assert_eq!(codes_to_call(text), [code], "{text}");
        }
        for text in [
            "TTY users dial 711",
            "Call 816 461 4673",
            "Call (816) 461-4673",
            "Call 1-888-373-7888",
            "In 64081 and 23373",
            "Open to 1988",
            "Room 998",
            "Call 9-1-1",
            "Call 1-8-8-8-3-7-3-7-8-8-8",
        ] {
            assert!(codes_to_call(text).is_empty(), "{text}");
        }
        assert!(numbers_in("Open day and night, on floor 2").is_empty());
    }
}
