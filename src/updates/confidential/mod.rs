//! A place that was public and becomes confidential: what is known of it is taken back, out of the claims, the
//! history and whatever waits, within the transaction that makes it so: [`hide`] for an update that says it,
//! [`hide_again`] for an undo that puts it back.
//!
//! The location, and what is served there, get new ids that nobody can compute; the old ones stay as tombstones.
//! What left earlier (backups, mirrors, PostgreSQL's write-ahead log) cannot be recalled.

mod asked;
mod flagged;
mod gone;
mod houses;
mod kept;
mod merged;
mod namesakes;
mod open;
mod restored;
mod scrub;
mod sources;
mod telling;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use super::batch::Context;
use super::names::{Name, is_hash, keyed_hash};
use super::recompute::recompute;
use super::strip;
use super::told::{Place, Told};
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordKind, RecordRef, SameAs, Source};
use crate::store::{Change, Directory, StoreError, Transaction};

pub use asked::ask;
pub use flagged::{Flagged, mark, marks_of_unknown};
pub use kept::{About, discreet, may_tell, waiting};
pub use merged::{Merged, hide_merged};
use namesakes::Namesakes;
pub use restored::HiddenSince;
use scrub::{Secret, scrub};
pub use sources::{as_known, without_telling_names};
use telling::Telling;

pub use open::{kept_in_the_open, perhaps_in_the_open, places_in_the_open, says_withheld, shows};

/// Who a hidden record is from then on, by who it was.
pub type Hidden = BTreeMap<RecordRef, RecordRef>;

/// What hiding takes, whoever does it.
pub struct Hiding<'a> {
    pub directory: &'a Directory,
    pub gazetteer: &'a Gazetteer,
    pub sources: &'a BTreeMap<Uuid, Source>,
    pub random_id: &'a mut dyn FnMut() -> Uuid,
    /// Items that waited and told a place: they are dropped whole.
    pub dropped: u64,
}

/// What an update says of what it hides.
#[derive(Default)]
struct Said<'a> {
    /// Records of which something waits that was kept before anybody said that the place is confidential.
    waiting: Vec<RecordRef>,
    /// Records whose texts tell a place.
    telling: Telling,
    told: Option<&'a Told>,
}

/// Hides what the update withholds and the directory has in the open. Nothing where there was nothing.
pub fn hide(tx: &mut Transaction<'_>, context: &mut Context) -> Result<Option<Hidden>, StoreError> {
    let namesakes = Namesakes::of(tx, context)?;
    let there = namesakes.there(tx)?;
    let waiting = waiting::waiting_in_the_open(tx, context, (&namesakes, &there))?;
    let said = Said {
        waiting: waiting.records,
        telling: telling::telling_in_the_open(tx, context, (&namesakes, &there))?,
        told: Some(&context.survey.told),
    };
    let mut hidden = open::withheld_in_the_open(tx, context)?;
    hidden.extend(open::twins_in_the_open(tx, context, &there)?);
    hidden.extend(houses::same_in_the_open(tx, context)?);
    let houses = waiting.houses.into_iter();
    let houses: BTreeSet<RecordRef> = houses.filter(|it| !hidden.contains(it)).collect();
    let is_told = !said.waiting.is_empty() || !said.telling.records.is_empty();
    if hidden.is_empty() && houses.is_empty() && !is_told {
        return Ok(None);
    }
    let mut hiding = Hiding {
        directory: &context.directory,
        gazetteer: context.gazetteer,
        sources: &context.sources,
        random_id: &mut *context.random_id,
        dropped: 0,
    };
    let hidden = hide_all(tx, &mut hiding, hidden, &[], &said)?;
    // Nobody has said whose they are, and nobody is asked about them.
    if !houses.is_empty() {
        hide_again(tx, &mut hiding, houses, &[])?;
    }
    let dropped = hiding.dropped;
    context.report.dropped += dropped;
    Ok(Some(hidden))
}

/// Hides these locations, and what is served there. `before` is what was claimed of them before the transaction,
/// with the place that nothing may tell.
pub fn hide_again(
    tx: &mut Transaction<'_>,
    hiding: &mut Hiding,
    locations: BTreeSet<RecordRef>,
    before: &[Claim],
) -> Result<Hidden, StoreError> {
    hide_all(tx, hiding, locations, before, &Said::default())
}

