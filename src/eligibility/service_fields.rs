//! What the fields of HSDS come to as criteria: ages, papers, prices and areas.

use serde_json::{Map, Value};

use super::criteria::Coverage;
use super::criterion::{Bounds, Criterion, Strength, Test};
use super::phrases;
use super::reading::{NOT_SHOWN, RULE_NOT_SHOWN, TEXT_CHARS};
use super::vocabulary::{FactId, Vocabulary};
use crate::geography::{Area, Gazetteer, fold};
use crate::hsds::Service;

/// Ages that nobody is younger or older than: feeds write them for "no limit".
const NO_MINIMUM: f64 = 0.0;
const NO_MAXIMUM: f64 = 110.0;
/// Nobody is older: a least age beyond it is counted in months, or a year of birth.
const OLDEST: f64 = 120.0;
const NOT_SHOWN_IN_SPANISH: &str = "algo que no se muestra aquí";
const SOME_AREAS: &str = "Serves some areas only.";

/// What the service asks by rules: those that are written down, and its ages.
pub fn asked_by(service: &Service, gazetteer: &Gazetteer) -> Vec<Criterion> {
    let written = service.criteria.iter().map(|json| {
        let read = Criterion::read(&Value::Object(json.clone()), gazetteer);
        read.unwrap_or_else(|_| Criterion::unread(json))
    });
    written.chain(ages(service)).collect()
}

/// HSDS counts ages in years: a maximum of 17 goes up to the 18th birthday.
pub fn ages(service: &Service) -> Option<Criterion> {
    let age = Vocabulary::embedded().find("age")?;
    let minimum = service.minimum_age.filter(|age| *age > NO_MINIMUM);
    // An export writes 0 for a maximum that nobody set.
    let is_maximum = |age: &f64| *age > 0.0 && *age < NO_MAXIMUM;
    let maximum = service.maximum_age.filter(is_maximum);
    let is_whole = maximum.is_some_and(|age| age.fract() == 0.0);
    let bounds = Bounds {
        at_least: minimum,
        at_most: maximum.filter(|_| !is_whole),
        below: maximum.filter(|_| is_whole).map(|age| age + 1.0),
        above: None,
    };
    let text = match (minimum, maximum) {
        (None, None) => return None,
        (Some(from), None) => format!("From age {from}."),
        (None, Some(to)) => format!("Up to age {to}."),
        (Some(from), Some(to)) => format!("From age {from} up to age {to}."),
    };
    let is_reversed = minimum.zip(maximum).is_some_and(|(from, to)| from > to);
    let is_no_age = minimum.is_some_and(|age| age > OLDEST);
    let test = match is_reversed || is_no_age {
        true => Test::Ask,
        false => Test::Number(age, bounds),
    };
    Some(Criterion::plain(text, test))
}

/// Words that leave nobody out, beside those that say who comes.
const NOBODY_ELSE: [&str; 3] = ["n a", "no restrictions", "none"];

/// Whether it says in words that it takes whoever comes.
pub fn takes_anybody(service: &Service) -> bool {
    let words = service.eligibility_description.as_deref();
    words.is_some_and(|words| {
        NOBODY_ELSE.contains(&fold(words).as_str()) || phrases::mean_anybody(words)
    })
}

/// The words of a service other than those that are made for it.
fn told(service: &Service) -> impl Iterator<Item = &str> {
    let name = Some(service.name.as_str());
    let words = [
        &service.description,
        &service.alert,
        &service.application_process,
    ];
    words
        .into_iter()
        .map(Option::as_deref)
        .chain([name])
        .flatten()
}

/// Keeps the least of its ages from turning anybody away; the greatest stays as it is.
pub fn ask_the_younger(ages: &mut Criterion) {
    match ages.test {
        Test::Number(age, bounds) if bounds.at_most.or(bounds.below).is_some() => {
            let least = Bounds {
                at_least: bounds.at_least,
                ..Bounds::default()
            };
            let most = Bounds {
                at_least: None,
                ..bounds
            };
            let younger = Test::Any(vec![Test::Number(age, least), Test::Ask]);
            ages.test = Test::All(vec![Test::Number(age, most), younger]);
        }
        _ => ages.waived = true,
    }
}

/// Whether its words let in people who are younger than its least age.
pub fn lets_in_younger(service: &Service) -> bool {
    let Some(minimum) = service.minimum_age.filter(|age| *age > NO_MINIMUM) else {
        return false;
    };
    let words = [&service.eligibility_description, &service.description];
    words
        .into_iter()
        .flatten()
        .any(|words| phrases::let_in_younger(words, minimum))
}

