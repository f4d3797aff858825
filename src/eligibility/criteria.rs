//! All criteria of one listing: those that its sources write down, and those that the fields of HSDS come to.

use chrono::NaiveDate;
use serde_json::Value;

use super::criterion::{Bounds, Criterion, Provenance, Strength, Test};
use super::rule::Rule;
use super::truth::Truth;
use super::vocabulary::{FactId, Vocabulary};
use crate::geography::{Area, Gazetteer};
use crate::hsds::{Service, ServiceArea, Standing};
use crate::standing::{Fact, SourceKind};

/// Ages that nobody is younger or older than: feeds write them for "no limit".
const NO_MINIMUM: f64 = 0.0;
const NO_MAXIMUM: f64 = 110.0;

/// What a listing asks of a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Criteria {
    pub list: Vec<Criterion>,
    /// Some required criterion says who is helped, and not only where, for how much and with what papers.
    pub says_who: bool,
    /// What to bring, in the words of the source.
    pub documents: Vec<String>,
}

/// Whose word a fact group of a record is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    pub source: Provenance,
    pub date: Option<NaiveDate>,
    pub disputed: bool,
}

/// Whose word each is, where that is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grounds<'a> {
    pub eligibility: Option<&'a Ground>,
    pub cost: Option<&'a Ground>,
    pub coverage: Option<&'a Ground>,
}

/// The areas that a listing serves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coverage<'a> {
    pub areas: &'a [Area],
    /// Some area is in words that no gazetteer has.
    pub is_partly_read: bool,
    pub text: Option<&'a str>,
}

impl Coverage<'_> {
    /// The areas of the gazetteer that are named, and whether some other one is.
    pub fn read(areas: &[ServiceArea], gazetteer: &Gazetteer) -> (Vec<Area>, bool) {
        let read = |area: &ServiceArea| {
            let extent = area.extent.as_deref()?;
            let is_text = area.extent_type.as_deref() == Some("text");
            is_text.then(|| Area::parse(gazetteer, extent).ok())?
        };
        let mut named: Vec<Area> = areas.iter().filter_map(read).collect();
        let is_partly_read = named.len() < areas.len();
        named.sort_unstable();
        named.dedup();
        (named, is_partly_read)
    }
}

impl Ground {
    /// Of a fact group, given the name of the source that it comes from.
    pub fn of(fact: &Fact, source: &str) -> Ground {
        Ground {
            source: Provenance {
                name: source.to_owned(),
                // What we confirmed ourselves is the provider's word, whoever said it first.
                kind: match fact.rank.confirmed {
                    true => SourceKind::Provider,
                    false => fact.rank.kind,
                },
            },
            date: fact.date,
            disputed: fact.standing == Standing::Disputed,
        }
    }
}

/// A verdict. It is `unlikely`, never "no": the provider decides. The order is that of an answer.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Likely,
    Unknown,
    Unlikely,
}

impl Verdict {
    pub const ALL: [Verdict; 3] = [Verdict::Likely, Verdict::Unknown, Verdict::Unlikely];

    /// Of the required criteria together.
    pub fn of(says_who: bool, required: impl IntoIterator<Item = Truth>) -> Verdict {
        match Truth::all(required) {
            Truth::False => Verdict::Unlikely,
            Truth::True if says_who => Verdict::Likely,
            _ => Verdict::Unknown,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Likely => "likely",
            Verdict::Unknown => "unknown",
            Verdict::Unlikely => "unlikely",
        }
    }

    /// What must stand beside it.
    pub fn sentence(self) -> &'static str {
        match self {
            Verdict::Likely => "Fits the rules we know. Does not mean that there is room tonight.",
            Verdict::Unknown => "We do not know. Ask them.",
            Verdict::Unlikely => "Does not fit a rule we know. They decide: you can still ask.",
        }
    }
}

impl Criteria {
    /// Of a service as it is served at a place that covers `coverage`.
    pub fn of(
        service: &Service,
        coverage: Coverage,
        grounds: Grounds,
        gazetteer: &Gazetteer,
    ) -> Criteria {
        let mut list: Vec<Criterion> = service
            .criteria
            .iter()
            .map(|json| {
                let read = Criterion::read(&Value::Object(json.clone()), gazetteer);
                read.unwrap_or_else(|_| Criterion::unread(json))
            })
            .map(|criterion| grounded(criterion, grounds.eligibility))
            .collect();
        list.extend(ages(service).map(|criterion| grounded(criterion, grounds.eligibility)));
        let required = |criterion: &Criterion| criterion.strength == Strength::Required;
        let says_who = list.iter().any(required);
        let mut documents = documents_in(&list);
        for document in named_documents(service) {
            documents.push(document.to_owned());
            list.push(grounded(asks_for(document), grounds.eligibility));
        }
        list.extend(price(service).map(|criterion| grounded(criterion, grounds.cost)));
        list.extend(lives_in(coverage).map(|criterion| grounded(criterion, grounds.coverage)));
        Criteria {
            list,
            says_who,
            documents,
        }
    }

    pub fn required(&self) -> impl Iterator<Item = &Criterion> {
        let required = |criterion: &&Criterion| criterion.strength == Strength::Required;
        self.list.iter().filter(required)
    }

    /// Those that the verdict depends on.
    pub fn rules(&self) -> impl Iterator<Item = Rule> {
        self.required().map(Criterion::rule)
    }
}

fn grounded(criterion: Criterion, ground: Option<&Ground>) -> Criterion {
    match ground {
        Some(ground) => criterion.attributed(&ground.source, ground.date, ground.disputed),
        None => criterion,
    }
}

fn criterion(text: String, test: Test) -> Criterion {
    Criterion {
        json: serde_json::Map::new(),
        text,
        strength: Strength::Required,
        test,
        unless: None,
        source: None,
        date: None,
        disputed: false,
    }
}

/// HSDS counts ages in years: a maximum of 17 goes up to the 18th birthday.
fn ages(service: &Service) -> Option<Criterion> {
    let age = Vocabulary::embedded().find("age")?;
    let minimum = service.minimum_age.filter(|age| *age > NO_MINIMUM);
    let maximum = service.maximum_age.filter(|age| *age < NO_MAXIMUM);
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
    Some(criterion(text, Test::Number(age, bounds)))
}

fn named_documents(service: &Service) -> impl Iterator<Item = &str> {
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
fn asks_for(document: &str) -> Criterion {
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
    criterion(format!("Asks for: {document}."), test.unwrap_or(Test::Ask))
}

/// The documents that criteria of a source's own ask for, as people call them.
fn documents_in(criteria: &[Criterion]) -> Vec<String> {
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
fn price(service: &Service) -> Option<Criterion> {
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
    Some(criterion(
        format!("Costs ${least} or more."),
        Test::Number(can_pay, bounds),
    ))
}

/// The areas that are served. An area that could not be read may be anywhere.
fn lives_in(coverage: Coverage) -> Option<Criterion> {
    let residence = Vocabulary::embedded().find("residence")?;
    if coverage.areas.is_empty() {
        return None;
    }
    let within = Test::Within(residence, coverage.areas.to_vec());
    let test = match coverage.is_partly_read {
        true => Test::Any(vec![within, Test::Ask]),
        false => within,
    };
    let text = match coverage.text {
        Some(text) => format!("Serves {text}."),
        None => "Serves some areas only.".to_owned(),
    };
    Some(criterion(text, test))
}
