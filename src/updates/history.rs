//! Who changed what, when and why, for a person to read: field by field, and never with a word of a
//! confidential place.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::strip;
use crate::geography::Gazetteer;
use crate::standing::{RecordKind, RecordRef, Source};
use crate::store::{Changed, HeldState, Operation, Published, StoreError, Subject, Transaction};

/// Of a stored value what tells nothing to a person.
const UNTOLD: [&str; 4] = ["record", "source_id", "foreign_id", "value"];

/// A change of a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordChange {
    pub changeset: i64,
    pub at: DateTime<Utc>,
    pub by: String,
    pub how: Operation,
    pub reason: String,
    pub subject: Subject,
    /// The name of the source whose word was changed.
    pub source: Option<String>,
    pub fields: Vec<FieldChange>,
}

/// What a person said on held items at once, or on a suggestion.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DecisionMade {
    pub at: DateTime<Utc>,
    #[schema(example = "Ana")]
    pub by: String,
    pub reason: String,
    /// `approved` or `rejected`.
    #[schema(value_type = String, example = "rejected")]
    pub state: HeldState,
    /// The numbers of the items, and the rules that held them.
    pub items: BTreeMap<i64, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<SuggestionJudged>,
}

/// Which suggestion was judged. What it said is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct SuggestionJudged {
    pub id: Uuid,
    /// What it was of: `kind` and `id`.
    #[schema(value_type = Object)]
    pub record: RecordRef,
}

/// A field, as it was and as it became. `null` where there was nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    pub field: String,
    pub before: Value,
    pub after: Value,
}

/// The last `limit` changesets, the newest first; of a source those that were updates of it.
pub fn changesets(
    tx: &mut Transaction<'_>,
    source_id: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Published>, StoreError> {
    let Some(source_id) = source_id else {
        return tx.changesets(limit);
    };
    let mut changesets = tx.changesets(i32::MAX.unsigned_abs())?;
    changesets.retain(|changeset| changeset.source_id == Some(source_id));
    changesets.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(changesets)
}

/// The last `limit` changes of a record, the newest first; with a source those of its word.
pub fn of_record(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    record: RecordRef,
    source_id: Option<Uuid>,
    limit: usize,
) -> Result<Vec<RecordChange>, StoreError> {
    let sources: BTreeMap<Uuid, Source> = tx
        .sources()?
        .into_iter()
        .map(|source| (source.id, source))
        .collect();
    let changes = tx.changes_of(record)?;
    let telling = Telling {
        gazetteer,
        record,
        withheld: withheld(tx, &changes)?,
    };
    let mut told = Vec::new();
    for changed in changes.into_iter().rev() {
        let source = source_of(&changed);
        if source_id.is_some() && source != source_id {
            continue;
        }
        let fields = telling.fields(&changed);
        // What names the entry of a source is nothing to read.
        if fields.is_empty() {
            continue;
        }
        told.push(RecordChange {
            changeset: changed.changeset.revision,
            at: changed.changeset.at,
            by: changed.changeset.by,
            how: changed.changeset.how,
            reason: changed.changeset.reason,
            subject: changed.subject,
            source: source.and_then(|id| Some(sources.get(&id)?.name.clone())),
            fields,
        });
        if told.len() == limit {
            break;
        }
    }
    Ok(told)
}

/// The last words of people on what waited, and on suggestions, which are of no source; the newest first; of a record or
/// a source, where they are given.
///
/// What was approved is in a changeset too; what was rejected is nowhere else.
pub fn decisions(
    tx: &mut Transaction<'_>,
    record: Option<RecordRef>,
    source_id: Option<Uuid>,
    limit: u32,
) -> Result<Vec<DecisionMade>, StoreError> {
    let mut told: Vec<DecisionMade> = Vec::new();
    for held in tx.decided(record, source_id, limit)? {
        let Some(decision) = held.decision else {
            continue;
        };
        let is_same = |made: &DecisionMade| {
            (made.at, made.state) == (decision.at, decision.state)
                && (&made.by, &made.reason) == (&decision.by, &decision.reason)
        };
        if !told.last().is_some_and(is_same) {
            told.push(DecisionMade {
                at: decision.at,
                by: decision.by,
                reason: decision.reason,
                state: decision.state,
                items: BTreeMap::new(),
                suggestion: None,
            });
        }
        if let Some(last) = told.last_mut() {
            last.items.insert(held.number, held.hold.rule);
        }
    }
    if source_id.is_none() {
        let judged = tx.judged_suggestions(record, limit)?;
        told.extend(judged.into_iter().map(|judged| DecisionMade {
            at: judged.decision.at,
            by: judged.decision.by,
            reason: judged.decision.reason,
            state: judged.decision.state,
            items: BTreeMap::new(),
            suggestion: Some(SuggestionJudged {
                id: judged.id,
                record: judged.record,
            }),
        }));
        told.sort_by_key(|decision| Reverse(decision.at));
        told.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(told)
}

/// What may be told of a record.
struct Telling<'a> {
    gazetteer: &'a Gazetteer,
    record: RecordRef,
    /// Locations that are confidential, or ever were.
    withheld: HashSet<Uuid>,
}

impl Telling<'_> {
    fn fields(&self, changed: &Changed) -> Vec<FieldChange> {
        let before = self.told(changed.subject, changed.before.as_ref());
        let after = self.told(changed.subject, changed.after.as_ref());
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        names
            .into_iter()
            .filter(|name| before.get(*name) != after.get(*name))
            .map(|name| FieldChange {
                field: name.clone(),
                before: before.get(name).cloned().unwrap_or_default(),
                after: after.get(name).cloned().unwrap_or_default(),
            })
            .collect()
    }

    /// The fields of a value; of a claim those of its body, which are the record's.
    fn told(&self, subject: Subject, value: Option<&Value>) -> Map<String, Value> {
        let Some(Value::Object(fields)) = value else {
            return Map::new();
        };
        let mut told: Map<String, Value> = fields
            .iter()
            .filter(|(field, value)| !UNTOLD.contains(&field.as_str()) && !value.is_null())
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect();
        if subject == Subject::SameAs {
            let record = fields.get("record").cloned();
            told.extend(record.map(|record| ("record".to_owned(), record)));
        }
        if subject == Subject::Claim {
            let body = match told.remove("body") {
                Some(Value::Object(body)) => body,
                _ => Map::new(),
            };
            if told.get("denies") == Some(&Value::Array(Vec::new())) {
                told.remove("denies");
            }
            let (body, is_stripped) = self.body(body);
            if is_stripped {
                told.remove("words");
                told.remove("denies");
            }
            told.extend(body);
        }
        told
    }

    /// The body, without its place where that is confidential.
    fn body(&self, body: Map<String, Value>) -> (Map<String, Value>, bool) {
        let is_withheld = |id: Option<Uuid>| id.is_some_and(|id| self.withheld.contains(&id));
        match self.record.kind {
            RecordKind::Location if is_withheld(Some(self.record.id)) => {
                (strip::strip(&body, self.gazetteer), true)
            }
            RecordKind::ServiceAtLocation if is_withheld(location_in(&body)) => {
                (strip::strip_service_at(&body), true)
            }
            _ => (body, false),
        }
    }
}

