//! From claims to a record: which source's word stands for each fact group, and how well it stands.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::hsds::{FactGroup, Standing};

use super::claim::{Claim, How, RecordKind, RecordRef, Source, SourceKind};
use super::decision::{Decisions, Verification, fingerprint};

/// The trust in one claim. Ordered: confirmed by us, then the source's kind. The date breaks ties
/// in what is shown, but equal trust on both sides of a contradiction is a dispute whatever the dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rank {
    pub confirmed: bool,
    pub kind: SourceKind,
}

/// What another source says of the same fact group, and why it does not stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    pub source_id: Uuid,
    /// Of the same trust as the claim that stands, and nobody has decided between them: not a mere lesser word.
    #[serde(default)]
    pub is_equal: bool,
    /// Such a word, that cannot be true beside the claim that stands.
    pub rival: bool,
    /// The date of that word.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// The group's fields as that source has them.
    pub fields: Map<String, Value>,
}

/// One fact group of a record: where it comes from and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub source_id: Uuid,
    pub rank: Rank,
    pub how: How,
    pub date: Option<NaiveDate>,
    pub standing: Standing,
    /// Why it is disputed, in words for a reader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}

/// What we make of a record's claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    #[serde(flatten)]
    pub record: RecordRef,
    /// An HSDS object with our profile's extension fields.
    pub body: Map<String, Value>,
    pub facts: BTreeMap<FactGroup, Fact>,
}

/// The group that a field of a record belongs to.
pub fn group_of(kind: RecordKind, field: &str) -> FactGroup {
    match field {
        "phones" => FactGroup::Phones,
        "schedules" => FactGroup::Hours,
        "minimum_age"
        | "maximum_age"
        | "eligibility_description"
        | "required_documents"
        | "criteria"
        | "cases"
        | "terms"
        | "application_process"
        | "eligibility_ground" => FactGroup::Eligibility,
        "fees" | "fees_description" | "cost_options" | "funding" | "cost_ground" => FactGroup::Cost,
        "service_areas" | "coverage_ground" => FactGroup::Coverage,
        "capacities" => FactGroup::Capacity,
        "addresses" | "latitude" | "longitude" | "precision" | "withheld" | "public_area"
        | "location_type" | "transportation"
            if kind == RecordKind::Location =>
        {
            FactGroup::Place
        }
        _ => FactGroup::Identity,
    }
}

/// Computes the record of `claims`, which all speak of it.
///
/// Each group comes whole from one claim: the one that a [`Resolution`] prefers, else the best
/// ranked, else the latest, else the first by source and foreign id, so that the order in which
/// claims are given never matters. A [`Verification`] confirms the claims that have the value it was
/// given for. A blocked number is in none of them. `None` where no claim has a body.
///
/// [`Resolution`]: super::decision::Resolution
pub fn compute<'a>(
    claims: impl IntoIterator<Item = &'a Claim>,
    sources: &BTreeMap<Uuid, Source>,
    decisions: &Decisions,
) -> Option<Record> {
    let mut claims = claims.into_iter().peekable();
    let record = claims.peek()?.record;
    let mut ranked: Vec<(Rank, &Claim)> = claims
        .filter_map(|claim| Some((rank(claim, sources.get(&claim.source_id)?), claim)))
        .collect();
    ranked.sort_by(|(rank_a, a), (rank_b, b)| {
        rank_b
            .cmp(rank_a)
            .then(b.date.cmp(&a.date))
            .then(a.source_id.cmp(&b.source_id))
            .then(a.foreign_id.cmp(&b.foreign_id))
    });

    let mut body = Map::new();
    let mut facts = BTreeMap::new();
    for group in groups(&ranked) {
        if let Some((fact, fields)) = fact(record, group, &ranked, sources, decisions) {
            facts.insert(group, fact);
            body.extend(fields);
        }
    }
    // What a record belongs to is no matter of opinion: any source's word on it completes another's.
    for field in ["organization_id", "service_id", "location_id"] {
        let stated = ranked.iter().find_map(|(_, claim)| claim.body.get(field));
        if let Some(id) = stated
            && !body.contains_key(field)
        {
            body.insert(field.to_owned(), id.clone());
        }
    }
    // Nor is that somebody asks for it not to be shown.
    let excluded = ranked
        .iter()
        .any(|(_, claim)| claim.body.get("excluded") == Some(&Value::Bool(true)));
    if excluded && !body.is_empty() {
        body.insert("excluded".to_owned(), Value::Bool(true));
    }
    (!body.is_empty()).then_some(Record {
        record,
        body,
        facts,
    })
}

