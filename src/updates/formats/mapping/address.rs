//! An address out of one line: `9525 Sterling Drive, Cutler Bay, FL 33157`.

use serde_json::{Map, Value, json};

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
    let (found, zip) = state_and_zip(named)?;
    if found.is_some() || zip.is_some() {
        parts.pop();
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
    if let Some(town) = parts.pop() {
        if town.starts_with(|c: char| c.is_ascii_digit()) {
            // A street without its town: which is which is not clear.
            return None;
        }
        put("city", town);
    }
    // The street is the part that begins with a number; what stands before it is the building.
    let street = parts
        .iter()
        .position(|part| part.starts_with(|c: char| c.is_ascii_digit()) || is_box(part));
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

fn is_box(part: &str) -> bool {
    let small = part.to_lowercase().replace('.', "");
    small.starts_with("po box") || small.starts_with("post office box")
}