fn hide_all(
    tx: &mut Transaction<'_>,
    hiding: &mut Hiding,
    mut hidden: BTreeSet<RecordRef>,
    before: &[Claim],
    said: &Said,
) -> Result<Hidden, StoreError> {
    // The same house may be there under another name.
    let (claims, about) = loop {
        let known: Vec<RecordRef> = hidden.iter().copied().collect();
        hidden.extend(tx.children_of(&known)?);
        let claims = tx.claims_of(&hidden.iter().copied().collect::<Vec<_>>())?;
        let known = [&claims, before].concat();
        let mut about = about(tx, &known)?;
        about.retain(|record| !hidden.contains(record));
        let twins = twins(tx, &known, &about)?;
        if twins.is_empty() {
            break (claims, about);
        }
        hidden.extend(twins);
    };
    let keepers: Vec<RecordRef> = about.iter().copied().filter(keeps).collect();
    let mut about = about;
    about.extend(gone::belonged(tx, &keepers)?);
    about.retain(|record| !hidden.contains(record));
    let hidden: Hidden = hidden
        .into_iter()
        .map(|old| {
            let id = (hiding.random_id)();
            (old, RecordRef { kind: old.kind, id })
        })
        .collect();
    let old: Vec<RecordRef> = hidden.keys().copied().collect();
    let told = told_by(claims.iter().chain(before), &public_names(tx, &about)?);

    let mut changes = Vec::new();
    for claim in &claims {
        changes.push(Change::RemoveClaim {
            record: claim.record,
            source_id: claim.source_id,
            foreign_id: claim.foreign_id.clone(),
        });
        changes.push(Change::PutClaim(without_place(claim, &hidden, hiding)));
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
            foreign_id: hashed(hiding, same.source_id, new.kind, &same.foreign_id),
            record: *new,
            ..same
        }));
    }
    tx.apply(&changes)?;

    let mut scrubbed = old;
    scrubbed.extend(&about);
    scrubbed.extend(&said.waiting);
    scrubbed.extend(&said.telling.records);
    scrubbed.sort_unstable();
    scrubbed.dedup();
    let secret = Secret::new(tx, &told, said, &scrubbed)?;
    hiding.dropped += tx.rewrite_claims_and_history(
        &scrubbed,
        &mut |subject, value| scrub(hiding, &hidden, &secret, subject, value),
        &mut |held| secret.kept_of(&hidden, held),
    )?;
    tx.rewrite_reasons(&mut |reason| secret.is_in(reason))?;
    without_telling_names(tx, hiding.directory, &|name| secret.is_in(name))?;
    let mut affected: Vec<RecordRef> = hidden.iter().flat_map(|(old, new)| [*old, *new]).collect();
    affected.extend(about);
    affected.extend(&said.telling.records);
    affected.sort_unstable();
    affected.dedup();
    recompute(tx, hiding.sources, &affected)?;
    Ok(hidden)
}

/// Locations in the open that are the very house of a hidden one.
fn twins(
    tx: &mut Transaction<'_>,
    hidden: &[Claim],
    about: &BTreeSet<RecordRef>,
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let is_place = |record: &RecordRef| record.kind == RecordKind::Location;
    let places: Vec<Place> = hidden
        .iter()
        .filter(|claim| is_place(&claim.record))
        .map(|claim| Place::of(&claim.body))
        .collect();
    let locations: Vec<RecordRef> = about.iter().copied().filter(is_place).collect();
    let twins = tx.claims_of(&locations)?.into_iter().filter(|claim| {
        let own = Place::of(&claim.body);
        places.iter().any(|place| own.is_same_as(place))
    });
    Ok(twins.map(|claim| claim.record).collect())
}

