//! Crisis numbers: those of hotlines, those everybody knows, and those that look like them.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::geography::fold;
use crate::standing::{RecordKind, number};
use crate::updates::normalise::read_numbers;
use crate::updates::phrases::Phrases;

/// How many digits of a known crisis number may be wrong before it is another number.
const ALIKE_DIGITS: usize = 2;
/// Digits of the longest short code that was written with one too many.
const MOST_CODE_DIGITS: usize = 7;

/// The numbers in `data/crisis_numbers.txt`: E.164, or a short code's digits.
pub fn known_crisis_numbers() -> &'static [&'static str] {
    static NUMBERS: OnceLock<Vec<&'static str>> = OnceLock::new();
    NUMBERS.get_or_init(|| {
        include_str!("../../../data/crisis_numbers.txt")
            .lines()
            .filter_map(|line| line.split('#').next().map(str::trim))
            .filter(|number| !number.is_empty())
            .collect()
    })
}

/// The known crisis number that `number` is, or looks like.
pub fn looks_like(number: &str) -> Option<&'static str> {
    let known = known_crisis_numbers().iter().copied();
    known
        .filter_map(|known| Some((apart(known, number)?, known)))
        .filter(|(apart, _)| *apart <= ALIKE_DIGITS)
        .min()
        .map(|(_, known)| known)
}

/// Whether a number that `is_known` is this North American one but for a digit, or for two neighbours that are swapped.
///
/// It is asked of every address and sentence that may be read as a number, so it makes no list of them.
pub fn is_one_digit_off(number: &str, is_known: impl Fn(&str) -> bool) -> bool {
    if !number.starts_with("+1") {
        return false;
    }
    let mut other = number.as_bytes().to_vec();
    let is_other_known = |other: &[u8]| std::str::from_utf8(other).is_ok_and(&is_known);
    (2..other.len()).any(|at| {
        let own = other[at];
        let is_replaced = (b'0'..=b'9').filter(|digit| *digit != own).any(|digit| {
            other[at] = digit;
            is_other_known(&other)
        });
        other[at] = own;
        let is_swapped = at > 2 && other[at - 1] != own && {
            other.swap(at - 1, at);
            let is_known = is_other_known(&other);
            other.swap(at - 1, at);
            is_known
        };
        is_replaced || is_swapped
    })
}

/// How many digits make one number of the other, a missing one of a short code counted.
pub fn apart(known: &str, number: &str) -> Option<usize> {
    digits_apart(known, number).or_else(|| has_one_more(known, number).then_some(1))
}

/// How many digits have to be replaced, or swapped with their neighbour, to make one number of the
/// other. Nothing for numbers of unlike length, which nobody takes for each other.
pub fn digits_apart(a: &str, b: &str) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return None;
    }
    let (mut before, mut apart) = (0, 0);
    for at in 0..a.len() {
        let mut next = apart + usize::from(a[at] != b[at]);
        if at > 0 && a[at] == b[at - 1] && a[at - 1] == b[at] {
            next = next.min(before + 1);
        }
        (before, apart) = (apart, next);
    }
    Some(apart)
}

