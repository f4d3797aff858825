//! Where words on whom a service takes do not agree: those of two sources, or of one with itself.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::criteria::{Coverage, Criteria, Grounds};
use super::criterion::{Bounds, Criterion, Provenance, Strength, Test};
use super::phrases;
use super::reading::TEXT_CHARS;
use super::service_fields;
use super::vocabulary::Vocabulary;
use crate::geography::Gazetteer;
use crate::hsds::Service;

/// What another source requires in the fields of its claim and the service does not: as criteria that are disputed, so
/// that none of it vanishes. What to bring can be got, and is left out; so is what only its words say, unless they surely
/// leave somebody out.
pub fn criteria_of_another(
    own: &Service,
    fields: &Map<String, Value>,
    source: &Provenance,
    date: Option<NaiveDate>,
) -> Vec<Map<String, Value>> {
    let Ok(mut other) = Service::deserialize(fields) else {
        return Vec::new();
    };
    other.required_documents.clear();
    let [known, asked] = [own, &other].map(|service| {
        let gazetteer = Gazetteer::embedded();
        Criteria::of(service, Coverage::default(), Grounds::default(), gazetteer).list
    });
    let is_known = |criterion: &Criterion| {
        known.iter().any(|known| {
            let says_the_same = known.test != Test::Ask || known.text == criterion.text;
            known.test == criterion.test && known.unless == criterion.unless && says_the_same
        })
    };
    let is_meant = |criterion: &Criterion| {
        let is_vague = criterion.json.is_empty() && criterion.test == Test::Ask;
        !is_vague || phrases::restrict(&criterion.text)
    };
    asked
        .into_iter()
        .filter(|criterion| criterion.strength == Strength::Required)
        .filter(|criterion| !is_known(criterion) && is_meant(criterion))
        .map(|mut criterion| {
            if criterion.json.is_empty() {
                // Of a field of HSDS. What is disputed decides nothing, whatever it tests.
                let text = phrases::shortened(&criterion.text, TEXT_CHARS);
                criterion.json.insert("text".to_owned(), json!(text));
                let ask = json!({"ask": true});
                criterion.json.insert("test".to_owned(), ask);
            }
            criterion.attributed(source, date, true).json
        })
        .collect()
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
    let Ok(service) = Service::deserialize(body) else {
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
