//! Reads criteria out of their JSON form, strictly: what is not understood is a fault that names its field.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::criterion::{Bounds, Criterion, Test};
use super::vocabulary::{Fact, FactType, Vocabulary};
use crate::geography::{Area, Gazetteer};

/// How deep `all`, `any` and `not` may lie in each other.
const DEPTH: usize = 8;
/// Members of one list, and criteria of one service.
const ITEMS: usize = 64;
/// A sentence, in characters.
pub(super) const TEXT_CHARS: usize = 300;

/// Instead of a paper or an area of which the words may not be shown.
pub const NOT_SHOWN: &str = "something that is not shown here";
/// The same instead of the text of a criterion.
pub const RULE_NOT_SHOWN: &str = "A rule that is not shown here.";

const TEST: &str = "an object with all, any, not, fact, open_to_all or ask";

/// What is wrong with a criterion, and where: `test/any/1/fact`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub detail: String,
    pub expected: String,
}

impl Fault {
    pub fn new(field: &str, detail: impl Into<String>, expected: impl Into<String>) -> Fault {
        Fault {
            field: field.to_owned(),
            detail: detail.into(),
            expected: expected.into(),
        }
    }

    /// The same, further in.
    pub fn inside(mut self, field: &str) -> Fault {
        self.field = match self.field.as_str() {
            "" => field.to_owned(),
            inner => format!("{field}/{inner}"),
        };
        self
    }
}

impl Criterion {
    /// Reads one. Areas have to be in the gazetteer.
    pub fn read(value: &Value, gazetteer: &Gazetteer) -> Result<Criterion, Vec<Fault>> {
        let Value::Object(json) = value else {
            return Err(vec![Fault::new("", "is no object", "a criterion")]);
        };
        let mut faults = Vec::new();
        let known = [
            "text", "strength", "test", "unless", "source", "date", "disputed",
        ];
        for name in json.keys().filter(|name| !known.contains(&name.as_str())) {
            faults.push(Fault::new(name, "is not known here", known.join(", ")));
        }
        let text = json.get("text").and_then(Value::as_str).unwrap_or_default();
        let length = text.trim().chars().count();
        if length == 0 || length > TEXT_CHARS || text.chars().any(char::is_control) {
            let expected = "a sentence in plain words of at most 300 characters";
            faults.push(Fault::new("text", "is missing or no sentence", expected));
        }
        let strength = field(
            json,
            "strength",
            "required, preferred or priority",
            &mut faults,
        );
        let source = field(json, "source", "an object with name and kind", &mut faults);
        let date: Option<NaiveDate> = field(json, "date", "a date such as 2025-03-04", &mut faults);
        let disputed = field(json, "disputed", "true or false", &mut faults);
        let mut reader = Reader { gazetteer, faults };
        let test = match json.get("test") {
            Some(test) => reader.test(test, "test", 0),
            None => reader.fault("test", "is missing", TEST),
        };
        let unless = json
            .get("unless")
            .map(|test| reader.test(test, "unless", 1));
        match test {
            Some(test) if reader.faults.is_empty() => Ok(Criterion {
                json: json.clone(),
                text: text.trim().to_owned(),
                strength: strength.unwrap_or_default(),
                test,
                unless: unless.flatten(),
                source,
                date,
                disputed: disputed.unwrap_or(false),
                waived: false,
            }),
            _ => Err(reader.faults),
        }
    }