/// The locations in these changes that are confidential, or that any of their claims ever said to be.
fn withheld(tx: &mut Transaction<'_>, changes: &[Changed]) -> Result<HashSet<Uuid>, StoreError> {
    let (mut withheld, mut locations) = (HashSet::new(), BTreeSet::new());
    for changed in changes {
        let Some(record) = changed.record else {
            continue;
        };
        for value in [&changed.before, &changed.after].into_iter().flatten() {
            let Some(body) = value.get("body").and_then(Value::as_object) else {
                continue;
            };
            let id = match record.kind {
                RecordKind::Location => Some(record.id),
                _ => location_in(body),
            };
            if body.get("withheld") == Some(&Value::Bool(true)) {
                withheld.extend(id);
            }
            locations.extend(id.map(|id| RecordRef {
                kind: RecordKind::Location,
                id,
            }));
        }
    }
    let claims = tx.claims_of(&locations.into_iter().collect::<Vec<_>>())?;
    for claim in claims {
        if claim.body.get("withheld") == Some(&Value::Bool(true)) {
            withheld.insert(claim.record.id);
        }
    }
    Ok(withheld)
}

fn location_in(body: &Map<String, Value>) -> Option<Uuid> {
    body.get("location_id")?.as_str()?.parse().ok()
}

/// The source whose word a change is of.
fn source_of(changed: &Changed) -> Option<Uuid> {
    let value = changed.after.as_ref().or(changed.before.as_ref())?;
    let id = value.get("source_id").or_else(|| value.get("preferred"))?;
    id.as_str()?.parse().ok()
}
