//! Whose word the criteria of a service are, and the attributes of HSDS that carry that on.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::eligibility::{Criterion, Ground, OfAnother, Provenance};
use crate::geography::Gazetteer;
use crate::hsds::taxonomy::Taxonomies;
use crate::hsds::{Attribute, FactGroup, Service};
use crate::standing::{Record, Source};

/// Whose word the record is, for the groups that criteria are made of.
pub fn grounds_of(
    record: &Record,
    sources: &BTreeMap<Uuid, Source>,
) -> BTreeMap<FactGroup, Ground> {
    let groups = [FactGroup::Eligibility, FactGroup::Cost, FactGroup::Coverage];
    let ground = |group: FactGroup| {
        let source = sources.get(&record.facts.get(&group)?.source_id)?;
        Some((group, Ground::of(record, group, &source.name)?))
    };
    groups.into_iter().filter_map(ground).collect()
}

/// Says of each criterion whose word it is, so that it stays an article's word in every mirror.
pub fn attribute_criteria(service: &mut Service, ground: Option<&Ground>) {
    let Some(ground) = ground else { return };
    let gazetteer = Gazetteer::embedded();
    for json in &mut service.criteria {
        let read = Criterion::read(&Value::Object(json.clone()), gazetteer);
        let criterion = read.unwrap_or_else(|_| Criterion::unread(json));
        let attributed = criterion.attributed(&ground.source, ground.date, ground.disputed);
        *json = attributed.as_json().clone();
        json.entry("strength")
            .or_insert_with(|| attributed.strength.as_str().into());
    }
}

/// Adds what sources of the same trust as the one that stands ask beside it, and says whether they disagree: nobody knows
/// who is right, and none of it may vanish.
pub fn add_criteria_of_equals(
    service: &mut Service,
    record: &Record,
    sources: &BTreeMap<Uuid, Source>,
) -> bool {
    let mut is_disputed = false;
    let alternatives = record.facts.get(&FactGroup::Eligibility);
    let alternatives = alternatives.into_iter().flat_map(|fact| &fact.alternatives);
    for other in alternatives.filter(|other| other.is_equal) {
        let Some(source) = sources.get(&other.source_id) else {
            continue;
        };
        let source = Provenance {
            name: source.name.clone(),
            kind: source.kind,
        };
        let more = OfAnother::beside(service, &other.fields, &source, other.date);
        service.criteria.extend(more.criteria);
        is_disputed |= more.is_disputed;
    }
    is_disputed
}

/// What a service is by our taxonomies, what it asks of people, and whose word that is, as attributes of HSDS.
pub fn attributes(service: &Service, grounds: &BTreeMap<FactGroup, Ground>) -> Vec<Attribute> {
    let ours = Taxonomies::embedded();
    let kind = ours
        .kind
        .attribute(service.kind.as_str(), service.id, "service");
    let categories = service
        .categories
        .iter()
        .filter_map(|code| ours.category.attribute(code, service.id, "service"));
    let audiences = service
        .audiences
        .iter()
        .filter_map(|code| ours.audience.attribute(code, service.id, "service"));
    // A service may have several of one term, and the same twice.
    let mut known: HashMap<Uuid, usize> = HashMap::new();
    let mut with_value = |code: &str, value: String| {
        let attribute = ours.criterion.attribute(code, service.id, "service")?;
        let id = Uuid::new_v5(&attribute.id, value.as_bytes());
        let times = known.entry(id).or_default();
        *times += 1;
        Some(Attribute {
            id: match times {
                1 => id,
                times => Uuid::new_v5(&id, &times.to_be_bytes()),
            },
            value: Some(value),
            ..attribute
        })
    };
    let criteria = service.criteria.iter().map(|criterion| {
        let code = criterion.get("strength")?.as_str()?;
        let text = criterion.get("text").and_then(Value::as_str);
        Some(Attribute {
            link_type: Some("eligibility".to_owned()),
            label: text.map(str::to_owned),
            ..with_value(code, serde_json::to_string(criterion).ok()?)?
        })
    });
    let criteria: Vec<Attribute> = criteria.flatten().collect();
    let grounds = grounds
        .iter()
        .filter(|(group, ground)| ground.has_limits() && rests_on(service, **group));
    let grounds = grounds.map(|(group, ground)| {
        let value = serde_json::to_string(&json!({group.as_str(): ground})).ok()?;
        Some(Attribute {
            link_type: Some("ground".to_owned()),
            label: Some(ground.source.name.clone()),
            ..with_value("ground", value)?
        })
    });
    kind.into_iter()
        .chain(categories)
        .chain(audiences)
        .chain(criteria)
        .chain(grounds.flatten())
        .collect()
}

/// Whether fields of the group become criteria by themselves; written criteria say whose word they are.
fn rests_on(service: &Service, group: FactGroup) -> bool {
    match group {
        FactGroup::Eligibility => {
            service.minimum_age.is_some()
                || service.maximum_age.is_some()
                || !service.required_documents.is_empty()
        }
        FactGroup::Cost => !service.cost_options.is_empty(),
        FactGroup::Coverage => !service.service_areas.is_empty(),
        _ => false,
    }
}