/// What is said of whom it takes in words alone, where nobody made criteria of them: only the provider can say. A
/// description says many things; of it one sentence that surely leaves somebody out.
pub fn in_words(service: &Service) -> Option<Criterion> {
    // Of what other sources say beside this one nobody made criteria of its words.
    let is_disputed = |json: &Map<String, Value>| json.get("disputed") == Some(&true.into());
    let is_for_all = |json: &Map<String, Value>| {
        let test = json.get("test");
        test.is_some_and(|test| test.get("open_to_all").is_some())
    };
    let mut written = service.criteria.iter().filter(|json| !is_disputed(json));
    let is_written = written.clone().next().is_some();
    if !written.all(is_for_all) {
        return None;
    }
    let words = service.eligibility_description.as_deref().map(str::trim);
    let words = words.filter(|words| !words.is_empty());
    if is_written {
        let words = words.filter(|words| phrases::restrict(words))?;
        return Some(Criterion::plain(words.to_owned(), Test::Ask));
    }
    let restricting = || {
        let sentence = told(service).find_map(phrases::restricting_sentence)?;
        let text = phrases::shortened(sentence, TEXT_CHARS);
        Some(Criterion::plain(text, Test::Ask))
    };
    let Some(words) = words else {
        return restricting().or_else(|| {
            let says_all = |sentence: &&str| phrases::mean_anybody(sentence);
            let described = service.description.as_deref()?;
            let open = described
                .split_inclusive(". ")
                .map(str::trim)
                .find(says_all)?;
            Some(Criterion::plain(
                phrases::shortened(open, TEXT_CHARS),
                Test::OpenToAll,
            ))
        });
    };
    if takes_anybody(service) {
        // “None” may be that nobody wrote anything.
        let is_said = !["none", "n a", "any"].contains(&fold(words).as_str());
        return restricting()
            .or_else(|| is_said.then(|| Criterion::plain(words.to_owned(), Test::OpenToAll)));
    }
    if phrases::mean_ages(words, [service.minimum_age, service.maximum_age]) {
        return restricting();
    }
    Some(Criterion::plain(words.to_owned(), Test::Ask))
}

pub fn named_documents(service: &Service) -> impl Iterator<Item = &str> {
    service
        .required_documents
        .iter()
        .filter_map(|required| required.document.as_deref())
        .map(str::trim)
        .filter(|document| !document.is_empty() && !document.eq_ignore_ascii_case("none"))
}

/// Words that name a document, and its option. The first that is found counts.
const DOCUMENTS: [(&str, &str); 22] = [
    ("birth", "birth_certificate"),
    ("social security", "social_security_card"),
    ("immigra", "immigration_papers"),
    ("visa", "immigration_papers"),
    ("green card", "immigration_papers"),
    ("police report", "police_report"),
    ("dd214", "military_papers"),
    ("dd 214", "military_papers"),
    ("dd-214", "military_papers"),
    ("discharge", "military_papers"),
    ("insurance card", "insurance_card"),
    ("income", "proof_of_income"),
    ("pay stub", "proof_of_income"),
    ("paystub", "proof_of_income"),
    ("address", "proof_of_address"),
    ("residen", "proof_of_address"),
    ("utility bill", "proof_of_address"),
    ("court", "court_papers"),
    ("photo id", "photo_id"),
    ("identification", "photo_id"),
    ("driver", "photo_id"),
    ("government id", "photo_id"),
];

/// A paper that is asked for. Where it is not one that people are asked about, only the provider can say.
pub fn asks_for(document: &str) -> Criterion {
    let words = document.to_lowercase();
    let found = DOCUMENTS.iter().find(|(word, _)| words.contains(word));
    let test = found.and_then(|(_, option)| {
        let vocabulary = Vocabulary::embedded();
        let documents = vocabulary.find("documents")?;
        Some(Test::Choice(
            documents,
            vocabulary.fact(documents).option(option)?,
        ))
    });
    Criterion::plain(format!("Asks for: {document}."), test.unwrap_or(Test::Ask))
}

/// The documents that criteria of a source's own ask for, as people call them.
pub fn documents_in(criteria: &[Criterion]) -> Vec<String> {
    let vocabulary = Vocabulary::embedded();
    let Some(documents) = vocabulary.find("documents") else {
        return Vec::new();
    };
    let required = criteria.iter().filter(|c| c.strength == Strength::Required);
    let asked = required.fold(0, |asked, criterion| {
        asked | options_in(&criterion.test, documents)
    });
    let options = vocabulary.fact(documents).options.iter();
    let asked = (0..)
        .zip(options)
        .filter(|(at, _)| asked & (1u64 << at) != 0);
    let papers = asked.filter(|(_, option)| option.value != "none");
    papers.map(|(_, option)| option.label.en.clone()).collect()
}

/// The options of a choice that a test asks for.
fn options_in(test: &Test, fact: FactId) -> u64 {
    match test {
        Test::All(tests) | Test::Any(tests) => {
            let inside = tests.iter().map(|test| options_in(test, fact));
            inside.fold(0, |all, options| all | options)
        }
        Test::Choice(tested, options) if *tested == fact => *options,
        _ => 0,
    }
}

