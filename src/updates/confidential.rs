//! A place that was public and becomes confidential: what is known of it is taken back, out of the claims, the
//! history and whatever waits, within the transaction of the update that says so.
//!
//! The location, and what is served there, get new ids that nobody can compute; the old ones stay as tombstones.
//! What left earlier (backups, mirrors, PostgreSQL's write-ahead log) cannot be recalled.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::batch::Context;
use super::names::{Name, canonical_of, keyed_hash, source_id};
use super::recompute::recompute;
use super::strip;
use super::told::{Place, Told};
use crate::standing::{Claim, RecordKind, RecordRef, SameAs};
use crate::store::{Change, StoreError, Subject, Transaction};

/// Hides what the update withholds and the directory has in the open. Says whether there was anything.
pub fn hide(tx: &mut Transaction<'_>, context: &mut Context) -> Result<bool, StoreError> {
    let open = in_the_open(tx, context)?;
    if open.is_empty() {
        return Ok(false);
    }
    let mut hidden: BTreeSet<RecordRef> = open;
    hidden.extend(tx.children_of(&hidden.iter().copied().collect::<Vec<_>>())?);
    let hidden: BTreeMap<RecordRef, RecordRef> = hidden
        .into_iter()
        .map(|old| {
            let id = (context.random_id)();
            (old, RecordRef { kind: old.kind, id })
        })
        .collect();
    let old: Vec<RecordRef> = hidden.keys().copied().collect();
    let claims = tx.claims_of(&old)?;
    let mut about = about(tx, &claims)?;
    about.retain(|record| !hidden.contains_key(record));
    let told = told_by(&claims);

    let mut changes = Vec::new();
    for claim in &claims {
        changes.push(Change::RemoveClaim {
            record: claim.record,
            source_id: claim.source_id,
            foreign_id: claim.foreign_id.clone(),
        });
        changes.push(Change::PutClaim(without_place(claim, &hidden, context)));
    }
    for same in tx.same_as()? {
        let Some(new) = hidden.get(&same.record) else {
            continue;
        };
        changes.push(Change::RemoveSameAs {
            source_id: same.source_id,
            kind: same.record.kind,
            foreign_id: same.foreign_id.clone(),
        });
        changes.push(Change::PutSameAs(SameAs {
            foreign_id: hashed(context, same.source_id, new.kind, &same.foreign_id),
            record: *new,
            ..same
        }));
    }
    tx.apply(&changes)?;

    let mut scrubbed = old.clone();
    scrubbed.extend(&about);
    tx.rewrite_claims_and_history(&scrubbed, &mut |subject, value| {
        scrub(context, &hidden, &told, subject, value)
    })?;
    let mut affected: Vec<RecordRef> = hidden
        .into_iter()
        .flat_map(|(old, new)| [old, new])
        .collect();
    affected.extend(about);
    recompute(tx, &context.sources, &affected)?;
    Ok(true)
}

/// Records in the open that the update has as withheld.
fn in_the_open(
    tx: &mut Transaction<'_>,
    context: &Context,
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let withheld = &context.survey.withheld;
    let names: Vec<&Name> = withheld
        .iter()
        .chain(
            context
                .canonical
                .keys()
                .filter(|name| withheld.contains(&canonical_of(&context.canonical, name))),
        )
        .collect();
    let asked: Vec<(Uuid, RecordKind, &str)> = names
        .iter()
        .map(|(source, kind, key)| (source_id(source), *kind, key.as_str()))
        .collect();
    let known = tx.same_as_of(&asked)?;
    Ok(known.into_iter().map(|same| same.record).collect())
}

/// The services and organizations that the hidden claims are about, and whatever else these have.
fn about(tx: &mut Transaction<'_>, claims: &[Claim]) -> Result<BTreeSet<RecordRef>, StoreError> {
    let parents = |records: &[Map<String, Value>], field: &str, kind| {
        let ids = records
            .iter()
            .filter_map(|body| body.get(field)?.as_str()?.parse().ok());
        let records: BTreeSet<RecordRef> = ids.map(|id| RecordRef { kind, id }).collect();
        records.into_iter().collect::<Vec<RecordRef>>()
    };
    let bodies: Vec<_> = claims.iter().map(|claim| claim.body.clone()).collect();
    let services = parents(&bodies, "service_id", RecordKind::Service);
    let bodies: Vec<_> = tx
        .claims_of(&services)?
        .into_iter()
        .map(|claim| claim.body)
        .collect();
    let organizations = parents(&bodies, "organization_id", RecordKind::Organization);
    let mut about: BTreeSet<RecordRef> = services.into_iter().collect();
    let siblings = tx.children_of(&organizations)?;
    let elsewhere = tx.children_of(&siblings)?;
    let bodies: Vec<_> = tx
        .claims_of(&elsewhere)?
        .into_iter()
        .map(|claim| claim.body)
        .collect();
    about.extend(parents(&bodies, "location_id", RecordKind::Location));
    about.extend(siblings);
    about.extend(elsewhere);
    about.extend(organizations);
    Ok(about)
}

