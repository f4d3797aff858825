//! What is a line for people in a crisis.

use serde_json::{Map, Value};

use crate::geography::fold;
use crate::standing::RecordKind;
use crate::updates::phrases::Phrases;

const HOTLINE_KINDS: [&str; 2] = ["report_line", "tip_line"];
static HOTLINE_WORDS: Phrases = Phrases::of_words(&[
    "hotline",
    "hotlines",
    "hot line",
    "helpline",
    "helplines",
    "help line",
    "lifeline",
    "crisis line",
    "crisis lines",
    "dv line",
    "runaway line",
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
    "linea 24 horas",
    "telefono de emergencia",
    "telefono de crisis",
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

/// Whether a text speaks of a line for people in a crisis.
pub fn says_hotline(text: &str) -> bool {
    // The police have one, too.
    HOTLINE_WORDS.is_in(&fold(text).replace("non emergency", "nonemergency"))
}

/// The same of what a phone is called, which may be one word: “Crisis”, “24-Hour Crisis”, “Emergency”.
pub fn is_called_line(label: &str) -> bool {
    const WHAT: [&str; 4] = ["crisis", "emergency", "emergencia", "emergencias"];
    const WHEN: [&str; 9] = [
        "24", "7", "365", "hour", "hours", "hr", "hrs", "line", "phone",
    ];
    let folded = fold(label);
    let mut words = folded.split(' ').filter(|word| !word.is_empty());
    let is_what = folded.split(' ').any(|word| WHAT.contains(&word));
    says_hotline(label) || is_what && words.all(|word| WHAT.contains(&word) || WHEN.contains(&word))
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
            (service, json!({"name": "DV hotlines"}), true),
            (service, json!({"name": "Runaway Line"}), true),
            (service, json!({"name": "Línea 24 horas"}), true),
            (service, json!({"name": "Crisis"}), false),
        ] {
            let body = body.as_object().cloned().unwrap_or_default();
            assert_eq!(is_hotline(kind, &body), expected, "{body:?}");
        }
    }

    #[test]
    fn a_phone_is_called_a_line_in_a_word() {
        for (label, expected) in [
            ("Crisis", true),
            ("24-Hour Crisis", true),
            ("Emergency", true),
            ("Teléfono de emergencia", true),
            ("Hotlines", true),
            ("Main office", false),
            ("Emergency food pantry", false),
            ("24 hours", false),
            ("", false),
        ] {
            assert_eq!(is_called_line(label), expected, "{label}");
        }
    }
}
