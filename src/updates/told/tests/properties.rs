//! For any address and any way of writing it, in any text field, it is found; and texts without it stay.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::standing::RecordKind;
use crate::updates::check;
use crate::updates::names::Name;
use crate::updates::told::{Place, Told};

const NAMES: [&str; 12] = [
    "Elm",
    "Sentinel Grove",
    "Martin Luther King",
    "St Louis",
    "Quincy",
    "Park Place",
    "Fifth",
    "42nd",
    "Jefferson",
    "Old Mill",
    "Route 9",
    "Mount Vernon",
];
const SUFFIXES: [[&str; 3]; 8] = [
    ["Street", "St", "st."],
    ["Avenue", "Ave", "AV"],
    ["Road", "Rd", "rd."],
    ["Boulevard", "Blvd", "BLVD."],
    ["Lane", "Ln", "ln"],
    ["Court", "Ct", "ct."],
    ["Drive", "Dr", "DR"],
    ["Parkway", "Pkwy", "Pky"],
];
const DIRECTIONS: [[&str; 3]; 5] = [
    ["", "", ""],
    ["North", "N", "N."],
    ["South", "S", "so."],
    ["East", "E", "e"],
    ["Southwest", "SW", "S.W"],
];
/// No short form of a word for street begins like one of these.
const LONG_WORDS: [&str; 8] = [
    "Sycamore",
    "Chestnut",
    "Washington",
    "Cottonwood",
    "Sentinel",
    "Hollister",
    "Magnolia",
    "Kingsbury",
];
const UNITS: [&str; 6] = [
    "",
    ", Apt 3",
    " #4",
    ", Suite 200",
    " Unit B",
    ", 2nd Floor",
];

fn spelled(number: u32, direction: &str, name: &str, suffix: &str, unit: &str) -> String {
    let words = [&number.to_string(), direction, name, suffix];
    let words: Vec<&str> = words
        .into_iter()
        .map(|word| word as &str)
        .filter(|word| !word.is_empty())
        .collect();
    format!("{}{unit}", words.join(" "))
}

/// `Syca`, or `Sycm`: the beginning of a word, or of its first letter and its consonants.
fn shortened(word: &str, letters: usize, is_consonants: bool) -> String {
    let mut at = 0..;
    let is_kept = |c: &char| at.next() == Some(0) || !is_consonants || !"aeiou".contains(*c);
    word.chars().filter(is_kept).take(letters).collect()
}

/// How a text may be written without saying anything else.
fn disguised(text: &str, how: usize) -> String {
    match how {
        0 => text.to_owned(),
        1 => text.to_uppercase(),
        2 => text.to_lowercase(),
        3 => text.replace(' ', "  "),
        4 => text.replace(' ', "-"),
        5 => text.replace(' ', "%20"),
        6 => text.replace(' ', "+"),
        7 => text.replace(' ', "&nbsp;"),
        8 => text.replace(' ', "<br/>"),
        9 => text.chars().map(|c| format!("&#{};", c as u32)).collect(),
        10 => text.replace(' ', "\u{a0}"),
        11 => text.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        12 => text.replace(' ', ", "),
        _ => text.replace(' ', "\n"),
    }
}

/// `told` of one service with this place.
fn told(location: Value) -> (Told, Name) {
    let name: Name = ("a".to_owned(), RecordKind::Service, "b".to_owned());
    let place = Place::of(&serde_json::from_value(location).unwrap());
    (
        Told::new(vec![place], [(name.clone(), vec![0])].into()),
        name,
    )
}

/// A body with the text somewhere in it.
fn planted(text: &str, field: usize) -> Map<String, Value> {
    let body = match field {
        0 => json!({"description": text}),
        1 => json!({"phones": [{"number": "816-555-0100", "description": text}]}),
        2 => json!({"contacts": [{"name": text, "phones": [{"description": text}]}]}),
        3 => json!({"unknown": {"deep": [[{"er": text}]]}}),
        4 => json!({"url": format!("https://example.org/?q={text}")}),
        5 => json!({"schedules": [{"notes": text}], "terms": {"referral": {"text": text}}}),
        6 => json!({ text: "the name of a column" }),
        7 => json!({"addresses": [{"address_1": text}]}),
        8 => json!({"service_areas": [{"extent": text, "extent_type": "text"}]}),
        _ => json!({"attributes": [{"number": text, "label": text}]}),
    };
    serde_json::from_value(body).unwrap()
}

