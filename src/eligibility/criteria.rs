//! All criteria of one listing: those that its sources write down, and those that the fields of HSDS come to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::criterion::{Criterion, Provenance, Strength};
use super::disputes;
use super::phrases;
use super::rule::Rule;
use super::service_fields;
use super::truth::Truth;
use super::vocabulary::{VerdictInWords, Vocabulary};
use crate::config::Ages;
use crate::geography::{Area, Gazetteer};
use crate::hsds::{FactGroup, Service, ServiceArea, Standing};
use crate::standing::{Record, SourceKind};

/// What a listing asks of a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Criteria {
    pub list: Vec<Criterion>,
    /// Some required criterion says who is helped, and not only where, for how much and with what papers.
    pub says_who: bool,
    /// What to bring, in the words of the source.
    pub documents: Vec<String>,
    /// After how many days a word is too old to stand against somebody.
    pub(super) stale_days: u32,
}

/// Whose word a fact group of a record is. Exported, as `docs/eligibility.md` has it, so that an article's word stays
/// one in a mirror.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    pub source: Provenance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disputed: bool,
}

/// Whose word each is, where that is known, and for how long a word holds.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    pub eligibility: Option<&'a Ground>,
    pub cost: Option<&'a Ground>,
    pub coverage: Option<&'a Ground>,
    pub stale_days: u32,
}

impl Default for Grounds<'_> {
    fn default() -> Self {
        Grounds {
            eligibility: None,
            cost: None,
            coverage: None,
            stale_days: Ages::default().stale_days,
        }
    }
}

/// The areas that a listing serves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coverage<'a> {
    pub areas: &'a [Area],
    /// Some area is in words that no gazetteer has, or is wider by its words.
    pub is_partly_read: bool,
    pub text: Option<&'a str>,
}

impl Coverage<'_> {
    /// The areas of the gazetteer that are named, and whether some other one is, or may be.
    pub fn read(areas: &[ServiceArea], gazetteer: &Gazetteer) -> (Vec<Area>, bool) {
        let read = |area: &ServiceArea| {
            let extent = area.extent.as_deref()?;
            let is_text = area.extent_type.as_deref() == Some("text");
            is_text.then(|| Area::parse(gazetteer, extent).ok())?
        };
        let mut named: Vec<Area> = areas.iter().filter_map(read).collect();
        let is_wider = |area: &ServiceArea| {
            let words = [&area.name, &area.description];
            words.into_iter().flatten().any(|text| phrases::widen(text))
        };
        let is_partly_read = named.len() < areas.len() || areas.iter().any(is_wider);
        named.sort_unstable();
        named.dedup();
        (named, is_partly_read)
    }

    /// Whether the words of a service name a county that is in none of the areas.
    fn is_wider_by(&self, service: &Service, gazetteer: &Gazetteer) -> bool {
        let state = |area: &Area| match area {
            Area::Country => None,
            Area::State(fips) => Some(*fips),
            Area::County(fips) => Some(fips / 1000),
            Area::Town(id) => Some(gazetteer.town(*id).county / 1000),
            Area::Zip(code) => Some(gazetteer.zip(*code)?.counties.first()? / 1000),
        };
        let states: Vec<u32> = self.areas.iter().filter_map(state).collect();
        let is_outside = |name: &String| {
            states.iter().any(|fips| {
                let state = gazetteer.state(*fips);
                let county = state.and_then(|state| {
                    gazetteer.county_by_name(&format!("{name} County"), state.code)
                });
                county.is_some_and(|county| {
                    let inside = [Area::County(county.fips), Area::State(*fips), Area::Country];
                    !inside.iter().any(|area| self.areas.contains(area))
                })
            })
        };
        let words = [&service.description, &service.eligibility_description];
        words
            .into_iter()
            .flatten()
            .any(|text| phrases::counties_in(text).iter().any(is_outside))
    }
}