/// Whether one of two short codes is the other and one digit more. Longer numbers that miss a digit are none at all.
fn has_one_more(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let (short, long) = (short.as_bytes(), long.as_bytes());
    if short.len() + 1 != long.len() || long.len() > MOST_CODE_DIGITS || long[0] == b'+' {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    short[same..] == long[same + 1..]
}

const HOTLINE_KINDS: [&str; 2] = ["report_line", "tip_line"];
static HOTLINE_WORDS: Phrases = Phrases::of_words(&[
    "hotline",
    "hot line",
    "helpline",
    "help line",
    "lifeline",
    "crisis line",
    "crisisline",
    "crisis text",
    "crisis number",
    "safeline",
    "safe line",
    "textline",
    "text line",
    "talk line",
    "listening line",
    "violence line",
    "abuse line",
    "assault line",
    "rape line",
    "suicide line",
    "victim line",
    "survivor line",
    "teen line",
    "youth line",
    "advocate line",
    "advocacy line",
    "emergency line",
    "emergency number",
    "24 hr line",
    "24 hour line",
    "24 7 line",
    "24 hr crisis intervention",
    "24 hour crisis intervention",
    "24 7 crisis intervention",
    "warmline",
    "warm line",
    "support line",
    "tip line",
    "tipline",
    "trafficking line",
    "linea de crisis",
    "linea de ayuda",
    "linea de apoyo",
    "linea de emergencia",
    "linea de texto",
    "numero de emergencia",
    "ligne decoute",
    "linea directa",
]);

/// Whether the record is a line for people in a crisis, by its category, kind or name.
pub fn is_hotline(kind: RecordKind, body: &Map<String, Value>) -> bool {
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
    let has_category = line_categories(body).next().is_some();
    let by_kind = kind == RecordKind::Service && HOTLINE_KINDS.contains(&text("kind"));
    has_category || by_kind || says_hotline(text("name")) || says_hotline(text("alternate_name"))
}

/// The codes of hotlines among its categories.
pub fn line_categories(body: &Map<String, Value>) -> impl Iterator<Item = &str> {
    strings(body.get("categories"))
        .filter(|code| *code == "hotline" || code.starts_with("hotline."))
}

fn says_hotline(text: &str) -> bool {
    // The police have one, too.
    HOTLINE_WORDS.is_in(&fold(text).replace("non emergency", "nonemergency"))
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// Whether a phone says of itself that it is a hotline.
fn is_line(phone: &Value) -> bool {
    ["name", "description"]
        .into_iter()
        .filter_map(|field| phone.get(field)?.as_str())
        .any(says_hotline)
}

/// The phones of a field, at any depth: those of contacts too.
pub fn phones(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(phones).collect(),
        Value::Object(fields) if fields.contains_key("number") => vec![value],
        Value::Object(fields) => fields.values().flat_map(phones).collect(),
        _ => Vec::new(),
    }
}

/// The numbers of a body as its source has it, each with whether it waits unless it is served already.
pub fn given(kind: RecordKind, body: &Map<String, Value>) -> Vec<(String, bool)> {
    let phones: Vec<&Value> = body.values().flat_map(phones).collect();
    let of_hotline = !phones.is_empty() && is_hotline(kind, body);
    let numbers = |phone| {
        let is_line = of_hotline || is_line(phone);
        let numbers = phone.as_object().map(read_numbers).unwrap_or_default();
        numbers.into_iter().map(move |number| {
            let is_crisis = is_line || looks_like(&number).is_some();
            (number, is_crisis)
        })
    };
    phones.into_iter().flat_map(numbers).collect()
}

/// What makes a phone the same contact: its number, and what goes with it.
type Contact<'a> = (String, &'a Value, &'a Value, &'a Value);

fn contact(phone: &Value) -> Contact<'_> {
    let written = phone
        .get("number")
        .and_then(Value::as_str)
        .unwrap_or_default();
    // Phones inside contacts are kept as they were written.
    let number = number::normalise(written).unwrap_or_else(|_| written.to_owned());
    let part = |field: &str| phone.get(field).unwrap_or(&Value::Null);
    (number, part("extension"), part("type"), part("keyword"))
}

/// Whether it may be dialled, and what is to be read first, as its source says.
fn cautions(phone: &Value) -> [&Value; 2] {
    ["dial", "before_you_call"].map(|field| phone.get(field).unwrap_or(&Value::Null))
}

/// Whether one of the phones is the same contact.
pub fn has_contact(phones: &[Value], phone: &Value) -> bool {
    phones.iter().any(|other| contact(other) == contact(phone))
}

/// A change of a field's phones of which a part has to wait.
#[derive(Debug, PartialEq)]
pub struct Waiting {
    /// What stays.
    pub stays: Option<Value>,
    /// The crisis numbers that go, and those that come.
    pub gone: BTreeSet<String>,
    pub come: BTreeSet<String>,
}

