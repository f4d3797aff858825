//! Whose flag keeps their places from the public. It is said once, of an organization, a service, or a service at a
//! place that nobody has yet; the place may come later, and without a word.

use std::collections::{BTreeSet, HashSet};

use uuid::Uuid;

use crate::standing::{RecordKind, RecordRef, SameAs};
use crate::store::{Change, Directory, StoreError, Transaction};
use crate::updates::batch::{Context, open_id};
use crate::updates::names::{Name, canonical_of, keyed_hash, records_of, source_id};

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

    /// Whether a source's entry is kept under this hash of its name: what is so is withheld, or tells what is.
    pub fn is_key(&self, hash: &str) -> bool {
        self.hashes.contains(hash)
    }

    /// Whether this organization or service has it.
    pub fn keeps(&self, record: RecordRef) -> bool {
        self.records.contains(&record)
    }

    pub fn has_keys(&self) -> bool {
        !self.hashes.is_empty()
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

/// Of locations that were rejected, or that wait, nothing is kept but that they are confidential: by their canonical
/// names. Those that may only be so are not marked.
pub fn marks_of_unknown(
    tx: &mut Transaction<'_>,
    context: &mut Context,
    confidential: &BTreeSet<Name>,
) -> Result<Vec<Change>, StoreError> {
    let survey = context.survey;
    let is_said = |name: &Name| name.1 == RecordKind::Location && !survey.doubtful.contains(name);
    let said: BTreeSet<&Name> = confidential.iter().filter(|name| is_said(name)).collect();
    if said.is_empty() {
        return Ok(Vec::new());
    }
    // Without their `same_as` another update may have them.
    let aliases = context.canonical.keys();
    let aliases = aliases.filter(|name| said.contains(&canonical_of(context.canonical, name)));
    let names: Vec<&Name> = aliases.chain(said.iter().copied()).collect();
    let known = records_of(tx, &context.directory, names.iter().copied())?;
    let known = known
        .iter()
        .map(|(name, _)| canonical_of(context.canonical, name));
    let known: BTreeSet<Name> = known.collect();
    let unknown = names.into_iter();
    let unknown = unknown.filter(|name| !known.contains(&canonical_of(context.canonical, name)));
    Ok(unknown.filter_map(|name| mark(context, name)).collect())
}

/// What is to be written of a location that has no record, so that its flag is known from now on.
pub fn mark(context: &mut Context, name: &Name) -> Option<Change> {
    let source = source_id(&name.0);
    // No other can have a key.
    context.sources.contains_key(&source).then_some(())?;
    let id = open_id(&(source, name.1, name.2.clone()));
    let record = RecordRef { kind: name.1, id };
    let same = context.flagged.add(&context.directory, name, record)?;
    Some(Change::PutSameAs(same))
}
