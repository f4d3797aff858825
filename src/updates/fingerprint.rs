//! What an update says once it is stripped: what may be kept, as a hash, to know the same update again.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::entries::Entry;
use super::foresee::foresee;
use super::held::public::opened;
use super::load::{LoadError, Update};
use super::names::{Name, canonical_names, canonical_of, keyed_hash, source_id};
use super::prepared::without_told;
use super::strip;
use crate::geography::Gazetteer;
use crate::standing::RecordKind;
use crate::store::Transaction;

/// SHA-256 of all that is left of the update, in hexadecimal digits. Nobody but this directory can compute it of
/// what it withholds, since nothing of that is in it.
pub fn fingerprint(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    update: &Update,
) -> Result<String, LoadError> {
    let canonical = canonical_names(update.same);
    let ids = update.parts.iter().map(|part| source_id(&part.source.key));
    let opened = opened(tx, &ids.collect::<Vec<_>>())?;
    let known = (&BTreeMap::new(), &opened);
    let survey = foresee(tx, gazetteer, update, &canonical, known, true)?.survey;
    let directory = tx.directory()?;
    let stripped = |source: &str, entry: Entry| -> Value {
        let name: Name = (source.to_owned(), entry.record, entry.key.clone());
        let first = canonical_of(&canonical, &name);
        let entry = without_told(&entry, &first, &survey.told);
        if !survey.withheld.contains(&first) {
            return json!([name, entry.body, entry.denies, entry.words]);
        }
        let body = match entry.record {
            RecordKind::Location => strip::strip(&entry.body, gazetteer),
            _ => strip::strip_service_at(&entry.body),
        };
        let denies = strip::strip_denials(&entry.denies);
        json!([keyed_hash(&directory, &name), body, denies])
    };
    let mut hash = Sha256::new();
    for part in update.parts {
        let header = &part.source;
        let head = json!([
            header.key,
            header.name,
            header.kind,
            header.date,
            header.url
        ]);
        hash.update(head.to_string());
        for kind in RecordKind::ALL {
            part.input.read(kind, &mut |read| {
                let line = match read {
                    Ok(entry) => stripped(&header.key, entry),
                    // What could not be read may be of a withheld entry.
                    Err(problem) => json!([problem.code, problem.position]),
                };
                hash.update(line.to_string());
                hash.update(b"\n");
                ControlFlow::Continue(())
            })?;
        }
    }
    let digest = hash.finalize();
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