/// The services and organizations that the hidden claims are about, and whatever else these have.
fn about(tx: &mut Transaction<'_>, claims: &[Claim]) -> Result<BTreeSet<RecordRef>, StoreError> {
    let services = parents(claims.iter(), "service_id", RecordKind::Service);
    let served = tx.claims_of(&services)?;
    let organizations = parents(
        claims.iter().chain(&served),
        "organization_id",
        RecordKind::Organization,
    );
    let mut about: BTreeSet<RecordRef> = services.into_iter().collect();
    let siblings = tx.children_of(&organizations)?;
    let elsewhere = tx.children_of(&siblings)?;
    let placed = tx.claims_of(&elsewhere)?;
    about.extend(parents(placed.iter(), "location_id", RecordKind::Location));
    about.extend(siblings);
    about.extend(elsewhere);
    about.extend(organizations);
    Ok(about)
}

/// The records of this kind that claims refer to.
fn parents<'a>(
    claims: impl Iterator<Item = &'a Claim>,
    field: &str,
    kind: RecordKind,
) -> Vec<RecordRef> {
    let ids = claims.filter_map(|claim| claim.body.get(field)?.as_str()?.parse().ok());
    let records: BTreeSet<RecordRef> = ids.map(|id| RecordRef { kind, id }).collect();
    records.into_iter().collect()
}

/// The records of this kind that what is claimed of others refers to.
pub fn parents_of(
    tx: &mut Transaction<'_>,
    records: &[RecordRef],
    field: &str,
    kind: RecordKind,
) -> Result<Vec<RecordRef>, StoreError> {
    let claims = tx.claims_of(records)?;
    Ok(parents(claims.iter(), field, kind))
}

/// Whether it is an organization or a service, to which others belong.
fn keeps(record: &RecordRef) -> bool {
    matches!(record.kind, RecordKind::Organization | RecordKind::Service)
}

/// Nobody's name: under it the places are searched for in every text. Where a location is itself is no such text.
pub fn anyone(kind: RecordKind) -> Name {
    (String::new(), kind, String::new())
}

/// What the organizations and services are publicly called.
fn public_names(
    tx: &mut Transaction<'_>,
    about: &BTreeSet<RecordRef>,
) -> Result<Vec<String>, StoreError> {
    let records: Vec<RecordRef> = about.iter().copied().filter(keeps).collect();
    let claims = tx.claims_of(&records)?;
    let names = claims
        .iter()
        .flat_map(|claim| ["name", "alternate_name"].map(|field| claim.body.get(field)))
        .filter_map(|name| Some(name?.as_str()?.to_owned()));
    Ok(names.collect())
}

/// What nobody may tell of the places, but for what is in a public name: the building may be called the same.
fn told_by<'a>(claims: impl Iterator<Item = &'a Claim>, public_names: &[String]) -> Told {
    let mut places: Vec<Place> = claims
        .filter(|claim| claim.record.kind == RecordKind::Location)
        .map(|claim| Place::of(&claim.body))
        .collect();
    for place in &mut places {
        for name in public_names {
            place.forget_names_in(name);
        }
    }
    told_of(places)
}

/// That nobody may tell these places.
pub fn told_of(places: Vec<Place>) -> Told {
    let all: Vec<usize> = (0..places.len()).collect();
    let names = RecordKind::ALL.map(|kind| (anyone(kind), all.clone()));
    Told::new(places, BTreeMap::from(names))
}

fn without_place(claim: &Claim, hidden: &Hidden, hiding: &Hiding) -> Claim {
    let mut body = match claim.record.kind {
        RecordKind::Location => strip::strip(&claim.body, hiding.gazetteer),
        _ => strip::strip_service_at(&claim.body),
    };
    // Whose it is says nothing of where, and what they tell later has to be searched.
    if claim.record.kind == RecordKind::Location
        && let Some(organization) = claim.body.get("organization_id")
    {
        body.insert("organization_id".to_owned(), organization.clone());
    }
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
        foreign_id: hashed(hiding, claim.source_id, record.kind, &claim.foreign_id),
        body,
        denies: strip::strip_denials(&claim.denies),
        words: None,
        how: claim.how,
        date: claim.date,
    }
}

/// What an entry is kept under that is known by a hash already stays.
fn hashed(hiding: &Hiding, source_id: Uuid, kind: RecordKind, foreign_id: &str) -> String {
    if is_hash(foreign_id) {
        return foreign_id.to_owned();
    }
    let source = hiding.sources.get(&source_id);
    let key = source.map(|source| source.key.clone()).unwrap_or_default();
    keyed_hash(hiding.directory, &(key, kind, foreign_id.to_owned()))
}
