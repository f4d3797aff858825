//! Which entries are one, and which of them are withheld.

use std::collections::HashMap;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::entries::{SameEntry, SourceFile};
use crate::standing::{RecordKind, RecordRef};
use crate::store::{Directory, StoreError, Transaction};

/// Namespace of the ids of sources; made once, never to change.
const SOURCES: Uuid = Uuid::from_u128(0x2b0e_9d3c_71f4_4c0f_8a86_54d2_1c9e_7ab3);

/// An entry's name: its source's key, its kind, its own key.
pub type Name = (String, RecordKind, String);

pub fn entry_names(file: &SourceFile) -> impl Iterator<Item = Name> {
    file.entries
        .iter()
        .map(|entry| (file.source.key.clone(), entry.record, entry.key.clone()))
}

/// The entry that each one is the same as.
pub fn canonical_names(same: &[SameEntry]) -> HashMap<Name, Name> {
    same.iter()
        .map(|same| {
            let name = (same.source.clone(), same.record, same.key.clone());
            (
                name,
                (same.is.source.clone(), same.record, same.is.key.clone()),
            )
        })
        .collect()
}

/// The end of the chain of `same_as` that starts at `name`; a chain that runs in a circle ends anywhere on it.
pub fn canonical_of(canonical: &HashMap<Name, Name>, name: &Name) -> Name {
    let mut at = name;
    for _ in 0..=canonical.len() {
        match canonical.get(at) {
            Some(next) => at = next,
            None => break,
        }
    }
    at.clone()
}

/// Finds an entry again without keeping what its source calls it.
pub fn keyed_hash(directory: &Directory, name: &Name) -> String {
    keyed_hash_of(
        directory,
        &format!("{}\0{}\0{}", name.0, name.1.as_str(), name.2),
    )
}

/// Knows a text again without keeping it.
pub fn keyed_hash_of(directory: &Directory, text: &str) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(&directory.secret).expect("a key");
    mac.update(text.as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The records that entries are known as, under what their sources call them or under its hash.
pub fn records_of<'a>(
    tx: &mut Transaction<'_>,
    directory: &Directory,
    names: impl IntoIterator<Item = &'a Name>,
) -> Result<Vec<(&'a Name, RecordRef)>, StoreError> {
    let mut keys: HashMap<(Uuid, RecordKind, String), &Name> = HashMap::new();
    for name in names {
        for key in [name.2.clone(), keyed_hash(directory, name)] {
            keys.insert((source_id(&name.0), name.1, key), name);
        }
    }
    let asked: Vec<(Uuid, RecordKind, &str)> = keys
        .keys()
        .map(|(source, kind, key)| (*source, *kind, key.as_str()))
        .collect();
    let same = tx.same_as_of(&asked)?.into_iter();
    let found = same.filter_map(|same| {
        let key = (same.source_id, same.record.kind, same.foreign_id);
        Some((*keys.get(&key)?, same.record))
    });
    Ok(found.collect())
}

/// Whether it is what [`keyed_hash`] makes.
pub fn is_hash(foreign_id: &str) -> bool {
    foreign_id.len() == 64 && foreign_id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A source's id, from its key.
pub fn source_id(key: &str) -> Uuid {
    Uuid::new_v5(&SOURCES, key.as_bytes())
}
