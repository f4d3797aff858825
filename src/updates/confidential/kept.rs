//! What people type of whoever keeps a place, such as a reason, a note or a name: the place is not stored, so that any
//! address in it may be the one. Whatever a person writes beside what sources say goes through [`discreet`].

use std::collections::BTreeSet;

use super::open::opened_places;
use super::{Flagged, says_withheld};
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{HeldFilter, HeldState, NOT_KEPT, StoreError, Subject, Transaction};
use crate::updates::held::{claims_held, references};
use crate::updates::numbers;
use crate::updates::risk::keepers::{Keepers, last_claims};
use crate::updates::told::Place;

/// Records, and changes, that are looked up together.
const BATCH: u32 = 2000;

/// What is typed is about these.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    Records(&'a [RecordRef]),
    /// Whoever has the number, had it, or would get it. E.164, or a short code's digits.
    Number(&'a str),
    /// Whatever this changeset changed.
    Changeset(i64),
    /// Whatever the directory has.
    Anybody,
}

/// Whether a text has what may be the address of a house.
pub fn may_tell(text: &str) -> bool {
    Place::default().is_in(text)
}

/// Puts [`NOT_KEPT`] for each of the words that has an address which is not in the open, where what they are about, who it
/// belongs to, or who is called so, keeps a place. Where that is nobody known, it may be any who does.
pub fn discreet<'w>(
    tx: &mut Transaction<'_>,
    about: About<'_>,
    words: impl IntoIterator<Item = &'w mut String>,
) -> Result<(), StoreError> {
    let mut telling: Vec<&mut String> = words.into_iter().filter(|it| may_tell(it)).collect();
    // To find out who keeps a place costs a walk over all that is withheld.
    if telling.is_empty() {
        return Ok(());
    }
    let places = places_about(tx, about)?;
    telling.retain(|text| places.iter().any(|place| place.is_in(text)));
    for text in telling {
        NOT_KEPT.clone_into(text);
    }
    Ok(())
}

/// What is not known of the places that whom it is about keeps.
fn places_about(tx: &mut Transaction<'_>, about: About<'_>) -> Result<Vec<Place>, StoreError> {
    let records = match about {
        About::Records(records) => records.iter().copied().collect(),
        About::Number(number) => numbers::records_about(tx, number)?,
        About::Changeset(revision) => changed_in(tx, revision)?,
        About::Anybody => BTreeSet::new(),
    };
    let opened = opened_places(tx)?;
    let keepers = Keepers::of(tx, Gazetteer::embedded(), &opened)?;
    let flagged = Flagged::of(tx)?;
    let waiting = waiting(tx)?;
    let withheld = waiting.iter().filter(|claim| says_withheld(claim));
    let withheld: BTreeSet<RecordRef> = withheld.map(|claim| claim.record).collect();
    if records.is_empty() {
        let is_any = !keepers.is_empty() || flagged.has_keys() || !withheld.is_empty();
        return Ok(is_any.then(Place::default).into_iter().collect());
    }
    let (housing, _) = upwards(tx, withheld, &waiting)?;
    let mut of = BTreeSet::new();
    let records: Vec<RecordRef> = records.into_iter().collect();
    for part in records.chunks(BATCH as usize) {
        let (reached, claims) = upwards(tx, part.iter().copied().collect(), &waiting)?;
        let known = of.len();
        of.extend(
            reached
                .iter()
                .filter_map(|record| keepers.keeper_of(*record)),
        );
        for claim in &claims {
            if claim.record.kind == RecordKind::Organization {
                of.extend(keepers.namesakes_of(&claim.body));
            }
        }
        let is_of_nobody = of.len() == known && claims.iter().any(says_withheld);
        if is_of_nobody
            || !reached.is_disjoint(&housing)
            || reached.iter().any(|record| flagged.keeps(*record))
        {
            return Ok(vec![Place::default()]);
        }
    }
    let places = of
        .into_iter()
        .map(|keeper| keepers.place_of(keeper).clone());
    Ok(places.collect())
}

/// What waits, or was refused, as a record of its own: it is in the directory nowhere else.
pub fn waiting(tx: &mut Transaction<'_>) -> Result<Vec<Claim>, StoreError> {
    let mut waiting = Vec::new();
    for state in [HeldState::Waiting, HeldState::Rejected] {
        let filter = HeldFilter {
            state: Some(state),
            ..HeldFilter::default()
        };
        tx.each_held(&filter, &mut |held| waiting.extend(claims_held(&held)))?;
    }
    Ok(waiting)
}

/// The records, what is served at their locations, and all that these belong to, with what is, was last or would be
/// claimed of them.
fn upwards(
    tx: &mut Transaction<'_>,
    records: BTreeSet<RecordRef>,
    waiting: &[Claim],
) -> Result<(BTreeSet<RecordRef>, Vec<Claim>), StoreError> {
    let there = records.iter().copied();
    let there: Vec<RecordRef> = there
        .filter(|record| record.kind == RecordKind::Location)
        .collect();
    let mut next = records;
    next.extend(tx.children_of(&there)?);
    let is_there = |claim: &&Claim| references(&claim.body).any(|of| there.contains(&of));
    next.extend(waiting.iter().filter(is_there).map(|claim| claim.record));
    let (mut reached, mut claims) = (BTreeSet::new(), Vec::new());
    while !next.is_empty() {
        let new: Vec<RecordRef> = next.iter().copied().collect();
        let mut said = last_claims(tx, &new)?;
        said.extend(
            waiting
                .iter()
                .filter(|it| next.contains(&it.record))
                .cloned(),
        );
        reached.append(&mut next);
        next.extend(said.iter().flat_map(|claim| references(&claim.body)));
        next.retain(|record| !reached.contains(record));
        claims.extend(said);
    }
    Ok((reached, claims))
}

/// The records that a changeset changed, and of a number that it blocked those that are about it.
fn changed_in(tx: &mut Transaction<'_>, revision: i64) -> Result<BTreeSet<RecordRef>, StoreError> {
    let (mut records, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    let mut before = None;
    loop {
        let part = tx.last_changes_in(revision, before, BATCH)?;
        let Some((last, _)) = part.last() else {
            break;
        };
        before = Some(*last);
        for (_, changed) in part {
            records.extend(changed.record);
            let block = changed.after.or(changed.before);
            let block = block.filter(|_| changed.subject == Subject::Block);
            let number = block.and_then(|block| Some(block.get("number")?.as_str()?.to_owned()));
            numbers.extend(number);
        }
    }
    for number in numbers {
        records.extend(numbers::records_about(tx, &number)?);
    }
    Ok(records)
}
