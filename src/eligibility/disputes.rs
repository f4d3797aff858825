//! Where words on whom a service takes do not agree: those of two sources, or of one with itself.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::criterion::{Bounds, Criterion, Provenance, Strength, Test};
use super::phrases;
use super::reading::TEXT_CHARS;
use super::service_fields;
use super::vocabulary::Vocabulary;
use crate::geography::Gazetteer;
use crate::hsds::Service;

/// What another source asks beside a service.
pub struct OfAnother {
    /// What only it asks, with its source.
    pub criteria: Vec<Map<String, Value>>,
    /// Both say whom the service takes, and not the same.
    pub is_disputed: bool,
}

impl OfAnother {
    /// From the service and the fields of the other's claim. Whichever of the two stands, it comes to the same, so that
    /// nothing vanishes behind the other. What to bring can be got, and is left out; so is what only words say, unless
    /// they surely leave somebody out, or nobody.
    pub fn beside(
        own: &Service,
        fields: &Map<String, Value>,
        source: &Provenance,
        date: Option<NaiveDate>,
    ) -> OfAnother {
        let other = Service::deserialize(fields).unwrap_or_default();
        let (known, asked) = (rules(own), rules(&other));
        let is_in = |list: &[Criterion], criterion: &Criterion| {
            let same = |known: &Criterion| {
                let says_the_same = known.test != Test::Ask || known.text == criterion.text;
                known.test == criterion.test && known.unless == criterion.unless && says_the_same
            };
            list.iter().any(same)
        };
        let say_both = [(own, &known), (&other, &asked)]
            .iter()
            .all(|(service, rules)| !rules.is_empty() || service_fields::takes_anybody(service));
        let is_asked_by_both = known.iter().all(|known| is_in(&asked, known));
        let more = asked.into_iter().filter(|asked| !is_in(&known, asked));
        let more: Vec<Criterion> = more.collect();
        let is_disputed = say_both && !(more.is_empty() && is_asked_by_both);
        let criteria = more.into_iter();
        let criteria =
            criteria.map(|criterion| criterion.attributed(source, date, is_disputed).json);
        OfAnother {
            criteria: criteria.collect(),
            is_disputed,
        }
    }
}

/// What a service requires by rules, and by words that leave somebody out, each in the form in which it is written down.
fn rules(service: &Service) -> Vec<Criterion> {
    let mut rules = service_fields::asked_by(service, Gazetteer::embedded());
    let words = service_fields::in_words(service);
    rules.extend(words.filter(|words| phrases::restrict(&words.text)));
    rules.retain(|criterion| {
        let is_vague = criterion.json.is_empty() && criterion.test == Test::Ask;
        criterion.strength == Strength::Required
            && (!is_vague || phrases::restrict(&criterion.text))
    });
    for criterion in &mut rules {
        if criterion.json.is_empty() {
            let text = phrases::shortened(&criterion.text, TEXT_CHARS);
            let test = match criterion.test {
                Test::Number(fact, bounds) => {
                    let key = &Vocabulary::embedded().fact(fact).key;
                    let mut test = Map::from_iter([("fact".to_owned(), json!(key))]);
                    for (name, bound) in [
                        ("at_least", bounds.at_least),
                        ("above", bounds.above),
                        ("at_most", bounds.at_most),
                        ("below", bounds.below),
                    ] {
                        test.extend(bound.map(|bound| (name.to_owned(), json!(bound))));
                    }
                    test.into()
                }
                _ => json!({"ask": true}),
            };
            criterion.json.insert("text".to_owned(), json!(text));
            criterion.json.insert("test".to_owned(), test);
        }
    }
    rules
}

/// The pairs of required criteria by one and the same word that nobody can mean together: another limit of the same
/// number, or no answer that meets both.
pub fn contradictions(list: &[Criterion]) -> Vec<(usize, usize)> {
    let pairs = (0..list.len()).flat_map(|a| (a + 1..list.len()).map(move |b| (a, b)));
    pairs
        .filter(|(a, b)| contradict(&list[*a], &list[*b]))
        .collect()
}

/// The sentences of a service, as its source has them, that contradict each other.
pub fn contradicting_sentences(body: &Map<String, Value>) -> Vec<(String, String)> {
    // The rest is not read: in a source's own entry its ids are no ids of HSDS.
    let fields = ["criteria", "minimum_age", "maximum_age"].iter();
    let fields = fields.filter_map(|field| Some(((*field).to_owned(), body.get(*field)?.clone())));
    let Ok(service) = Service::deserialize(&Map::from_iter(fields)) else {
        return Vec::new();
    };
    let list = service_fields::asked_by(&service, Gazetteer::embedded());
    let texts = |(a, b): (usize, usize)| (list[a].text.clone(), list[b].text.clone());
    contradictions(&list).into_iter().map(texts).collect()
}

fn contradict(a: &Criterion, b: &Criterion) -> bool {
    let is_plain = |criterion: &Criterion| {
        criterion.strength == Strength::Required && criterion.unless.is_none()
    };
    let kind = |criterion: &Criterion| criterion.source.as_ref().map(|source| source.kind);
    if !is_plain(a) || !is_plain(b) || kind(a) != kind(b) {
        return false;
    }
    match (&a.test, &b.test) {
        (Test::OpenToAll, _) => leaves_out(b),
        (_, Test::OpenToAll) => contradict(b, a),
        (Test::Number(fact, a), Test::Number(other, b)) => {
            fact == other && have_other_limits(*a, *b)
        }
        (Test::Boolean(fact, a), Test::Boolean(other, b)) => fact == other && a != b,
        (Test::Choice(fact, a), Test::Choice(other, b)) => {
            fact == other && a & b == 0 && !Vocabulary::embedded().fact(*fact).several
        }
        _ => false,
    }
}

/// Whether it is about who somebody is: where one lives, how old one is and what can be got go with “open to all”.
fn leaves_out(criterion: &Criterion) -> bool {
    let vocabulary = Vocabulary::embedded();
    match &criterion.test {
        Test::OpenToAll | Test::Within(..) => false,
        Test::Ask => phrases::restrict(&criterion.text),
        Test::Number(fact, _) | Test::Boolean(fact, _) | Test::Choice(fact, _) => {
            let fact = vocabulary.fact(*fact);
            fact.key != "age" && !fact.can_change
        }
        Test::All(_) | Test::Any(_) | Test::Not(_) => false,
    }
}

fn have_other_limits(a: Bounds, b: Bounds) -> bool {
    let least = |bounds: Bounds| bounds.at_least.or(bounds.above);
    // “Up to 17” is mostly meant as up to the 18th birthday.
    let most = |bounds: Bounds| {
        bounds
            .below
            .or(bounds.at_most.map(|most| (most + 1.0).floor()))
    };
    let differ = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| a != b);
    let are_apart = |a: Bounds, b: Bounds| {
        most(a)
            .zip(least(b))
            .is_some_and(|(most, least)| most <= least)
    };
    differ(least(a), least(b)) || differ(most(a), most(b)) || are_apart(a, b) || are_apart(b, a)
}
