//! What a person's word on held items does: [`approve`] does what is proposed, [`reject`] remembers that it was not
//! wanted. All of it within a transaction of the caller's.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::Proposal;
use super::apply::{Applied, Work};
use super::four_eyes::{FourEyes, four_eyes};
use super::shown::{is_judged_by_group, item_of};
use crate::standing::RecordRef;
use crate::store::{Decision, HeldState, Hold, StoreError, Transaction};
use crate::updates::confidential::{self, About};

/// How long a rejection holds, unless the fact changes (days).
const REMEMBERED_DAYS: i64 = 180;

/// Who decides, when and why.
#[derive(Clone, Debug)]
pub struct Decider {
    pub by: String,
    pub at: DateTime<Utc>,
    pub reason: String,
    pub api_key_id: Option<Uuid>,
    /// Crisis numbers as the person typed them again.
    pub retyped: Vec<String>,
}

/// What became of items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decided {
    /// The directory's revision after it.
    pub revision: i64,
    pub done: Vec<i64>,
    /// Items that waited for one of `done`, and were decided with it.
    pub followed: Vec<i64>,
    /// Of `done` those that let a place be known: it is shown once its source gives it again, since it was not kept.
    pub to_give_again: Vec<i64>,
    /// Places that were shown, and are confidential from this decision on.
    pub hidden: u64,
    /// What waited and told such a place: it waits no longer.
    pub dropped: u64,
    /// It is so already, or its source says nothing of it any more: nothing was changed, and it no longer waits.
    pub superseded: Vec<i64>,
    /// Still waiting, itself or as another number, and why.
    pub undecided: Vec<(i64, Undecided)>,
}

/// Why an item could not be decided. It still waits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    #[error("there is no such item, or it no longer waits")]
    NotWaiting,
    #[error("what it belongs to waits too: decide that first")]
    WaitsForParent,
    #[error(
        "“{0}” keeps the place confidential: that source says otherwise, or its word is taken back, first"
    )]
    KeptByAnother(String),
    #[error(
        "what it is of is another than when it was proposed: it waits anew as {0}, beside what there is now"
    )]
    Anew(i64),
    #[error("it would give a hotline a number that nobody was asked about: it waits anew as {0}")]
    Asked(i64),
    #[error(
        "what it may be the same as is there no more: rejected as a duplicate, it is published as a record of its own"
    )]
    NothingToMerge,
    #[error("the number is blocked: unblock it first")]
    Blocked,
    #[error("it is judged by itself, never by group: approve {0} alone")]
    ByItself(i64),
    #[error("{0}")]
    FourEyes(#[from] FourEyes),
    #[error(
        "it, or what it belongs to, asks not to be shown, and a hotline or crisis number would go out of sight with it: {0}"
    )]
    HidesLine(String),
    #[error("the record would not be whole: {0}")]
    NotWhole(String),
}

/// Does what the items with these numbers propose, as one changeset, and what waited for them follows.
///
/// Several at once must be ones that may be judged by group; the others are left, and told.
pub fn approve(
    tx: &mut Transaction<'_>,
    wanted: &[i64],
    decider: &Decider,
) -> Result<Decided, StoreError> {
    let decider = &discreet(tx, wanted, decider)?;
    let mut work = Work::begin(tx, decider)?;
    let mut decided = Decided::default();
    let mut merged = Vec::new();
    let mut waiting = work.waiting(tx, wanted, &mut decided)?;
    if waiting.len() > 1 {
        let by_itself = waiting.extract_if(.., |held| !is_judged_by_group(held));
        let refused = by_itself.map(|held| (held.number, Undecided::ByItself(held.number)));
        decided.undecided.extend(refused);
    }
    for held in waiting {
        let Some(item) = item_of(&held) else {
            decided.superseded.push(held.number);
            continue;
        };
        if let Err(refused) = four_eyes(tx, &held.hold.rule, &item, decider)? {
            decided.undecided.push((held.number, refused.into()));
            continue;
        }
        match work.apply(tx, &item, false)? {
            Applied::Done => {
                decided.done.push(held.number);
                match item.proposal {
                    Proposal::Public { .. } => decided.to_give_again.push(held.number),
                    Proposal::Duplicate { of, .. } => merged.push(of),
                    _ => {}
                }
            }
            Applied::Superseded => decided.superseded.push(held.number),
            Applied::Anew(proposal) => decided.undecided.push(work.again(tx, &held, proposal)?),
            Applied::Brings(numbers) => decided.undecided.push(work.ask(tx, &held, numbers)?),
            Applied::Undecided(why) => decided.undecided.push((held.number, why)),
        }
    }
    work.children_follow(tx, &mut decided)?;
    let merged = work.hide_merged(tx, &merged, decider)?;
    decided.hidden = merged.hidden;
    decided.dropped = merged.dropped;
    let done = [decided.done.as_slice(), &decided.followed].concat();
    tx.decide(&done, &decision(decider, HeldState::Approved, None))?;
    tx.decide(
        &decided.superseded,
        &decision(decider, HeldState::Superseded, None),
    )?;
    decided.revision = work.finish(tx)?;
    let asked = merged.asked.into_iter().map(|hold| Hold {
        revision: decided.revision,
        ..hold
    });
    tx.hold(&asked.collect::<Vec<_>>())?;
    Ok(decided)
}