impl Ground {
    /// Of a group of the record, given the name of the source that it comes from.
    pub fn of(record: &Record, group: FactGroup, source: &str) -> Option<Ground> {
        let fact = record.facts.get(&group)?;
        let own = Ground {
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
        };
        match record.body.get(group.ground_field()?) {
            Some(told) if !fact.rank.confirmed => Some(own.told(told)),
            _ => Some(own),
        }
    }

    /// The same, as the source itself says whose word it passes on. That makes nothing stronger.
    fn told(self, told: &Value) -> Ground {
        let Ok(told) = Ground::deserialize(told) else {
            return self;
        };
        let is_weaker =
            self.source.kind == SourceKind::Article && told.source.kind != SourceKind::Article;
        Ground {
            source: if is_weaker { self.source } else { told.source },
            date: told.date.or(self.date),
            disputed: self.disputed || told.disputed,
        }
    }

    /// Whether there is, or will be, a reason not to hold it against somebody.
    pub fn has_limits(&self) -> bool {
        self.source.kind == SourceKind::Article || self.disputed || self.date.is_some()
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
    Serialize,
    Deserialize,
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

    /// What to say of it, in English and Spanish.
    pub fn in_words(self) -> &'static VerdictInWords {
        let verdicts = &Vocabulary::embedded().verdicts;
        match self {
            Verdict::Likely => &verdicts.likely,
            Verdict::Unknown => &verdicts.unknown,
            Verdict::Unlikely => &verdicts.unlikely,
        }
    }

    /// What must stand beside it.
    pub fn sentence(self) -> &'static str {
        &self.in_words().text.en
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
        let grounded_here = |criterion| grounded(criterion, grounds.eligibility);
        let asked = service_fields::asked_by(service, gazetteer).into_iter();
        let mut list: Vec<Criterion> = asked.map(grounded_here).collect();
        for (a, b) in disputes::contradictions(&list) {
            list[a].disputed = true;
            list[b].disputed = true;
        }
        let words = service.eligibility_description.as_deref();
        let all_are_waived = words.is_some_and(phrases::make_exceptions);
        for criterion in list
            .iter_mut()
            .filter(|criterion| criterion.unless.is_none())
        {
            criterion.waived = all_are_waived || phrases::make_exceptions(&criterion.text);
        }
        // The ages of HSDS's own fields come last.
        if service_fields::lets_in_younger(service)
            && let Some(ages) = list.last_mut()
        {
            service_fields::ask_the_younger(ages);
        }
        list.extend(service_fields::in_words(service).map(grounded_here));
        let required = |criterion: &Criterion| criterion.strength == Strength::Required;
        let says_who = list.iter().any(required);
        let mut documents = service_fields::documents_in(&list);
        for document in service_fields::named_documents(service) {
            documents.push(document.to_owned());
            list.push(grounded(
                service_fields::asks_for(document),
                grounds.eligibility,
            ));
        }
        list.extend(
            service_fields::price(service).map(|criterion| grounded(criterion, grounds.cost)),
        );
        let names_more = coverage.is_wider_by(service, gazetteer);
        list.extend(service_fields::lives_in(coverage).map(|criterion| {
            let waived = names_more;
            Criterion {
                waived,
                ..grounded(criterion, grounds.coverage)
            }
        }));
        Criteria {
            list,
            says_who,
            documents,
            stale_days: grounds.stale_days,
        }
    }

    /// Those that have to hold, and not only help.
    pub fn required(&self) -> impl Iterator<Item = &Criterion> {
        let required = |criterion: &&Criterion| criterion.strength == Strength::Required;
        self.list.iter().filter(required)
    }

    /// Those that the verdict depends on.
    pub fn rules(&self) -> impl Iterator<Item = Rule> {
        self.required()
            .map(|criterion| criterion.rule(self.stale_days))
    }
}

fn grounded(criterion: Criterion, ground: Option<&Ground>) -> Criterion {
    match ground {
        Some(ground) => criterion.attributed(&ground.source, ground.date, ground.disputed),
        None => criterion,
    }
}
