//! Whose flag keeps their places from the public. It is said once, of an organization, a service, or a service at a
//! place that nobody has yet; the place may come later, and without a word.

use std::collections::{BTreeSet, HashSet};

use uuid::Uuid;

use crate::standing::{RecordKind, RecordRef, SameAs};
use crate::store::{Directory, StoreError, Transaction};
use crate::updates::batch::open_id;
use crate::updates::names::{Name, keyed_hash, source_id};

/// Who is known to have such a flag. It is kept as a second key of the record, hashed, which no undo takes away.
#[derive(Default)]
pub struct Flagged {
    /// All hashed keys of the directory.
    hashes: HashSet<String>,
    records: BTreeSet<RecordRef>,
    /// What sources call the records, and the services of the organizations.
    called: HashSet<(Uuid, RecordKind, String)>,
}

impl Flagged {
    pub fn of(tx: &mut Transaction<'_>) -> Result<Flagged, StoreError> {
        let mut flagged = Flagged::default();
        for source in tx.sources()? {
            let hashes = tx.hashed_same_as(source.id)?;
            let kinds = [RecordKind::Organization, RecordKind::Service];
            let keys: Vec<_> = hashes
                .iter()
                .flat_map(|key| kinds.map(|kind| (source.id, kind, key.as_str())))
                .collect();
            let same = tx.same_as_of(&keys)?;
            let records: Vec<RecordRef> = same.iter().map(|same| same.record).collect();
            let claims = tx.claims_of(&records)?;
            for same in same {
                // A key that is hashed for what it tells has a claim.
                let is_key = claims.iter().any(|claim| {
                    claim.record == same.record && claim.foreign_id == same.foreign_id
                });
                if !is_key {
                    flagged.records.insert(same.record);
                }
            }
            flagged.hashes.extend(hashes);
        }
        let records: Vec<RecordRef> = flagged.records.iter().copied().collect();
        let children = tx.children_of(&records)?.into_iter();
        let services = children.filter(|child| child.kind == RecordKind::Service);
        let claims = tx.claims_of(&records.iter().copied().chain(services).collect::<Vec<_>>())?;
        let called = claims.into_iter();
        flagged.called = called
            .map(|claim| (claim.source_id, claim.record.kind, claim.foreign_id))
            .collect();
        Ok(flagged)
    }

    /// Whether the entry of this name has it, by its key, by the record's id, or as a service of an organization.
    pub fn has(&self, directory: &Directory, name: &Name) -> bool {
        if self.hashes.is_empty() {
            return false;
        }
        let (source, kind, key) = name;
        let called = (source_id(source), *kind, key.clone());
        let is_record = |id: Uuid| self.records.contains(&RecordRef { kind: *kind, id });
        self.called.contains(&called)
            || is_record(key.parse().unwrap_or_else(|_| open_id(&called)))
            || self.hashes.contains(&flag(directory, name))
    }

    /// What is to be written, so that this record's flag is known from now on.
    pub fn add(&mut self, directory: &Directory, name: &Name, record: RecordRef) -> Option<SameAs> {
        let foreign_id = flag(directory, name);
        let is_new = self.records.insert(record) & self.hashes.insert(foreign_id.clone());
        is_new.then(|| SameAs {
            source_id: source_id(&name.0),
            foreign_id,
            record,
        })
    }
}

/// The key that says so. No source has one with NUL in it.
fn flag(directory: &Directory, (source, kind, key): &Name) -> String {
    let key = format!("{key}\0keeps its places");
    keyed_hash(directory, &(source.clone(), *kind, key))
}
