//! From a source's entries to a changeset: which record each entry is, its claim, and the records
//! that come out of all claims.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::entries::{Entry, Position, Problem, SameEntry, Severity, SourceFile};
use super::names::{Name, canonical_names, canonical_of, entry_names, keyed_hash};
use super::survey::Survey;
use super::told::Told;
use super::{check, normalise, strip};
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

/// Fields under which HSDS nests whole records.
const NESTED: [&str; 8] = [
    "location",
    "locations",
    "organization",
    "organizations",
    "service",
    "service_at_locations",
    "services",
    "programs",
];

/// Who publishes, when, and why.
pub struct Author {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
}

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
    // What was withheld once stays so, whatever an update says or leaves out.
    let is_known_as_withheld = |name: &Name| {
        let foreign = keyed_hash(&directory, name);
        known.contains_key(&(source_id(&name.0), name.1, foreign))
    };
    let Survey { withheld, told, .. } = Survey::of_files(files, &canonical, &is_known_as_withheld);
    let foreign_id = |name: &Name| -> String {
        if withheld.contains(&canonical_of(&canonical, name)) {
            keyed_hash(&directory, name)
        } else {
            name.2.clone()
        }
    };

    // Ids first, so that entries can refer to one another in any order.
    let mut ids: HashMap<Name, Uuid> = HashMap::new();
    let mut problems = Vec::new();
    for name in files.iter().flat_map(entry_names) {
        let first = canonical_of(&canonical, &name);
        let is_in_the_open =
            |name: &Name| known.contains_key(&(source_id(&name.0), name.1, name.2.clone()));
        if withheld.contains(&first) && (is_in_the_open(&name) || is_in_the_open(&first)) {
            problems.push(Problem {
                severity: Severity::Error,
                code: "place_was_published".to_owned(),
                source: name.0.clone(),
                record: name.1,
                key: None,
                position: Position::default(),
                field: "withheld".to_owned(),
                value: None,
                detail: "its place was published, which no update takes back yet".to_owned(),
                expected: "a database that never had the place".to_owned(),
            });
        }
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
            let first = canonical_of(&canonical, &name);
            let is_withheld = withheld.contains(&first);
            let entry = &without_told(entry, &first, &told);
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
    let withheld_ids = withheld.iter().filter_map(|name| ids.get(name).copied());
    problems.extend(check::check(&records, &withheld_ids.collect()));
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

/// The entry without the texts that tell a withheld place.
fn without_told(entry: &Entry, first: &Name, told: &Told) -> Entry {
    let tells = |text: &str| told.tells(first, text);
    Entry {
        body: told.without(first, &entry.body),
        words: entry.words.clone().filter(|words| !tells(words)),
        denies: entry
            .denies
            .iter()
            .map(|denial| match tells(&denial.why) {
                true => strip::without_words(denial),
                false => denial.clone(),
            })
            .collect(),
        ..entry.clone()
    }
}

fn claim_of(
    entry: &Entry,
    name: &Name,
    is_withheld: bool,
    source: &Source,
    ids: &HashMap<Name, Uuid>,
    gazetteer: &Gazetteer,
) -> Result<Claim, Vec<Problem>> {
    let problem = |code: &str, field: &str, detail: String, expected: &str| Problem {
        severity: Severity::Error,
        code: code.to_owned(),
        source: source.key.clone(),
        record: entry.record,
        key: (!is_withheld).then(|| entry.key.clone()),
        position: entry.at.position(field),
        field: field.to_owned(),
        value: None,
        detail,
        expected: expected.to_owned(),
    };
    let mut body = match entry.record {
        _ if !is_withheld || entry.body.is_empty() => entry.body.clone(),
        RecordKind::Location => strip::strip(&entry.body, gazetteer),
        _ => strip::strip_service_at(&entry.body),
    };
    let mut problems: Vec<Problem> = normalise::normalise(entry.record, &mut body, gazetteer)
        .into_iter()
        .map(|fault| {
            // What is wrong may quote what is there.
            let detail = if is_withheld {
                super::WITHHELD.to_owned()
            } else {
                fault.detail
            };
            problem(fault.code, &fault.field, detail, fault.expected)
        })
        .collect();
    // A record inside another would pass by everything that is done to records.
    for field in NESTED.into_iter().filter(|field| body.contains_key(*field)) {
        let detail = "has a record of its own in it".to_owned();
        problems.push(problem(
            "nested_record",
            field,
            detail,
            "an entry of its own",
        ));
    }
    for (field, kind) in REFERENCES {
        let Some(value) = body.get_mut(field) else {
            continue;
        };
        let key = value.as_str().unwrap_or_default().to_owned();
        match ids.get(&(name.0.clone(), kind, key)) {
            Some(id) => *value = Value::String(id.to_string()),
            None => problems.push(problem(
                "dangling_reference",
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
        denies: if is_withheld {
            strip::strip_denials(&entry.denies)
        } else {
            entry.denies.clone()
        },
        words: if is_withheld {
            None
        } else {
            entry.words.clone()
        },
        how: entry.how,
        date: source.date,
    })
}