/// Of the change of one field from `old` to `new`, what has to wait: every crisis number that comes, goes
/// or changes, and every other that is one as `is_of_line` says.
pub fn crisis_change(
    field: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    is_of_line: &dyn Fn(&str) -> bool,
) -> Option<Waiting> {
    let before = old.map(phones).unwrap_or_default();
    let after = new.map(phones).unwrap_or_default();
    let is_crisis = |phone: &Value| {
        let number = contact(phone).0;
        is_of_line(&number) || is_line(phone) || looks_like(&number).is_some()
    };
    let is_in = |phone: &Value, list: &[&Value]| {
        let same =
            |other: &&Value| contact(other) == contact(phone) && cautions(other) == cautions(phone);
        list.iter().any(same)
    };
    let come: Vec<&&Value> = after
        .iter()
        .filter(|phone| is_crisis(phone) && !is_in(phone, &before))
        .collect();
    let gone: Vec<&&Value> = before
        .iter()
        .filter(|phone| is_crisis(phone) && !is_in(phone, &after))
        .collect();
    if come.is_empty() && gone.is_empty() {
        return None;
    }
    let numbers = |phones: &[&&Value]| phones.iter().map(|phone| contact(phone).0).collect();
    let stays = match field {
        // One by one: what is no crisis number does not wait. What goes when one comes may be what that takes the
        // place of, and stays as long.
        "phones" => {
            let kept = after.iter().filter(|phone| !come.contains(phone));
            let replaced = before
                .iter()
                .filter(|phone| !is_in(phone, &after))
                .filter(|phone| !come.is_empty() || gone.contains(phone));
            let stays: Vec<Value> = kept
                .chain(replaced)
                .map(|phone| (**phone).clone())
                .collect();
            (!stays.is_empty()).then_some(Value::Array(stays))
        }
        _ => old.cloned(),
    };
    Some(Waiting {
        stays,
        gone: numbers(&gone),
        come: numbers(&come),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn digits_are_replaced_or_swapped() {
        for (a, b, apart) in [
            ("+18883737888", "+18883737888", Some(0)),
            ("+18883737888", "+18883738888", Some(1)),
            ("+18883737888", "+18883773888", Some(1)),
            ("+18164614673", "+18164616437", Some(2)),
            ("988", "898", Some(1)),
            ("988", "9880", None),
            ("+18883737888", "988", None),
        ] {
            assert_eq!(digits_apart(a, b), apart, "{a} {b}");
            assert_eq!(digits_apart(b, a), apart, "{b} {a}");
        }
    }

    proptest::proptest! {
        #[test]
        fn one_digit_off_is_one_digit_apart(known in "[2-9][0-9]{2}[2-9][0-9]{6}", at in 0..10_usize, digit in 0..10_u8, swaps: bool) {
            let mut other = known.clone().into_bytes();
            match swaps {
                true => other.swap(at, (at + 1) % 10),
                false => other[at] = b'0' + digit,
            }
            let [known, other] = [known, String::from_utf8(other)?].map(|national| format!("+1{national}"));
            let is_off = is_one_digit_off(&other, |number| number == known);
            proptest::prop_assert_eq!(is_off, digits_apart(&known, &other) == Some(1));
        }
    }

    #[test]
    fn a_number_looks_like_a_crisis_number_within_two_digits() {
        for (number, known) in [
            ("+18883737888", Some("+18883737888")),
            ("+18883738888", Some("+18883737888")),
            ("+18883773888", Some("+18883737888")),
            ("+18883737899", Some("+18883737888")),
            ("+18883737999", None),
            ("+18165550100", None),
            ("988", Some("988")),
            ("998", Some("988")),
            ("88778", Some("88788")),
            ("847411", None),
            ("23373", Some("233733")),
            ("2233733", Some("233733")),
            ("22337333", None),
            ("233733", Some("233733")),
            ("74174", Some("741741")),
            ("887788", Some("88788")),
            ("9888", Some("988")),
            ("9988", Some("988")),
            ("2911", Some("211")),
            ("64081", None),
            ("1988", Some("988")),
            ("2024", None),
        ] {
            assert_eq!(looks_like(number), known, "{number}");
        }
    }

    #[test]
    fn hotlines_are_told_by_category_kind_and_name() {
        let service = RecordKind::Service;
        for (kind, body, expected) in [
            (
                service,
                json!({"categories": ["hotline.trafficking"]}),
                true,
            ),
            (service, json!({"categories": ["hotline"]}), true),
            (service, json!({"categories": ["shelter.emergency"]}), false),
            (service, json!({"kind": "report_line"}), true),
            (service, json!({"kind": "tip_line"}), true),
            (
                service,
                json!({"kind": "help", "name": "Hope Haven hotline"}),
                true,
            ),
            (
                RecordKind::Organization,
                json!({"name": "Missouri Crisis Line"}),
                true,
            ),
            (
                RecordKind::Organization,
                json!({"name": "988 Suicide and Crisis Lifeline"}),
                true,
            ),
            (
                RecordKind::Organization,
                json!({"name": "Clothesline Thrift"}),
                false,
            ),
            (service, json!({"name": "Crisis counseling"}), false),
            (service, json!({"name": "Línea de crisis"}), true),
            (service, json!({"name": "Línea Directa"}), true),
            (service, json!({"name": "Trafficking line 24/7"}), true),
            (service, json!({"name": "Tip line"}), true),
            (service, json!({"name": "Crisisline"}), true),
            (service, json!({"name": "Safe Line"}), true),
            (service, json!({"name": "Domestic Violence Line"}), true),
            (service, json!({"name": "Text line"}), true),
            (service, json!({"name": "Crisis Text"}), true),
            (service, json!({"name": "24 hr line"}), true),
            (service, json!({"name": "Emergency number"}), true),
            (service, json!({"name": "Advocacy line"}), true),
            (service, json!({"name": "24/7 Crisis Intervention"}), true),
            (service, json!({"name": "Ligne d'écoute"}), true),
            (service, json!({"name": "Non-emergency number"}), false),
            (service, json!({"name": "Non-emergency line"}), false),
            (service, json!({"name": "Crisis intervention"}), false),
            (service, json!({"name": "Emergency shelter"}), false),
            (service, json!({"name": "Main line"}), false),
            (service, json!({"name": "Domestic violence, online"}), false),
            (service, json!({"name": "Line of credit"}), false),
            (service, json!({"name": "Support, online"}), false),
            (service, json!({"name": "Bus line 24"}), false),
        ] {
            let body = body.as_object().cloned().unwrap_or_default();
            assert_eq!(is_hotline(kind, &body), expected, "{body:?}");
        }
    }

    #[test]
    fn the_crisis_number_waits_and_not_the_phones_beside_it() {
        let office = json!({"number": "+18165550100", "type": "voice"});
        let moved = json!({"number": "+18165550101", "type": "voice"});
        let wrong = json!({"number": "+18883738888", "type": "voice"});
        let right = json!({"number": "+18883737888", "type": "voice"});
        let change = |old: Value, new: Value, all| {
            crisis_change("phones", Some(&old), Some(&new), &|_| all)
                .and_then(|waiting| waiting.stays)
        };
        let list = |phones: &[&Value]| json!(phones);
        assert_eq!(
            change(list(&[&office]), list(&[&moved, &wrong]), false),
            Some(list(&[&moved, &office]))
        );
        assert_eq!(
            change(list(&[&right]), list(&[&wrong]), false),
            Some(list(&[&right]))
        );
        assert_eq!(
            change(list(&[&right, &office]), list(&[&office]), false),
            Some(list(&[&office, &right]))
        );
        assert_eq!(change(list(&[&office]), list(&[&moved]), false), None);
        assert_eq!(
            change(list(&[&office]), list(&[&moved]), true),
            Some(list(&[&office]))
        );
        let said = json!({"number": "+18165550109", "description": "24/7 Hotline"});
        assert!(crisis_change("phones", None, Some(&list(&[&said])), &|_| false).is_some());
        let contacts = json!([{"name": "x", "phones": [{"number": "888-373-8888"}]}]);
        let waiting =
            crisis_change("contacts", None, Some(&contacts), &|_| false).expect("it waits");
        assert_eq!((waiting.stays, waiting.come.len()), (None, 1));
    }
}
