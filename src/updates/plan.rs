//! From a source's entries to a changeset: which record each entry is, its claim, and the records
//! that come out of all claims.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use uuid::Uuid;

use super::entries::{Entry, Problem, SameEntry, SourceFile};
use super::{normalise, strip};
use crate::geography::Gazetteer;
use crate::standing::{Claim, Record, RecordKind, RecordRef, Resolution, SameAs, Source, compute};
use crate::store::{Change, Changeset, Directory, Store, StoreError};

/// Namespace of the ids of sources; made once, never to change.
const SOURCES: Uuid = Uuid::from_u128(0x2b0e_9d3c_71f4_4c0f_8a86_54d2_1c9e_7ab3);

/// Fields that name another record of the same source, and its kind.
const REFERENCES: [(&str, RecordKind); 3] = [
    ("organization_id", RecordKind::Organization),
    ("service_id", RecordKind::Service),
    ("location_id", RecordKind::Location),
];

/// Who publishes, when, and why.
pub struct Author {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
}

/// An entry's name: its source's key, its kind, its own key.
type Name = (String, RecordKind, String);

/// What a claim and a `same_as` are kept under: source, kind, foreign id.
type EntryKey = (Uuid, RecordKind, String);

/// What a directory has before an update.
pub struct Present {
    pub directory: Directory,
    pub sources: Vec<Source>,
    pub claims: Vec<Claim>,
    pub same_as: Vec<SameAs>,
    pub resolutions: Vec<Resolution>,
}

impl Present {
    pub fn of(store: &Store) -> Result<Present, StoreError> {
        Ok(Present {
            // Read first: if another publishes in between, the revision has moved when this plan is published.
            directory: store.directory()?,
            sources: store.sources()?,
            claims: store.claims()?,
            same_as: store.same_as()?,
            resolutions: store.resolutions()?,
        })
    }

    /// A directory that is kept nowhere and has nothing.
    pub fn nothing() -> Present {
        Present {
            directory: Directory {
                directory_id: Uuid::nil(),
                revision: 0,
                secret: [0; 32],
            },
            sources: Vec::new(),
            claims: Vec::new(),
            same_as: Vec::new(),
            resolutions: Vec::new(),
        }
    }
}

/// Plans the changeset that adds the files' sources and claims. Nothing is written.
///
/// `random_id` gives the ids of withheld entries, which no one can compute from what the source calls them.
pub fn plan(
    present: Present,
    gazetteer: &Gazetteer,
    files: &[SourceFile],
    same: &[SameEntry],
    author: Author,
    random_id: &mut dyn FnMut() -> Uuid,
) -> Result<Changeset, Vec<Problem>> {
    let directory = present.directory;
    let known: HashMap<EntryKey, Uuid> = present
        .same_as
        .into_iter()
        .map(|same| {
            (
                (same.source_id, same.record.kind, same.foreign_id),
                same.record.id,
            )
        })
        .collect();
    let mut claims: BTreeMap<EntryKey, Claim> = present
        .claims
        .into_iter()
        .map(|claim| {
            (
                (claim.source_id, claim.record.kind, claim.foreign_id.clone()),
                claim,
            )
        })
        .collect();

    let canonical = canonical_names(same);
    let withheld = withheld_names(files, &canonical);
    let foreign_id = |name: &Name| -> String {
        if withheld.contains(&canonical_of(&canonical, name)) {
            keyed_hash(&directory, name)
        } else {
            name.2.clone()
        }
    };

    // Ids first, so that entries can refer to one another in any order.
    let mut ids: HashMap<Name, Uuid> = HashMap::new();
    for name in files.iter().flat_map(entry_names) {
        let first = canonical_of(&canonical, &name);
        let source_id = source_id(&first.0);
        let foreign = foreign_id(&first);
        let id = ids
            .get(&first)
            .or_else(|| known.get(&(source_id, first.1, foreign.clone())))
            .copied()
            .unwrap_or_else(|| {
                if withheld.contains(&first) {
                    random_id()
                } else {
                    let name = format!("{}/{foreign}", first.1.as_str());
                    Uuid::new_v5(&source_id, name.as_bytes())
                }
            });
        ids.insert(first, id);
        ids.insert(name, id);
    }

    let mut changes = Vec::new();
    let mut problems = Vec::new();
    let mut touched = BTreeSet::new();
    let mut sources: BTreeMap<Uuid, Source> = present
        .sources
        .into_iter()
        .map(|source| (source.id, source))
        .collect();
    for file in files {
        let source = source_of(file);
        if sources.get(&source.id) != Some(&source) {
            changes.push(Change::PutSource(source.clone()));
            sources.insert(source.id, source.clone());
        }
        for entry in &file.entries {
            let name = (file.source.key.clone(), entry.record, entry.key.clone());
            let is_withheld = withheld.contains(&canonical_of(&canonical, &name));
            let claim = match claim_of(entry, &name, is_withheld, &source, &ids, gazetteer) {
                Ok(claim) => Claim {
                    foreign_id: foreign_id(&name),
                    ..claim
                },
                Err(faults) => {
                    problems.extend(faults);
                    continue;
                }
            };
            let key = (source.id, entry.record, claim.foreign_id.clone());
            if !known.contains_key(&key) {
                changes.push(Change::PutSameAs(SameAs {
                    source_id: source.id,
                    foreign_id: claim.foreign_id.clone(),
                    record: claim.record,
                }));
            }
            if claims.get(&key) != Some(&claim) {
                touched.insert(claim.record);
                changes.push(Change::PutClaim(claim.clone()));
                claims.insert(key, claim);
            }
        }
    }

    let mut by_record: BTreeMap<RecordRef, Vec<Claim>> = BTreeMap::new();
    for claim in claims
        .into_values()
        .filter(|claim| touched.contains(&claim.record))
    {
        by_record.entry(claim.record).or_default().push(claim);
    }
    let records: Vec<Record> = by_record
        .values()
        .filter_map(|claims| compute(claims, &sources, &present.resolutions))
        .collect();
    problems.extend(incomplete(&records));
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Changeset {
        expected_revision: directory.revision,
        at: author.at,
        by: author.by,
        reason: author.reason,
        source_id: match files {
            [only] => Some(source_id(&only.source.key)),
            _ => None,
        },
        changes,
        records,
        removed: Vec::new(),
    })
}