/// Nobody's name: under it the places are searched for in every text.
fn anyone() -> Name {
    (String::new(), RecordKind::Organization, String::new())
}

fn told_by(claims: &[Claim]) -> Told {
    let places: Vec<Place> = claims
        .iter()
        .filter(|claim| claim.record.kind == RecordKind::Location)
        .map(|claim| Place::of(&claim.body))
        .collect();
    let all = (0..places.len()).collect();
    Told::new(places, BTreeMap::from([(anyone(), all)]))
}

fn without_place(
    claim: &Claim,
    hidden: &BTreeMap<RecordRef, RecordRef>,
    context: &Context,
) -> Claim {
    let mut body = match claim.record.kind {
        RecordKind::Location => strip::strip(&claim.body, context.gazetteer),
        _ => strip::strip_service_at(&claim.body),
    };
    if let Some(location) = body.get_mut("location_id") {
        let id = location.as_str().and_then(|id| id.parse().ok());
        let old = id.map(|id| RecordRef {
            kind: RecordKind::Location,
            id,
        });
        if let Some(new) = old.and_then(|old| hidden.get(&old)) {
            *location = json!(new.id);
        }
    }
    let record = hidden.get(&claim.record).copied().unwrap_or(claim.record);
    Claim {
        record,
        source_id: claim.source_id,
        foreign_id: hashed(context, claim.source_id, record.kind, &claim.foreign_id),
        body,
        denies: strip::strip_denials(&claim.denies),
        words: None,
        how: claim.how,
        date: claim.date,
    }
}

fn hashed(context: &Context, source_id: Uuid, kind: RecordKind, foreign_id: &str) -> String {
    let key = context
        .sources
        .get(&source_id)
        .map(|source| source.key.clone());
    keyed_hash(
        &context.directory,
        &(key.unwrap_or_default(), kind, foreign_id.to_owned()),
    )
}

/// What the history may keep. Of the hidden records nothing but that there was something; of what they are about
/// all but the texts that tell the place.
fn scrub(
    context: &Context,
    hidden: &BTreeMap<RecordRef, RecordRef>,
    told: &Told,
    subject: Subject,
    value: Value,
) -> Value {
    let Value::Object(mut fields) = value else {
        return value;
    };
    let record = fields.get("record").map(RecordRef::deserialize);
    let hidden = record
        .and_then(Result::ok)
        .filter(|record| hidden.contains_key(record));
    let is_hidden = hidden.is_some();
    let kind = hidden.map(|record| record.kind);
    match subject {
        Subject::Claim if is_hidden => {
            fields.insert("body".to_owned(), json!({}));
            fields.insert("denies".to_owned(), json!([]));
            fields.insert("words".to_owned(), Value::Null);
            hash_foreign_id(context, &mut fields, kind);
        }
        Subject::SameAs if is_hidden => hash_foreign_id(context, &mut fields, kind),
        Subject::Claim => {
            if let Some(Value::Object(body)) = fields.get("body") {
                let body = told.without(&anyone(), body);
                fields.insert("body".to_owned(), Value::Object(body));
            }
            let tells = |value: &Value| told.tells(&anyone(), &value.to_string());
            if fields.get("words").is_some_and(tells) {
                fields.insert("words".to_owned(), Value::Null);
            }
            if fields.get("denies").is_some_and(tells) {
                fields.insert("denies".to_owned(), json!([]));
            }
        }
        // What was confirmed can be guessed from its fingerprint, as few places as there are.
        Subject::Verification if is_hidden => {
            fields.insert("value".to_owned(), json!(""));
            fields.insert("note".to_owned(), Value::Null);
        }
        _ => {}
    }
    Value::Object(fields)
}

fn hash_foreign_id(context: &Context, fields: &mut Map<String, Value>, kind: Option<RecordKind>) {
    let text = |field: &str| fields.get(field)?.as_str().map(str::to_owned);
    let (Some(foreign), Some(kind)) = (text("foreign_id"), kind) else {
        return;
    };
    let source = text("source_id")
        .and_then(|id| id.parse().ok())
        .unwrap_or_default();
    let is_hashed = foreign.len() == 64;
    if !is_hashed {
        let hash = hashed(context, source, kind, &foreign);
        fields.insert("foreign_id".to_owned(), json!(hash));
    }
}
