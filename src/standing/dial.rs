//! Which numbers may be dialled, and what must be read first.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::claim::{Source, SourceKind};
use super::number;
use super::record::{Fact, Rank, numbers};
use crate::hsds::{Dial, FactGroup, MakesReport, Phone, PhoneAlternative, Standing, caution};
use crate::standing::{Record, RecordKind, RecordRef};

/// Who is said to have a number.
struct Owner {
    organization_id: Uuid,
    name: String,
    rank: Rank,
    source_id: Uuid,
}

/// Every number of the directory with the organizations that sources give it to.
pub struct NumberBook<'a> {
    sources: &'a BTreeMap<Uuid, Source>,
    organizations: HashMap<RecordRef, Uuid>,
    owners: HashMap<String, Vec<Owner>>,
    /// Numbers that lost a conflict in any record of an organization, and the rank of what they lost to.
    lost: HashMap<(Uuid, String), Rank>,
}

impl<'a> NumberBook<'a> {
    /// Of all records: a number that one gives may be one that another lost.
    pub fn of(records: &[Record], sources: &'a BTreeMap<Uuid, Source>) -> NumberBook<'a> {
        let organizations = organizations_of(records);
        let names: HashMap<Uuid, &str> = records
            .iter()
            .filter(|r| r.record.kind == RecordKind::Organization)
            .map(|r| {
                (
                    r.record.id,
                    r.body.get("name").and_then(Value::as_str).unwrap_or(""),
                )
            })
            .collect();
        let mut owners: HashMap<String, Vec<Owner>> = HashMap::new();
        let mut lost: HashMap<(Uuid, String), Rank> = HashMap::new();
        for record in records {
            let (Some(organization_id), Some(fact)) = (
                organizations.get(&record.record),
                record.facts.get(&FactGroup::Phones),
            ) else {
                continue;
            };
            let standing = numbers(&record.body);
            for alternative in &fact.alternatives {
                for number in numbers(&alternative.fields) {
                    if !standing.contains(&number) {
                        let to = lost
                            .entry((*organization_id, number.to_owned()))
                            .or_insert(fact.rank);
                        *to = fact.rank.max(*to);
                    }
                }
            }
            let name = names.get(organization_id).copied().unwrap_or_default();
            for number in standing {
                owners.entry(number.to_owned()).or_default().push(Owner {
                    organization_id: *organization_id,
                    name: name.to_owned(),
                    rank: fact.rank,
                    source_id: fact.source_id,
                });
            }
        }
        NumberBook {
            sources,
            organizations,
            owners,
            lost,
        }
    }

    /// The record's phones, each with what it takes to offer it: `dial`, `standing`,
    /// `before_you_call`, and beside it the numbers that lost to it.
    pub fn judge(&self, record: RecordRef, phones: &[Phone], fact: &Fact) -> Vec<Phone> {
        let organization_id = self.organizations.get(&record).copied();
        // What lost to a better source in one of the organization's records is right in none of them.
        let lost_elsewhere = |phone: &&Phone| {
            let lost = organization_id.and_then(|id| self.lost.get(&(id, phone.number.clone())));
            lost.is_some_and(|winner| *winner > fact.rank)
        };
        let mut judged: Vec<Phone> = phones
            .iter()
            .filter(|phone| !lost_elsewhere(phone))
            .map(|phone| self.judge_one(phone, fact, organization_id))
            .collect();
        let losing: Vec<(Phone, &str)> = fact
            .alternatives
            .iter()
            .flat_map(|alternative| {
                let source = self.source_name(alternative.source_id);
                phones_of(&alternative.fields)
                    .into_iter()
                    .map(move |p| (p, source))
            })
            .filter(|(losing, _)| phones.iter().all(|phone| phone.number != losing.number))
            .collect();
        for (losing, source) in losing {
            let same_type = |p: &&mut Phone| p.is_text() == losing.is_text();
            let at = judged.iter_mut().position(|p| same_type(&p)).unwrap_or(0);
            let winner = self.source_name(fact.source_id);
            if let Some(rivalled) = judged.get_mut(at)
                && rivalled
                    .alternatives
                    .iter()
                    .all(|a| a.number != losing.number)
            {
                let right = number::display(&rivalled.number);
                rivalled.alternatives.push(PhoneAlternative {
                    number: losing.number,
                    dial: Dial::DoNot,
                    why: format!(
                        "Given by “{source}”, but “{winner}” has {right}. Do not dial it."
                    ),
                    source: source.to_owned(),
                });
            }
        }
        judged
    }

    fn judge_one(&self, phone: &Phone, fact: &Fact, organization_id: Option<Uuid>) -> Phone {
        let mut warnings: Vec<String> = phone.before_you_call.iter().cloned().collect();
        // A source may have it from our own export, which says it already.
        let warn = |warnings: &mut Vec<String>, warning: String| {
            if warnings.iter().all(|known| !known.contains(&warning)) {
                warnings.push(warning);
            }
        };
        if warnings.is_empty() && phone.makes_report == Some(MakesReport::Yes) {
            warnings.push("Calling can start a report to the state.".to_owned());
        }
        let mut standing = fact.standing;
        if fact.standing == Standing::Disputed {
            let doubts = fact.doubts.join(" ");
            let warning = format!("This number is disputed. {doubts} Ask who you have reached.");
            warn(&mut warnings, warning);
        }
        if let Some(owner) = self.better_owner(phone, fact, organization_id) {
            standing = Standing::Disputed;
            let who = match self.sources.get(&owner.source_id).map(|s| s.kind) {
                Some(SourceKind::PublicRecord) => "Public records give".to_owned(),
                _ => format!("“{}” gives", self.source_name(owner.source_id)),
            };
            let name = &owner.name;
            let warning = format!("{who} this number to {name}. Ask who you have reached.");
            warn(&mut warnings, warning);
        }
        let dial = if warnings.is_empty() {
            Dial::Ok
        } else {
            Dial::AskFirst
        };
        let before_you_call = (!warnings.is_empty()).then(|| warnings.join(" "));
        let description = phone.description.as_deref();
        Phone {
            dial: Some(dial),
            standing: Some(standing),
            last_checked: None,
            // Who reads HSDS alone has no other field to be warned by.
            description: match &before_you_call {
                Some(sentence) => Some(caution::led_by(sentence, description)),
                None => phone.description.clone(),
            },
            before_you_call,
            alternatives: Vec::new(),
            ..phone.clone()
        }
    }

    /// Another organization that a better-ranked claim gives the number to.
    fn better_owner(
        &self,
        phone: &Phone,
        fact: &Fact,
        organization_id: Option<Uuid>,
    ) -> Option<&Owner> {
        self.owners
            .get(&phone.number)?
            .iter()
            .filter(|owner| {
                Some(owner.organization_id) != organization_id && owner.rank > fact.rank
            })
            .max_by(|a, b| a.rank.cmp(&b.rank).then_with(|| b.name.cmp(&a.name)))
    }

    fn source_name(&self, id: Uuid) -> &str {
        self.sources
            .get(&id)
            .map_or("another source", |s| s.name.as_str())
    }
}

/// The `phones` of a group's fields; entries that are no phones are left out.
fn phones_of(fields: &serde_json::Map<String, Value>) -> Vec<Phone> {
    fields
        .get("phones")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|phone| serde_json::from_value(phone.clone()).ok())
        .collect()
}

