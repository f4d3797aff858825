//! One record, written by itself: an update of one entry, in the name of one source.
//!
//! What is written is that source's word, as always, and the record is computed of all. PUT is the source's whole
//! word. PATCH begins with the record as it is: of each fact group that it touches the source says all from then on,
//! since a group is taken whole from one source. DELETE takes the source's word back.

mod delete;
mod patch;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::batch::REFERENCES;
use super::check;
use super::confidential::{self, About, says_withheld};
use super::entries::{Entry, Problem, ReadAt, SourceHeader};
use super::formats::{Input, Refusal, See};
use super::held::public::{Opened, opened};
use super::held::{self, references};
use super::load::{Author, LoadError, Options, Part, Settled, Update, run_settled};
use super::names::{Name, keyed_hash, source_id};
use super::report::{Outcome, Report};
use super::strip;
use crate::geography::Gazetteer;
use crate::hsds::FactGroup;
use crate::standing::{Claim, How, RecordKind, RecordRef, group_of};
use crate::store::{HeldFilter, HeldState, StoreError, Transaction};
use delete::take_back;
use patch::patched;

/// What is to become of the record.
#[derive(Clone, Debug)]
pub enum What {
    Put(Map<String, Value>),
    /// A merge patch (RFC 7396).
    Patch(Map<String, Value>),
    Delete,
}

/// One edit.
#[derive(Clone, Debug)]
pub struct Edit {
    pub record: RecordRef,
    pub source: SourceHeader,
    pub what: What,
    /// The revision of the record that whoever writes has seen.
    pub seen: Option<i64>,
    pub author: Author,
    /// It waits for a publisher.
    pub draft: bool,
}