/// Remembers that what the items propose is not wanted: for 180 days or until the fact changes. What belongs to a
/// rejected record is rejected with it.
///
/// Each of them has to have been looked at: a rejection publishes nothing that was hidden.
///
/// To reject a probable duplicate is to say for good that it is none: it is published as a record of its own.
pub fn reject(
    tx: &mut Transaction<'_>,
    wanted: &[i64],
    decider: &Decider,
) -> Result<Decided, StoreError> {
    let decider = &discreet(tx, wanted, decider)?;
    let mut work = Work::begin(tx, decider)?;
    let mut decided = Decided::default();
    let mut for_good = Vec::new();
    let mut for_now = Vec::new();
    let mut absent: BTreeSet<RecordRef> = BTreeSet::new();
    for held in work.waiting(tx, wanted, &mut decided)? {
        let item = item_of(&held);
        match item.as_ref().map(|item| (item, &item.proposal)) {
            Some((item, Proposal::Duplicate { .. })) => match work.apply(tx, item, true)? {
                Applied::Done => for_good.push(held.number),
                Applied::Superseded => decided.superseded.push(held.number),
                Applied::Anew(proposal) => {
                    let again = work.again(tx, &held, proposal)?;
                    decided.undecided.push(again);
                }
                Applied::Brings(numbers) => {
                    decided.undecided.push(work.ask(tx, &held, numbers)?);
                }
                Applied::Undecided(why) => decided.undecided.push((held.number, why)),
            },
            Some((
                _,
                Proposal::Claim {
                    claim, was: None, ..
                },
            )) => {
                absent.insert(claim.record);
                for_now.push(held.number);
            }
            _ => for_now.push(held.number),
        }
    }
    work.children_follow(tx, &mut decided)?;
    // What came to be with its parent is approved by the same word.
    tx.decide(
        &decided.followed,
        &decision(decider, HeldState::Approved, None),
    )?;
    let orphans = work.orphans(tx, absent)?;
    let until = decider.at + Duration::days(REMEMBERED_DAYS);
    for_now.extend(&orphans);
    tx.decide(
        &for_now,
        &decision(decider, HeldState::Rejected, Some(until)),
    )?;
    let never = DateTime::<Utc>::from_timestamp(253_402_300_799, 0);
    tx.decide(&for_good, &decision(decider, HeldState::Rejected, never))?;
    tx.decide(
        &decided.superseded,
        &decision(decider, HeldState::Superseded, None),
    )?;
    for_now.retain(|number| !orphans.contains(number));
    decided.done = [for_good, for_now].concat();
    decided.followed.extend(orphans);
    decided.revision = work.finish(tx)?;
    Ok(decided)
}

/// With words that tell no place which what the items are of keeps from the public.
fn discreet(
    tx: &mut Transaction<'_>,
    wanted: &[i64],
    decider: &Decider,
) -> Result<Decider, StoreError> {
    let mut records: BTreeSet<RecordRef> = BTreeSet::new();
    for held in tx.held_with(wanted)? {
        records.extend(held.hold.record);
        match item_of(&held).map(|item| item.proposal) {
            Some(Proposal::Duplicate { of, .. }) => records.extend([of]),
            Some(Proposal::Withdraw { claims, .. }) => {
                records.extend(claims.iter().map(|(record, _)| *record));
            }
            Some(Proposal::Read {
                sample,
                confidential,
                ..
            }) => records.extend(sample.iter().chain(&confidential)),
            _ => {}
        }
    }
    let records: Vec<RecordRef> = records.into_iter().collect();
    let mut decider = decider.clone();
    let words = [&mut decider.by, &mut decider.reason];
    confidential::discreet(tx, About::Records(&records), words)?;
    Ok(decider)
}

fn decision(
    decider: &Decider,
    state: HeldState,
    remembered_until: Option<DateTime<Utc>>,
) -> Decision {
    Decision {
        state,
        at: decider.at,
        by: decider.by.clone(),
        reason: decider.reason.clone(),
        remembered_until,
    }
}