proptest! {
    #[test]
    fn a_street_is_gone_however_and_wherever_it_is_written(
        number in 1u32..30_000,
        direction in select(&DIRECTIONS[..]),
        name in select(&NAMES[..]),
        suffix in select(&SUFFIXES[..]),
        unit in select(&UNITS[..]),
        (a, b, c, d) in (0usize..3, 0usize..3, 0usize..3, 0usize..3),
        how in 0usize..14,
        field in 0usize..10,
        (before, after) in ("[a-z]{0,8}", "[a-z]{0,8}"),
    ) {
        let address = spelled(number, direction[a], name, suffix[b], unit);
        let (told, service) = told(json!({"addresses": [{"address_1": address}]}));
        let written = disguised(&spelled(number, direction[c], name, suffix[d], ""), how);
        let text = format!("{before} {written} {after}");
        let body = planted(&text, field);
        let left = Value::Object(told.without(&service, &body)).to_string();
        prop_assert!(!left.contains(&written), "{address} as {text:?}: {left}");
        prop_assert!(told.tells(&service, &text), "{address} as {text:?}");
    }

    #[test]
    fn coordinates_are_gone_to_whatever_decimal_they_are_given(
        latitude in 24.5f64..49.0,
        longitude in -124.0f64..-67.0,
        decimals in 3usize..9,
        field in 0usize..6,
        form in 0usize..5,
    ) {
        let (told, service) = told(json!({"latitude": latitude, "longitude": longitude}));
        let text = match form {
            0 => format!("{latitude:.decimals$}, {longitude:.decimals$}"),
            1 => format!("{longitude:.decimals$} {latitude:.decimals$}"),
            2 => format!("geo:{latitude:.decimals$}%2C{longitude:.decimals$}"),
            3 => format!("{:.decimals$}W", -longitude),
            _ => {
                let minutes = latitude.fract() * 60.0;
                format!("{}°{}'{:.1}\"N", latitude.trunc(), minutes.trunc(), minutes.fract() * 60.0)
            }
        };
        let seconds_round_up = text.contains("60.0\"");
        prop_assume!(!seconds_round_up);
        prop_assert!(told.tells(&service, &text), "{text}");
        let left = told.without(&service, &planted(&text, field));
        prop_assert!(!Value::Object(left).to_string().contains(&text), "{text}");
    }

    #[test]
    fn a_street_is_found_however_its_words_are_shortened(
        number in 1u32..30_000,
        words in prop::collection::vec((select(&LONG_WORDS[..]), 3usize..6, any::<bool>()), 1..4),
        suffix in select(&SUFFIXES[..]),
        field in 0usize..10,
    ) {
        let whole: Vec<&str> = words.iter().map(|(word, ..)| *word).collect();
        let address = spelled(number, "", &whole.join(" "), suffix[0], "");
        let (told, service) = told(json!({"addresses": [{"address_1": address}]}));
        let short = words.iter().map(|(word, letters, is_consonants)| shortened(word, *letters, *is_consonants));
        let written = spelled(number, "", &short.collect::<Vec<_>>().join(" "), suffix[1], "");
        let text = format!("come to {written} and ring");
        prop_assert!(told.tells(&service, &text), "{address} as {text:?}");
        let left = Value::Object(told.without(&service, &planted(&text, field))).to_string();
        prop_assert!(!left.contains(&written), "{address} as {text:?}: {left}");
    }

    /// The words of these texts are in no address of the test, but for `st` and `court`; nor is a number that a street
    /// is called by: “5 st” is Fifth Street.
    #[test]
    fn a_text_without_it_stays(
        number in 1u32..30_000,
        direction in select(&DIRECTIONS[..]),
        name in select(&NAMES[..]),
        suffix in select(&SUFFIXES[..]),
        words in prop::collection::vec("(help|beds|women|legal|aid|for|the|of|call|open|free|[0-9]{1,3}|and|n|st|court)", 0..12),
        field in 0usize..6,
    ) {
        let is_name = |word: &String| matches!(word.parse(), Ok(5u32 | 9 | 42));
        prop_assume!(!words.iter().any(is_name));
        let address = spelled(number, direction[1], name, suffix[0], "");
        let (told, service) = told(json!({"addresses": [{"address_1": address}], "latitude": 38.98, "longitude": -94.2}));
        let body = planted(&words.join(" "), field);
        // What nothing reads is not kept of whoever keeps a place.
        let mut left = body.clone();
        check::leave_out_unread(RecordKind::Service, &mut left);
        prop_assert_eq!(told.without(&service, &body), left);
    }

    #[test]
    fn no_text_is_too_strange_to_be_read(address in ".{0,40}", text in ".{0,80}") {
        let place = Place::of(&serde_json::from_value(json!({"addresses": [{"address_1": address}], "postal_code": text})).unwrap());
        let _ = place.is_in(&text);
    }
}