fn source_id(key: &str) -> Uuid {
    Uuid::new_v5(&SOURCES, key.as_bytes())
}

fn source_of(file: &SourceFile) -> Source {
    let header = &file.source;
    Source {
        id: source_id(&header.key),
        key: header.key.clone(),
        name: header.name.clone(),
        kind: header.kind,
        date: header.date,
        url: header.url.clone(),
    }
}

fn entry_names(file: &SourceFile) -> impl Iterator<Item = Name> {
    file.entries
        .iter()
        .map(|entry| (file.source.key.clone(), entry.record, entry.key.clone()))
}

fn canonical_names(same: &[SameEntry]) -> HashMap<Name, Name> {
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
fn canonical_of(canonical: &HashMap<Name, Name>, name: &Name) -> Name {
    let mut at = name;
    for _ in 0..=canonical.len() {
        match canonical.get(at) {
            Some(next) => at = next,
            None => break,
        }
    }
    at.clone()
}

/// The locations that any source calls confidential, and what is served there: a source's own key for
/// either can tell the place.
fn withheld_names(files: &[SourceFile], canonical: &HashMap<Name, Name>) -> BTreeSet<Name> {
    let entries = || {
        files.iter().flat_map(|file| {
            file.entries
                .iter()
                .map(|entry| (file.source.key.clone(), entry))
        })
    };
    let mut withheld: BTreeSet<Name> = entries()
        .filter(|(_, entry)| {
            entry.record == RecordKind::Location && strip::is_confidential(&entry.body)
        })
        .map(|(source, entry)| canonical_of(canonical, &(source, entry.record, entry.key.clone())))
        .collect();
    let served_there: Vec<Name> = entries()
        .filter(|(_, entry)| entry.record == RecordKind::ServiceAtLocation)
        .filter_map(|(source, entry)| {
            let location = entry.body.get("location_id")?.as_str()?.to_owned();
            let location = (source.clone(), RecordKind::Location, location);
            withheld
                .contains(&canonical_of(canonical, &location))
                .then(|| canonical_of(canonical, &(source, entry.record, entry.key.clone())))
        })
        .collect();
    withheld.extend(served_there);
    withheld
}

/// Finds an entry again without keeping what its source calls it.
fn keyed_hash(directory: &Directory, name: &Name) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(&directory.secret).expect("a key");
    mac.update(format!("{}\0{}\0{}", name.0, name.1.as_str(), name.2).as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn claim_of(
    entry: &Entry,
    name: &Name,
    is_withheld: bool,
    source: &Source,
    ids: &HashMap<Name, Uuid>,
    gazetteer: &Gazetteer,
) -> Result<Claim, Vec<Problem>> {
    let problem = |field: &str, detail: String, expected| Problem {
        source: source.key.clone(),
        record: entry.record,
        key: (!is_withheld).then(|| entry.key.clone()),
        field: field.to_owned(),
        detail,
        expected,
    };
    let withheld_place = is_withheld && entry.record == RecordKind::Location;
    let mut body = if withheld_place && !entry.body.is_empty() {
        strip::strip(&entry.body, gazetteer)
    } else {
        entry.body.clone()
    };
    let mut problems: Vec<Problem> = normalise::normalise(entry.record, &mut body, gazetteer)
        .into_iter()
        .map(|fault| problem(&fault.field, fault.detail, fault.expected))
        .collect();
    for (field, kind) in REFERENCES {
        let Some(value) = body.get_mut(field) else {
            continue;
        };
        let key = value.as_str().unwrap_or_default().to_owned();
        match ids.get(&(name.0.clone(), kind, key)) {
            Some(id) => *value = Value::String(id.to_string()),
            None => problems.push(problem(
                field,
                "refers to an entry that this source does not have".to_owned(),
                "the key of an entry in the same file",
            )),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Claim {
        record: RecordRef {
            kind: entry.record,
            id: ids[name],
        },
        source_id: source.id,
        foreign_id: entry.key.clone(),
        body,
        denies: entry.denies.clone(),
        words: if is_withheld {
            None
        } else {
            entry.words.clone()
        },
        how: entry.how,
        date: source.date,
    })
}

/// Records that lack what HSDS or the store cannot do without.
fn incomplete(records: &[Record]) -> Vec<Problem> {
    let needed = |kind: RecordKind| -> &[&str] {
        match kind {
            RecordKind::Organization => &["name"],
            RecordKind::Service => &["name", "organization_id"],
            RecordKind::Location => &["location_type"],
            RecordKind::ServiceAtLocation => &["service_id", "location_id"],
        }
    };
    records
        .iter()
        .flat_map(|record| {
            needed(record.record.kind)
                .iter()
                .filter(|field| !record.body.contains_key(**field))
                .map(|field| Problem {
                    source: "all sources together".to_owned(),
                    record: record.record.kind,
                    key: Some(record.record.id.to_string()),
                    field: (*field).to_owned(),
                    detail: "no source gives it".to_owned(),
                    expected: "a value from at least one source",
                })
        })
        .collect()
}