/// Why an edit was not done. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("there is no such record")]
    NotFound,
    #[error("the record is there, and nobody said which revision of it was seen")]
    Unseen,
    #[error("the record is of another revision than the one that was seen")]
    Moved,
    #[error("a new record takes a random id (a UUID of version 4)")]
    NotRandom,
    #[error("the body has another id than the address")]
    OtherId,
    #[error("the source says nothing of this record")]
    NothingSaid,
    #[error("other records belong to this one")]
    HasChildren,
    #[error("refers to a record that is not there")]
    Dangling(&'static str),
    #[error("the record is not right")]
    Rejected(Box<Report>),
    #[error(transparent)]
    Load(#[from] LoadError),
}

impl From<StoreError> for EditError {
    fn from(error: StoreError) -> EditError {
        EditError::Load(error.into())
    }
}

/// Makes the edit, and returns its report and the record's revision after it: nothing where there is no such record.
pub fn edit(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    mut edit: Edit,
    random_id: &mut dyn FnMut() -> Uuid,
) -> Result<(Report, Option<i64>), EditError> {
    make_discreet(tx, &mut edit)?;
    let present = tx.records_of(&[edit.record])?.pop();
    let revision = tx.revision_of(edit.record)?.filter(|_| present.is_some());
    match (revision, edit.seen) {
        (Some(_), None) => return Err(EditError::Unseen),
        (now, Some(seen)) if now != Some(seen) => return Err(EditError::Moved),
        _ => {}
    }
    let id = source_id(&edit.source.key);
    let mut own = tx.claims_of(&[edit.record])?;
    own.retain(|claim| claim.source_id == id);
    let body = match (&edit.what, &present) {
        (What::Put(body), None) if edit.record.id.get_version_num() != 4 => {
            // A withheld record could be found by an id that is made of what it is called.
            let _ = body;
            return Err(EditError::NotRandom);
        }
        (What::Put(body), _) => body.clone(),
        (What::Patch(_) | What::Delete, None) => return Err(EditError::NotFound),
        (What::Patch(patch), Some(record)) => {
            if !says_anything(edit.record.kind, patch) {
                return Ok((said_nothing(tx, &edit, patch)?, revision));
            }
            patched(record, patch)
        }
        (What::Delete, Some(record)) => return take_back(tx, &edit, &own, record),
    };
    let body = with_clearings(&edit, own.first(), body)?;
    let settled = settle(tx, &edit, own.first(), &body)?;
    let is_withheld = strip::is_confidential(&body)
        || settled
            .values()
            .any(|settled| settled.record == edit.record && settled.is_withheld);
    let input = OneEntry(Entry {
        record: edit.record.kind,
        key: edit.record.id.to_string(),
        words: None,
        body,
        denies: own
            .first()
            .map_or_else(Vec::new, |claim| claim.denies.clone()),
        how: How::Imported,
        at: ReadAt {
            file: "the body".into(),
            ..ReadAt::default()
        },
    });
    let update = Update {
        parts: &[Part {
            source: edit.source.clone(),
            input: &input,
        }],
        same: &[],
        author: edit.author.clone(),
        options: Options {
            draft: edit.draft,
            ..Options::default()
        },
    };
    let mut report = run_settled(tx, gazetteer, &update, &settled, random_id, &mut |_| ())?;
    // Whoever writes one record is there to mend it.
    if report.rejected + report.left_out > 0 {
        return Err(EditError::Rejected(Box::new(report)));
    }
    told::tell(
        tx,
        gazetteer,
        &edit,
        (present.as_ref(), is_withheld),
        &mut report,
    )?;
    if report.held > 0 {
        tx.each_held(&waiting_of(&edit, edit.record), &mut |held| {
            report.waits.push(held.number);
        })?;
    }
    let is_there = !tx.records_of(&[edit.record])?.is_empty();
    Ok((report, tx.revision_of(edit.record)?.filter(|_| is_there)))
}

/// What is typed beside the body tells no place that the record, or what it is to belong to, keeps from the public.
fn make_discreet(tx: &mut Transaction<'_>, edit: &mut Edit) -> Result<(), StoreError> {
    let mut about = vec![edit.record];
    if let What::Put(body) | What::Patch(body) = &edit.what {
        about.extend(references(body));
    }
    let words = [&mut edit.author.by, &mut edit.author.reason];
    confidential::discreet(tx, About::Records(&about), words)
}

struct OneEntry(Entry);

impl Input for OneEntry {
    fn read(&self, kind: RecordKind, see: &mut See) -> Result<(), Refusal> {
        if self.0.record == kind {
            let _: ControlFlow<()> = see(Ok::<Entry, Problem>(self.0.clone()));
        }
        Ok(())
    }
}

/// Whether anything in the patch is read.
fn says_anything(kind: RecordKind, patch: &Map<String, Value>) -> bool {
    check::unknown(kind, patch).count() < patch.len()
        || strip::is_confidential(patch)
        || strip::keeps_its_places(kind, patch)
        || strip::is_excluded(kind, patch)
        || strip::private::is_private(patch)
}

/// The report of a patch of which nothing is read: it leaves the record, and whose word that is, as they are.
fn said_nothing(
    tx: &mut Transaction<'_>,
    edit: &Edit,
    patch: &Map<String, Value>,
) -> Result<Report, StoreError> {
    let mut report = Report {
        revision: tx.directory()?.revision,
        ..Report::default()
    };
    report.count(Outcome::Unchanged);
    check::unread(edit.record.kind, patch)
        .for_each(|member| report.not_read(edit.record.kind, member));
    Ok(report)
}

/// The body without what is no field of a claim, and with `null` for what the source no longer says.
fn with_clearings(
    edit: &Edit,
    own: Option<&Claim>,
    mut body: Map<String, Value>,
) -> Result<Map<String, Value>, EditError> {
    if let Some(id) = body.shift_remove("id")
        && id.as_str() != Some(edit.record.id.to_string().as_str())
    {
        return Err(EditError::OtherId);
    }
    let kind = edit.record.kind;
    let unknown: BTreeSet<&str> = check::unknown(kind, &body).collect();
    let known = body.keys().filter(|it| !unknown.contains(it.as_str()));
    let touched: BTreeSet<FactGroup> = known.map(|field| group_of(kind, field)).collect();
    for field in own.into_iter().flat_map(|claim| claim.body.keys()) {
        let is_whole =
            matches!(edit.what, What::Put(_)) || touched.contains(&group_of(kind, field));
        if is_whole && !body.contains_key(field) {
            body.insert(field.clone(), Value::Null);
        }
    }
    Ok(body)
}

/// Which records the entry and what it refers to are. Their names are their ids.
fn settle(
    tx: &mut Transaction<'_>,
    edit: &Edit,
    own: Option<&Claim>,
    body: &Map<String, Value>,
) -> Result<BTreeMap<Name, Settled>, EditError> {
    let mut settled = BTreeMap::new();
    let mut is_at_withheld = false;
    let opened = opened(tx, &[source_id(&edit.source.key)])?;
    for (field, kind) in REFERENCES {
        let Some(value) = body.get(field).filter(|value| !value.is_null()) else {
            continue;
        };
        let id = value.as_str().and_then(|id| id.parse().ok());
        let record = id
            .map(|id| RecordRef { kind, id })
            .ok_or(EditError::Dangling(field))?;
        // One that waits whole is there for what waits for it. Nothing of it is shown that had to be hidden.
        if tx.records_of(&[record])?.is_empty() {
            let waiting = waiting_claim(tx, edit, record)?.ok_or(EditError::Dangling(field))?;
            is_at_withheld |= says_withheld(&waiting);
            insert(tx, &mut settled, edit, record, Some(&waiting), false)?;
            continue;
        }
        let own = own_claim(tx, edit, record)?;
        let is_withheld = is_withheld(tx, record)? && !is_opened(&opened, own.as_ref());
        is_at_withheld |= is_withheld;
        insert(tx, &mut settled, edit, record, own.as_ref(), is_withheld)?;
    }
    let is_withheld = match edit.record.kind {
        RecordKind::ServiceAtLocation => is_at_withheld || is_withheld(tx, edit.record)?,
        _ => is_withheld(tx, edit.record)?,
    };
    let is_withheld = is_withheld && !is_opened(&opened, own);
    // Whoever keeps a place is found by what is known by a hash, and nothing may ever be said to be there.
    let is_new_and_kept =
        own.is_none() && edit.record.kind == RecordKind::Location && strip::is_confidential(body);
    let is_withheld = is_withheld || is_new_and_kept;
    insert(tx, &mut settled, edit, edit.record, own, is_withheld)?;
    Ok(settled)
}

/// Whether a person let the place be known by the word of this source.
fn is_opened(opened: &Opened, own: Option<&Claim>) -> bool {
    own.is_some_and(|own| opened.get(&own.foreign_id) == Some(&own.record))
}

fn own_claim(
    tx: &mut Transaction<'_>,
    edit: &Edit,
    record: RecordRef,
) -> Result<Option<Claim>, StoreError> {
    let id = source_id(&edit.source.key);
    let claims = tx.claims_of(&[record])?;
    Ok(claims.into_iter().find(|claim| claim.source_id == id))
}

/// What waits of the source on a record.
fn waiting_of(edit: &Edit, record: RecordRef) -> HeldFilter {
    HeldFilter {
        state: Some(HeldState::Waiting),
        source_id: Some(source_id(&edit.source.key)),
        record: Some(record),
        ..HeldFilter::default()
    }
}

/// What the source says of a record that waits whole.
fn waiting_claim(
    tx: &mut Transaction<'_>,
    edit: &Edit,
    record: RecordRef,
) -> Result<Option<Claim>, StoreError> {
    let mut claim = None;
    tx.each_held(&waiting_of(edit, record), &mut |held| {
        claim = held::claims_held(&held).or(claim.take());
    })?;
    Ok(claim)
}

fn insert(
    tx: &mut Transaction<'_>,
    settled: &mut BTreeMap<Name, Settled>,
    edit: &Edit,
    record: RecordRef,
    own: Option<&Claim>,
    is_withheld: bool,
) -> Result<(), StoreError> {
    let name: Name = (edit.source.key.clone(), record.kind, record.id.to_string());
    let foreign_id = match own {
        Some(claim) => claim.foreign_id.clone(),
        // So that it is known as withheld from then on.
        None if is_withheld => keyed_hash(&tx.directory()?, &name),
        None => record.id.to_string(),
    };
    let known = Settled {
        record,
        foreign_id,
        is_withheld,
        said: match &edit.what {
            What::Patch(patch) => Some(patch.keys().cloned().collect()),
            What::Put(_) | What::Delete => None,
        },
    };
    settled.insert(name, known);
    Ok(())
}

/// Whether the place of a location, or of a service at one, is withheld now.
fn is_withheld(tx: &mut Transaction<'_>, record: RecordRef) -> Result<bool, StoreError> {
    let Some(present) = tx.records_of(&[record])?.pop() else {
        return Ok(false);
    };
    match record.kind {
        RecordKind::Location => Ok(present.body.get("withheld") == Some(&Value::Bool(true))),
        RecordKind::ServiceAtLocation => {
            let location = present.body.get("location_id").and_then(Value::as_str);
            match location.and_then(|id| id.parse().ok()) {
                Some(id) => {
                    let kind = RecordKind::Location;
                    is_withheld(tx, RecordRef { kind, id })
                }
                None => Ok(false),
            }
        }
        RecordKind::Organization | RecordKind::Service => Ok(false),
    }
}
