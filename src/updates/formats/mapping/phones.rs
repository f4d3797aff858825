//! Numbers out of text: `main: 305-555-0100, fax: 305-555-0101`.

use serde_json::{Value, json};

use crate::standing::number;

/// A word before or behind a number, and the type (RFC 6350) of such a line.
const TYPES: [(&[&str], &str); 4] = [
    (&["tdd", "tty", "textphone", "relay"], "textphone"),
    (&["fax"], "fax"),
    (&["text", "sms"], "text"),
    (&["cell", "mobile"], "cell"),
];

/// Digits behind a number that may be another.
const LEAST_DIGITS: usize = 7;

/// The numbers of a text: first those for speaking, so that nobody is offered a fax before a voice. A text with
/// something in it that is not understood is at fault as a whole: half a number may be another's.
pub(super) fn phones(text: &str) -> Result<Vec<Value>, &'static str> {
    let mut phones: Vec<(usize, Value)> = Vec::new();
    for piece in text.split([';', ',', '|', '\n', '/']).map(str::trim) {
        if piece.is_empty() {
            continue;
        }
        let phone = phone(piece)?;
        if phones
            .iter()
            .any(|(_, known)| known["number"] == phone.1["number"])
        {
            continue;
        }
        phones.push(phone);
    }
    phones.sort_by_key(|(rank, _)| *rank);
    Ok(phones.into_iter().map(|(_, phone)| phone).collect())
}

/// `tollfree: 800-555-0100 ext. 4 (office hours)`: one number with its words around it.
fn phone(piece: &str) -> Result<(usize, Value), &'static str> {
    let (label, rest) = match piece.split_once(':') {
        Some((label, rest)) if !label.contains(|c: char| c.is_ascii_digit()) => {
            (label.trim(), rest.trim())
        }
        _ => {
            let at = piece.find(|c: char| c.is_ascii_digit() || c == '(' || c == '+');
            let at = at.ok_or("has no number in it")?;
            // A number written in letters (1-800-GET-HELP) has its digits first.
            (piece[..at].trim(), piece[at..].trim())
        }
    };
    let (rest, extension) = extension(rest)?;
    let (number, note) = match rest.find(|c: char| c.is_ascii_digit()) {
        Some(digit) => match rest[digit..].find(" (") {
            Some(at) => rest.split_at(digit + at),
            None => (rest, ""),
        },
        None => (rest, ""),
    };
    if note.chars().filter(char::is_ascii_digit).count() >= LEAST_DIGITS {
        return Err("has another number behind a word, which may be about either");
    }
    let number = number::normalise(number.trim()).map_err(|_| "has an impossible number in it")?;
    let note = note.trim().trim_matches(['(', ')']);
    let words = format!("{label} {note}").to_lowercase();
    let kind = TYPES.iter().position(|(names, _)| {
        words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| names.contains(&word))
    });
    let mut phone = json!({"number": number, "type": kind.map_or("voice", |kind| TYPES[kind].1)});
    if let Some(extension) = extension {
        phone["extension"] = json!(extension);
    }
    let description: Vec<&str> = [label, note]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    if !description.is_empty() {
        phone["description"] = json!(description.join(", "));
    }
    let rank = match kind.map(|kind| TYPES[kind].1) {
        None if label.eq_ignore_ascii_case("main") => 0,
        None => 1,
        Some("cell") => 2,
        Some("text") => 3,
        Some("textphone") => 4,
        Some(_) => 5,
    };
    Ok((rank, phone))
}

fn extension(text: &str) -> Result<(&str, Option<i64>), &'static str> {
    let small = text.to_ascii_lowercase();
    for word in ["extension", "ext.", "ext", " x"] {
        if let Some(at) = small.find(word) {
            let digits = text[at + word.len()..].trim();
            let extension = digits
                .parse()
                .map_err(|_| "has an extension that is no number")?;
            return Ok((text[..at].trim(), Some(extension)));
        }
    }
    Ok((text, None))
}