/// What a source says of a group: how that ranks, the claim, and its fields.
type Word<'a> = (Rank, &'a Claim, Map<String, Value>);

/// All that is said of a group, what stands first.
fn words<'a>(
    record: RecordRef,
    group: FactGroup,
    ranked: &[(Rank, &'a Claim)],
    decisions: &Decisions,
) -> Vec<Word<'a>> {
    let mut words: Vec<Word> = ranked
        .iter()
        .map(|(rank, claim)| (*rank, *claim, fields(claim, group, decisions)))
        .filter(|(_, _, fields)| !fields.is_empty())
        .collect();
    if let Some(verification) = decisions.verification(record, group) {
        for (rank, _, fields) in &mut words {
            rank.confirmed |= fingerprint(fields) == verification.value;
        }
    }
    // Room changes by the hour: among equals the latest report, not the latest document. Stable, so that
    // other ties stay as they were.
    words.sort_by_key(|(rank, _, fields)| {
        let reported = (group == FactGroup::Capacity).then(|| reported_at(fields));
        Reverse((*rank, reported))
    });
    if let Some(resolution) = decisions.resolution(record, group)
        && let Some(at) = words
            .iter()
            .position(|(_, claim, _)| claim.source_id == resolution.preferred)
    {
        words[..=at].rotate_right(1);
    }
    words
}

/// What stands of a group, with its fields. `None` where nobody says anything of it.
fn fact(
    record: RecordRef,
    group: FactGroup,
    ranked: &[(Rank, &Claim)],
    sources: &BTreeMap<Uuid, Source>,
    decisions: &Decisions,
) -> Option<(Fact, Map<String, Value>)> {
    let mut words = words(record, group, ranked, decisions).into_iter();
    let (top_rank, top, top_fields) = words.next()?;
    let is_resolved = decisions.resolution(record, group).is_some();
    let mut doubts: Vec<String> = Vec::new();
    let mut alternatives = Vec::new();
    for (other_rank, other, other_fields) in words {
        let is_equal = other_rank >= top_rank && !is_resolved;
        let rival = is_equal && contradict(group, &top_fields, &other_fields);
        if rival {
            let name = &sources[&other.source_id].name;
            doubts.push(format!("{name} says otherwise."));
        }
        if other_fields != top_fields {
            alternatives.push(Alternative {
                source_id: other.source_id,
                is_equal,
                rival,
                date: other.date,
                fields: other_fields,
            });
        }
    }
    if !is_resolved {
        let denials = ranked
            .iter()
            .filter(|(rank, claim)| *rank >= top_rank && claim.source_id != top.source_id)
            .flat_map(|(_, claim)| claim.denies.iter())
            .filter(|denial| denial.group == group);
        doubts.extend(denials.map(|denial| denial.why.clone()));
    }
    let standing = if !doubts.is_empty() {
        Standing::Disputed
    } else if top_rank.confirmed {
        Standing::Verified
    } else {
        Standing::Unverified
    };
    let (how, date) = confirmed(top, &top_fields, decisions.verification(record, group));
    let fact = Fact {
        source_id: top.source_id,
        rank: top_rank,
        how,
        date,
        standing,
        doubts,
        alternatives,
    };
    Some((fact, top_fields))
}

