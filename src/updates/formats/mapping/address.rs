//! An address out of one line: `9525 Sterling Drive, Cutler Bay, FL 33157`.

use serde_json::{Map, Value, json};

use crate::geography::Gazetteer;
use crate::updates::normalise::is_box;

const STATES: [&str; 56] = [
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
    "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY",
    "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV",
    "WI", "WY", "DC", "PR", "VI", "GU", "AS", "MP",
];

/// The parts of an address of the United States. `state` is the one of lines that name none. None where it
/// is not clear which part is which.
pub(super) fn address(line: &str, state: Option<&str>) -> Option<Map<String, Value>> {
    let mut parts: Vec<&str> = line.split([',', '\n']).map(str::trim).collect();
    parts.retain(|part| !part.is_empty());
    if parts.last().is_some_and(|last| is_country(last)) {
        parts.pop();
    }
    let mut address = Map::new();
    let mut put = |field: &str, text: &str| {
        address.insert(field.to_owned(), json!(text));
    };
    let last = parts.last()?;
    let named = last.strip_prefix("State:").unwrap_or(last).trim();
    let (mut found, mut zip) = state_and_zip(named)?;
    if found.is_some() || zip.is_some() {
        parts.pop();
    } else if let Some((state, code)) = parts
        .get(parts.len().wrapping_sub(2))
        .filter(|before| !begins_street(before))
        .and_then(|_| state_in_words(named))
    {
        (found, zip) = (Some(state), code);
        parts.pop();
    } else if let Some((town, state, code)) = without_comma(named) {
        (found, zip) = (state, code);
        parts.pop();
        parts.push(town);
    }
    if found.is_some() || zip.is_some() {
        // “Miami, FL, 33101”: the ZIP stood alone.
        let before = parts
            .last()
            .and_then(|part| state_and_zip(part))
            .and_then(|(state, zip)| zip.is_none().then_some(state).flatten());
        if found.is_none() && before.is_some() {
            parts.pop();
        }
        let state = found.or(before).or(state)?;
        put("state_province", &state.to_uppercase());
        if let Some(zip) = zip {
            put("postal_code", zip);
        }
    } else {
        put("state_province", state?);
    }
    // A box is in no town by itself: that the town is missing is told of the record.
    if let Some(town) = parts.pop_if(|part| !is_box(part)) {
        if begins_street(town) {
            // A street without its town: which is which is not clear.
            return None;
        }
        put("city", town);
    }
    // The street is the part that begins with a number; what stands before it is the building.
    let street = parts.iter().position(|part| begins_street(part));
    if let Some(at) = street {
        put("address_1", parts[at]);
        if at > 0 {
            put("attention", &parts[..at].join(", "));
        }
        if at + 1 < parts.len() {
            put("address_2", &parts[at + 1..].join(", "));
        }
    } else if !parts.is_empty() {
        put("address_1", &parts.join(", "));
    }
    put("country", "US");
    put("address_type", "physical");
    Some(address)
}

/// `FL 33157`, `FL`, `33157-1234`. None where it begins with a state and goes on otherwise.
fn state_and_zip(text: &str) -> Option<(Option<&str>, Option<&str>)> {
    let mut words = text.split_whitespace();
    let (first, second, third) = (words.next()?, words.next(), words.next());
    let is_state = |word: &str| STATES.contains(&word.to_uppercase().as_str());
    match (first, second, third) {
        (zip, None, _) if is_zip(zip) => Some((None, Some(zip))),
        (state, None, _) if is_state(state) => Some((Some(state), None)),
        (state, Some(zip), None) if is_state(state) && is_zip(zip) => {
            Some((Some(state), Some(zip)))
        }
        (state, Some(_), _)
            if state.len() == 2 && is_state(state) && state == state.to_uppercase() =>
        {
            // “FL 3315”, and “LA Plaza”, which is no state.
            second?
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some(())
                .map_or(Some((None, None)), |()| None)
        }
        (markup, ..) if markup.contains('<') => None,
        _ => Some((None, None)),
    }
}

fn is_zip(word: &str) -> bool {
    let (five, four) = word.split_once('-').unwrap_or((word, "0000"));
    let is_digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    is_digits(five, 5) && is_digits(four, 4)
}

fn is_country(part: &str) -> bool {
    matches!(
        part.to_uppercase().as_str(),
        "US" | "USA" | "U.S." | "U.S.A." | "UNITED STATES"
    )
}

/// `Liberty MO 64068`, `Liberty MO`, `Liberty 64068`: the town, and what stands behind it without a comma.
fn without_comma(part: &str) -> Option<(&str, Option<&str>, Option<&str>)> {
    if is_box(part) {
        return None;
    }
    let (rest, zip) = match part.rsplit_once(char::is_whitespace) {
        Some((rest, zip)) if is_zip(zip) => (rest.trim_end(), Some(zip)),
        _ => (part, None),
    };
    // In small letters it may be a word of the town's name.
    let is_state = |word: &str| {
        STATES.contains(&word.to_uppercase().as_str())
            && (zip.is_some() || word == word.to_uppercase())
    };
    match rest.rsplit_once(char::is_whitespace) {
        Some((town, state)) if is_state(state) => Some((town.trim_end(), Some(state), zip)),
        _ => zip.map(|zip| (rest, None, Some(zip))),
    }
}

/// `Missouri`, `Missouri 64068`.
fn state_in_words(part: &str) -> Option<(&'static str, Option<&str>)> {
    let (name, zip) = match part.rsplit_once(char::is_whitespace) {
        Some((name, zip)) if is_zip(zip) => (name.trim_end(), Some(zip)),
        _ => (part, None),
    };
    let state = Gazetteer::embedded().state_by_name(name)?;
    Some((state.code, zip))
}

fn begins_street(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit()) || is_box(part)
}