    /// Reads the list of a service.
    pub fn read_all(value: &Value, gazetteer: &Gazetteer) -> Result<Vec<Criterion>, Vec<Fault>> {
        let items = match value {
            Value::Array(items) if items.len() <= ITEMS => items,
            _ => {
                let expected = format!("a list of at most {ITEMS} criteria");
                return Err(vec![Fault::new("", "is no list of criteria", expected)]);
            }
        };
        let mut faults = Vec::new();
        let mut criteria = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            match Criterion::read(item, gazetteer) {
                Ok(criterion) => criteria.push(criterion),
                Err(inner) => {
                    faults.extend(inner.into_iter().map(|fault| fault.inside(&at.to_string())));
                }
            }
        }
        match faults.is_empty() {
            true => Ok(criteria),
            false => Err(faults),
        }
    }

    /// What stands for a list of criteria that may not be shown, or for none of them: whom they turn away nobody can
    /// tell, so that the service is `likely` for nobody. Nothing where none of them was required.
    pub fn instead_of(criteria: &Value) -> Option<Value> {
        let is_weaker = |item: &Value| {
            let strength = item.get("strength").and_then(Value::as_str);
            matches!(strength, Some("preferred" | "priority"))
        };
        let are_all_weaker = criteria
            .as_array()
            .is_some_and(|items| items.iter().all(is_weaker));
        (!are_all_weaker).then(|| json!([Criterion::not_shown()]))
    }

    /// That something is asked, and nothing of what.
    pub fn not_shown() -> Value {
        json!({"text": RULE_NOT_SHOWN, "test": {"ask": true}})
    }

    /// What stands for a criterion that this version cannot read: only the provider can say.
    pub fn unread(json: &Map<String, Value>) -> Criterion {
        let text = json.get("text").and_then(Value::as_str);
        let text = text.unwrap_or("There is a rule that we cannot read.");
        Criterion {
            json: json.clone(),
            ..Criterion::plain(text.to_owned(), Test::Ask)
        }
    }
}

impl Test {
    /// Reads a test by itself.
    pub fn read(value: &Value, gazetteer: &Gazetteer) -> Result<Test, Vec<Fault>> {
        let faults = Vec::new();
        let mut reader = Reader { gazetteer, faults };
        let test = reader.test(value, "test", 1);
        test.ok_or(reader.faults)
    }
}

/// A field that may be left out.
fn field<T: for<'de> Deserialize<'de>>(
    json: &Map<String, Value>,
    name: &str,
    expected: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let read = T::deserialize(json.get(name)?);
    if read.is_err() {
        faults.push(Fault::new(name, "is not understood", expected));
    }
    read.ok()
}