/// How the fields reached us and when: by their verification, unless the claim itself is a later one.
fn confirmed(
    claim: &Claim,
    fields: &Map<String, Value>,
    verification: Option<&Verification>,
) -> (How, Option<NaiveDate>) {
    match verification {
        Some(verification)
            if fingerprint(fields) == verification.value
                && !(is_confirmation(claim.how) && claim.date > Some(verification.date)) =>
        {
            (verification.how, Some(verification.date))
        }
        _ => (claim.how, claim.date),
    }
}

fn is_confirmation(how: How) -> bool {
    matches!(how, How::Called | How::Provider)
}

fn rank(claim: &Claim, source: &Source) -> Rank {
    Rank {
        confirmed: is_confirmation(claim.how),
        kind: source.kind,
    }
}

fn groups(ranked: &[(Rank, &Claim)]) -> Vec<FactGroup> {
    let mut groups: Vec<FactGroup> = ranked
        .iter()
        .flat_map(|(_, claim)| {
            claim
                .body
                .keys()
                .map(|field| group_of(claim.record.kind, field))
        })
        .collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// What the claim says of the group, without blocked numbers: what a [`Verification`] is given for.
pub fn fields(claim: &Claim, group: FactGroup, decisions: &Decisions) -> Map<String, Value> {
    claim
        .body
        .iter()
        .filter(|(field, value)| group_of(claim.record.kind, field) == group && !value.is_null())
        .filter_map(|(field, value)| {
            Some((field.clone(), decisions.without_blocked(field, value)?))
        })
        .collect()
}

/// Whether two sources' words on a group cannot both be true. Where one says more than the other, both can.
pub(crate) fn contradict(group: FactGroup, a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    let differ = |field: &str| matches!((a.get(field), b.get(field)), (Some(x), Some(y)) if x != y);
    match group {
        FactGroup::Phones => {
            let (a, b) = (numbers(a), numbers(b));
            !a.is_empty() && !b.is_empty() && a.iter().all(|number| !b.contains(number))
        }
        FactGroup::Hours => differ("schedules"),
        FactGroup::Place => [
            "addresses",
            "latitude",
            "longitude",
            "public_area",
            "withheld",
        ]
        .into_iter()
        .any(differ),
        FactGroup::Eligibility => {
            let fields = ["minimum_age", "maximum_age", "required_documents"];
            fields.into_iter().any(differ) || {
                let (a, b) = (tests(a), tests(b));
                a.is_some() && b.is_some() && a != b
            }
        }
        FactGroup::Cost => ["fees", "cost_options"].into_iter().any(differ),
        // Two reports of different hours are both true.
        FactGroup::Capacity => differ("capacities") && reported_at(a) == reported_at(b),
        // Two names, two descriptions, two lists of areas can all be true.
        FactGroup::Identity => differ("kind") || differ("status"),
        FactGroup::Coverage => false,
    }
}

/// When a group's `capacities` were last reported.
fn reported_at(fields: &Map<String, Value>) -> Option<DateTime<Utc>> {
    let capacities = fields.get("capacities").and_then(Value::as_array);
    let instants = capacities.into_iter().flatten().filter_map(|capacity| {
        let updated = capacity.get("updated")?.as_str()?;
        DateTime::parse_from_rfc3339(updated).ok()
    });
    instants.map(|at| at.to_utc()).max()
}

/// What the criteria come to, whatever their words.
fn tests(fields: &Map<String, Value>) -> Option<Vec<[Option<&Value>; 3]>> {
    let criteria = fields.get("criteria")?.as_array()?;
    let mut tests = Vec::with_capacity(criteria.len());
    for criterion in criteria {
        tests.push(["strength", "test", "unless"].map(|part| criterion.get(part)));
    }
    Some(tests)
}

/// The numbers in a group's `phones`.
pub fn numbers(fields: &Map<String, Value>) -> Vec<&str> {
    fields
        .get("phones")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|phone| phone.get("number")?.as_str())
        .collect()
}

#[cfg(test)]
mod tests;