/// The organization that answers for each record: a location is answered for by the service there, the
/// one with the lowest id where there are several.
fn organizations_of(records: &[Record]) -> HashMap<RecordRef, Uuid> {
    let mut of: HashMap<RecordRef, Uuid> = HashMap::new();
    for record in records {
        match record.record.kind {
            RecordKind::Organization => of.insert(record.record, record.record.id),
            RecordKind::Service | RecordKind::Location => uuid_field(record, "organization_id")
                .and_then(|organization| of.insert(record.record, organization)),
            RecordKind::ServiceAtLocation => None,
        };
    }
    let mut placed: Vec<(Uuid, Uuid, Uuid)> = records
        .iter()
        .filter(|r| r.record.kind == RecordKind::ServiceAtLocation)
        .filter_map(|r| {
            let service = uuid_field(r, "service_id")?;
            Some((service, uuid_field(r, "location_id")?, r.record.id))
        })
        .collect();
    placed.sort_unstable();
    for (service, location, id) in placed {
        let service = RecordRef {
            kind: RecordKind::Service,
            id: service,
        };
        let Some(organization) = of.get(&service).copied() else {
            continue;
        };
        of.insert(
            RecordRef {
                kind: RecordKind::ServiceAtLocation,
                id,
            },
            organization,
        );
        of.entry(RecordRef {
            kind: RecordKind::Location,
            id: location,
        })
        .or_insert(organization);
    }
    of
}

fn uuid_field(record: &Record, field: &str) -> Option<Uuid> {
    record.body.get(field)?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests;