struct Reader<'a> {
    gazetteer: &'a Gazetteer,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault<T>(
        &mut self,
        at: &str,
        detail: impl Into<String>,
        expected: impl Into<String>,
    ) -> Option<T> {
        self.faults.push(Fault::new(at, detail, expected));
        None
    }

    fn test(&mut self, value: &Value, at: &str, depth: usize) -> Option<Test> {
        let Value::Object(fields) = value else {
            return self.fault(at, "is no test", TEST);
        };
        if depth > DEPTH {
            return self.fault(at, "lies too deep", format!("at most {DEPTH} levels"));
        }
        if fields.contains_key("fact") {
            return self.fact(fields, at);
        }
        let mut members = fields.iter();
        let (Some((name, inner)), None) = (members.next(), members.next()) else {
            return self.fault(at, "has to have exactly one member", TEST);
        };
        let here = format!("{at}/{name}");
        match (name.as_str(), inner) {
            ("all", _) => Some(Test::All(self.tests(inner, &here, depth)?)),
            ("any", _) => Some(Test::Any(self.tests(inner, &here, depth)?)),
            ("not", _) => Some(Test::Not(Box::new(self.test(inner, &here, depth + 1)?))),
            ("open_to_all", Value::Bool(true)) if depth == 0 => Some(Test::OpenToAll),
            ("open_to_all", Value::Bool(true)) => {
                self.fault(&here, "is inside another test", "a criterion of its own")
            }
            ("ask", Value::Bool(true)) => Some(Test::Ask),
            ("open_to_all" | "ask", _) => self.fault(&here, "is not true", "true"),
            _ => self.fault(&here, "is no test", TEST),
        }
    }

    fn tests(&mut self, value: &Value, at: &str, depth: usize) -> Option<Vec<Test>> {
        let items = match value {
            Value::Array(items) if (1..=ITEMS).contains(&items.len()) => items,
            _ => return self.fault(at, "is no list of tests", format!("1 to {ITEMS} tests")),
        };
        let inner = (0..)
            .zip(items)
            .map(|(n, item): (usize, _)| self.test(item, &format!("{at}/{n}"), depth + 1));
        // All of them, so that every fault is told.
        let read: Vec<Option<Test>> = inner.collect();
        read.into_iter().collect()
    }

    fn fact(&mut self, fields: &Map<String, Value>, at: &str) -> Option<Test> {
        let vocabulary = Vocabulary::embedded();
        let key = fields.get("fact").and_then(Value::as_str).unwrap_or("");
        let Some(id) = vocabulary.find(key) else {
            let detail = format!("“{key}” is no fact of the vocabulary");
            return self.fault(
                &format!("{at}/fact"),
                detail,
                "a key of data/eligibility.json",
            );
        };
        let fact = vocabulary.fact(id);
        let known: &[&str] = match fact.kind {
            FactType::Number => &["at_least", "above", "at_most", "below"],
            FactType::Boolean => &["is"],
            FactType::Choice => &["is", "in"],
            FactType::Place => &["within"],
        };
        let compared: Vec<&String> = fields.keys().filter(|name| *name != "fact").collect();
        let expected = format!("“{key}” compares with {}", known.join(", "));
        for name in &compared {
            if !known.contains(&name.as_str()) {
                let here = format!("{at}/{name}");
                return self.fault(&here, "does not go with this fact", expected);
            }
        }
        if compared.is_empty() || fact.kind != FactType::Number && compared.len() > 1 {
            return self.fault(at, "has to compare with one thing", expected);
        }
        match fact.kind {
            FactType::Number => Some(Test::Number(id, self.bounds(fields, fact, at)?)),
            FactType::Boolean => match fields.get("is").and_then(Value::as_bool) {
                Some(is) => Some(Test::Boolean(id, is)),
                None => self.fault(
                    &format!("{at}/is"),
                    "is not of the fact's type",
                    "true or false",
                ),
            },
            FactType::Choice => Some(Test::Choice(id, self.options(fields, fact, at)?)),
            FactType::Place => Some(Test::Within(id, self.areas(fields, at)?)),
        }
    }

    fn bounds(&mut self, fields: &Map<String, Value>, fact: &Fact, at: &str) -> Option<Bounds> {
        let mut bounds = Bounds::default();
        let range = fact.range();
        for (name, bound) in [
            ("at_least", &mut bounds.at_least),
            ("above", &mut bounds.above),
            ("at_most", &mut bounds.at_most),
            ("below", &mut bounds.below),
        ] {
            let Some(value) = fields.get(name) else {
                continue;
            };
            *bound = value.as_f64().filter(|number| range.contains(number));
            if bound.is_none() {
                let expected = format!("a number from {} to {}", range.start(), range.end());
                return self.fault(&format!("{at}/{name}"), "is no such number", expected);
            }
        }
        let low = bounds
            .at_least
            .unwrap_or(f64::MIN)
            .max(bounds.above.unwrap_or(f64::MIN));
        if bounds.at_most.is_some_and(|high| high < low)
            || bounds.below.is_some_and(|high| high <= low)
        {
            return self.fault(
                at,
                "has no number in its bounds",
                "bounds with something between them",
            );
        }
        Some(bounds)
    }

    fn options(&mut self, fields: &Map<String, Value>, fact: &Fact, at: &str) -> Option<u64> {
        let (name, values) = match (fields.get("is"), fields.get("in")) {
            (Some(value), _) => ("is", std::slice::from_ref(value)),
            (None, Some(Value::Array(values))) if !values.is_empty() => ("in", &values[..]),
            _ => return self.fault(&format!("{at}/in"), "is no list", "a list of options"),
        };
        let mut bits = 0;
        for value in values {
            match value.as_str().and_then(|value| fact.option(value)) {
                Some(bit) => bits |= bit,
                None => {
                    let options: Vec<&str> =
                        fact.options.iter().map(|o| o.value.as_str()).collect();
                    let expected = format!("of: {}", options.join(", "));
                    return self.fault(&format!("{at}/{name}"), "is none of the options", expected);
                }
            }
        }
        Some(bits)
    }

    fn areas(&mut self, fields: &Map<String, Value>, at: &str) -> Option<Vec<Area>> {
        let at = format!("{at}/within");
        let names = match fields.get("within") {
            Some(Value::Array(names)) if !names.is_empty() => names,
            _ => return self.fault(&at, "is no list", "a list of areas"),
        };
        let mut areas = Vec::with_capacity(names.len());
        for (n, name) in names.iter().enumerate() {
            let area = name.as_str().map(|name| Area::parse(self.gazetteer, name));
            match area {
                Some(Ok(area)) => areas.push(area),
                _ => {
                    return self.fault(
                        &format!("{at}/{n}"),
                        "is in no gazetteer",
                        "a ZIP, “Town, ST”, “X County, ST”, a state, or “United States”",
                    );
                }
            }
        }
        areas.sort_unstable();
        areas.dedup();
        Some(areas)
    }
}