/// What it costs at least, where all that is stated is a price.
pub fn price(service: &Service) -> Option<Criterion> {
    let can_pay = Vocabulary::embedded().find("can_pay")?;
    let amounts: Option<Vec<f64>> = service
        .cost_options
        .iter()
        .map(|cost| cost.amount)
        .collect();
    let least = amounts?
        .into_iter()
        .reduce(f64::min)
        .filter(|least| *least > 0.0)?;
    let in_dollars = service.cost_options.iter().all(|cost| {
        let currency = cost.currency.as_deref().unwrap_or("USD");
        currency.eq_ignore_ascii_case("USD")
    });
    if !in_dollars {
        return None;
    }
    let bounds = Bounds {
        at_least: Some(least),
        ..Bounds::default()
    };
    Some(Criterion::plain(
        format!("Costs ${least} or more."),
        Test::Number(can_pay, bounds),
    ))
}

/// The areas that are served. An area that could not be read may be anywhere; the whole country is no question.
pub fn lives_in(coverage: Coverage) -> Option<Criterion> {
    let residence = Vocabulary::embedded().find("residence")?;
    let within = Test::Within(residence, coverage.areas.to_vec());
    let test = match (coverage.areas, coverage.is_partly_read) {
        ([], false) => return None,
        ([], true) => Test::Ask,
        // Wherever they live in the country that it serves.
        (areas, _) if areas.contains(&Area::Country) => Test::OpenToAll,
        (_, true) => Test::Any(vec![within, Test::Ask]),
        (_, false) => within,
    };
    let text = match coverage.text {
        // A description may be the sentence already.
        Some(text) if text.starts_with("Serves ") => format!("{text}."),
        Some(text) => format!("Serves {text}."),
        None => SOME_AREAS.to_owned(),
    };
    Some(Criterion::plain(text, test))
}

/// What one of the sentences above is in Spanish. What a source or a gazetteer calls something stays as it is.
pub fn in_spanish(text: &str) -> Option<String> {
    let inside = |from: &str, to: &str| text.strip_prefix(from)?.strip_suffix(to);
    let shown = |words: &str| words.replace(NOT_SHOWN, NOT_SHOWN_IN_SPANISH);
    if text == RULE_NOT_SHOWN {
        Some("Una regla que no se muestra aquí.".to_owned())
    } else if text == NOT_SHOWN {
        Some(NOT_SHOWN_IN_SPANISH.to_owned())
    } else if text == SOME_AREAS {
        Some("Atiende solo en algunas zonas.".to_owned())
    } else if let Some((from, to)) =
        inside("From age ", ".").and_then(|ages| ages.split_once(" up to age "))
    {
        Some(format!("De {from} a {to} años."))
    } else if let Some(from) = inside("From age ", ".") {
        Some(format!("Desde los {from} años."))
    } else if let Some(to) = inside("Up to age ", ".") {
        Some(format!("Hasta los {to} años."))
    } else if let Some(document) = inside("Asks for: ", ".") {
        Some(format!("Piden: {}.", shown(document)))
    } else if let Some(price) = inside("Costs ", " or more.") {
        Some(format!("Cuesta {price} o más."))
    } else {
        inside("Serves ", ".").map(|areas| format!("Atiende en: {}.", shown(areas)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_sentence_is_in_spanish() {
        let of = |service: serde_json::Value| -> Service {
            serde_json::from_value(service).expect("a service")
        };
        let said = |criterion: Option<Criterion>| in_spanish(&criterion?.text);
        for (service, spanish) in [
            (json!({"minimum_age": 18}), "Desde los 18 años."),
            (json!({"maximum_age": 17.5}), "Hasta los 17.5 años."),
            (
                json!({"minimum_age": 12, "maximum_age": 17}),
                "De 12 a 17 años.",
            ),
        ] {
            assert_eq!(said(ages(&of(service))).as_deref(), Some(spanish));
        }
        let priced = of(json!({"cost_options": [{"amount": 25}]}));
        assert_eq!(said(price(&priced)).as_deref(), Some("Cuesta $25 o más."));
        let hidden = asks_for(NOT_SHOWN);
        let told = "Piden: algo que no se muestra aquí.";
        assert_eq!(said(Some(hidden)).as_deref(), Some(told));
        for words in [NOT_SHOWN, RULE_NOT_SHOWN] {
            let told = in_spanish(words).unwrap();
            assert!(told.contains("no se muestra aquí"), "{told}");
        }
        let paper = asks_for("Photo ID");
        assert_eq!(said(Some(paper)).as_deref(), Some("Piden: Photo ID."));
        let areas = [Area::State(29)];
        for (text, spanish) in [
            (Some("Missouri"), "Atiende en: Missouri."),
            (None, "Atiende solo en algunas zonas."),
        ] {
            let coverage = Coverage {
                areas: &areas,
                is_partly_read: false,
                text,
            };
            assert_eq!(said(lives_in(coverage)).as_deref(), Some(spanish));
        }
    }
}
