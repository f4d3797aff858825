//! What a person's word on held items does: [`groups`] and [`show`] say what waits, [`approve`] does what is
//! proposed, [`reject`] remembers that it was not wanted. All of it within a transaction of the caller's.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::public::keeper;
use super::{Item, Proposal, digest_of, hashed, present};
use crate::standing::{Claim, Record, RecordKind, RecordRef, SameAs, Source, compute, number};
use crate::store::{
    Change, Decision, Header, Held, HeldFilter, HeldState, Operation, StoreError, Transaction,
};
use crate::updates::check::check;
use crate::updates::missing;
use crate::updates::recompute::{decisions_of, recompute};
use crate::updates::risk::{Rule, numbers};

/// Items that are read together.
const PAGE: u32 = 1000;
/// How long a rejection holds, unless the fact changes (days).
const REMEMBERED_DAYS: i64 = 180;
/// How old a call may be that lets somebody approve a change of their own (days).
const CALL_DAYS: i64 = 7;
/// The references of a body, and what they are to.
const REFERENCES: [(&str, RecordKind); 3] = [
    ("organization_id", RecordKind::Organization),
    ("service_id", RecordKind::Service),
    ("location_id", RecordKind::Location),
];

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

/// Items that are one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub key: String,
    pub rule: String,
    /// Of the first item.
    pub source_id: Uuid,
    pub why: String,
    pub numbers: Vec<i64>,
    /// Whether one word may be said on all.
    pub is_judged_together: bool,
}

/// An item, and what there is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub held: Held,
    /// Nothing where it was scrubbed.
    pub item: Option<Item>,
    /// The records that it is about, as they are now: of a duplicate the one it may be, of a first update
    /// those to read.
    pub records: Vec<Record>,
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
    /// The fact is another than when it was proposed: nothing was changed, and it no longer waits.
    pub superseded: Vec<i64>,
    /// Still waiting, and why.
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
    #[error("the number is blocked: unblock it first")]
    Blocked,
    #[error("it is judged by itself, never by group")]
    ByItself,
    #[error("{0}")]
    FourEyes(#[from] FourEyes),
    #[error("the record would not be whole: {0}")]
    NotWhole(String),
}

/// Why somebody may not approve a crisis number that they brought themselves.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FourEyes {
    #[error("{by} brought this number: somebody else approves it, or {by} logs a call to {number} made within seven days, and retypes it", number = number::display(number))]
    NotCalled { by: String, number: String },
    #[error("{by} brought this number, and has to retype {number} to approve it", number = number::display(number))]
    NotRetyped { by: String, number: String },
}

/// Whether `decider` may approve the item: nobody approves their own change of a crisis number, and no key what came
/// with it, unless they have logged a call to it within seven days and retype it.
pub fn four_eyes(
    tx: &mut Transaction<'_>,
    item: &Item,
    decider: &Decider,
) -> Result<Result<(), FourEyes>, StoreError> {
    // Over HTTP anybody may call themselves anything: whoever has the key brought it, by whatever name.
    let has_same_key = item.api_key_id.is_some() && item.api_key_id == decider.api_key_id;
    if !has_same_key && !is_same_person(&item.by, &decider.by) {
        return Ok(Ok(()));
    }
    let retyped: BTreeSet<String> = decider
        .retyped
        .iter()
        .filter_map(|written| number::normalise(written).ok())
        .collect();
    let since = decider.at - Duration::days(CALL_DAYS);
    for number in &item.crisis_numbers {
        let (by, number) = (decider.by.clone(), number.clone());
        let calls = tx.calls_to(&number, since)?;
        let has_called = calls
            .iter()
            .any(|call| is_same_person(&call.by, &by) && call.at <= decider.at);
        if !has_called {
            return Ok(Err(FourEyes::NotCalled { by, number }));
        }
        if !retyped.contains(&number) {
            return Ok(Err(FourEyes::NotRetyped { by, number }));
        }
    }
    Ok(Ok(()))
}

/// Names are typed by people.
fn is_same_person(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// What waits, question by question, in order of the first item of each.
pub fn groups(tx: &mut Transaction<'_>, filter: &HeldFilter) -> Result<Vec<Group>, StoreError> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = tx.held(filter, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.number;
        for held in page {
            let group = groups
                .entry(held.hold.group_key.clone())
                .or_insert_with(|| Group {
                    key: held.hold.group_key.clone(),
                    rule: held.hold.rule.clone(),
                    source_id: held.hold.source_id,
                    why: item_of(&held).map(|item| item.why).unwrap_or_default(),
                    numbers: Vec::new(),
                    is_judged_together: is_judged_by_group(&held),
                });
            group.numbers.push(held.number);
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| group.numbers.first().copied());
    Ok(groups)
}

fn is_judged_by_group(held: &Held) -> bool {
    Rule::parse(&held.hold.rule).is_some_and(Rule::is_judged_by_group)
}

fn item_of(held: &Held) -> Option<Item> {
    serde_json::from_value(held.hold.proposal.clone()).ok()
}

/// The item with this number.
pub fn show(tx: &mut Transaction<'_>, number: i64) -> Result<Option<Shown>, StoreError> {
    let Some(held) = tx.held_with(&[number])?.pop() else {
        return Ok(None);
    };
    let item = item_of(&held);
    let mut about: BTreeSet<RecordRef> = held.hold.record.into_iter().collect();
    match item.as_ref().map(|item| &item.proposal) {
        Some(Proposal::Duplicate { of, .. }) => {
            about.insert(*of);
        }
        Some(Proposal::Withdraw { claims, .. }) => {
            about.extend(claims.iter().map(|(record, _)| *record))
        }
        Some(Proposal::Read {
            sample,
            crisis_numbers,
            confidential,
        }) => {
            about.extend(sample);
            about.extend(crisis_numbers.values().flatten());
            about.extend(confidential);
        }
        _ => {}
    }
    let records = tx.records_of(&about.into_iter().collect::<Vec<_>>())?;
    Ok(Some(Shown {
        held,
        item,
        records,
    }))
}

/// Does what the items with these numbers propose, as one changeset, and what waited for them follows.
///
/// Several at once must be ones that may be judged by group.
pub fn approve(
    tx: &mut Transaction<'_>,
    wanted: &[i64],
    decider: &Decider,
) -> Result<Decided, StoreError> {
    let mut work = Work::begin(tx, decider)?;
    let mut decided = Decided::default();
    for held in work.waiting(tx, wanted, &mut decided)? {
        let Some(item) = item_of(&held) else {
            decided.superseded.push(held.number);
            continue;
        };
        if let Err(refused) = four_eyes(tx, &item, decider)? {
            decided.undecided.push((held.number, refused.into()));
            continue;
        }
        match work.apply(tx, &item.proposal, false)? {
            Applied::Done => {
                decided.done.push(held.number);
                if matches!(item.proposal, Proposal::Public { .. }) {
                    decided.to_give_again.push(held.number);
                }
            }
            Applied::Superseded => decided.superseded.push(held.number),
            Applied::Undecided(why) => decided.undecided.push((held.number, why)),
        }
    }
    work.children_follow(tx, &mut decided)?;
    let done = [decided.done.as_slice(), &decided.followed].concat();
    tx.decide(&done, &decision(decider, HeldState::Approved, None))?;
    tx.decide(
        &decided.superseded,
        &decision(decider, HeldState::Superseded, None),
    )?;
    decided.revision = work.finish(tx)?;
    Ok(decided)
}

/// Remembers that what the items propose is not wanted: for 180 days or until the fact changes. What belongs to a
/// rejected record is rejected with it.
///
/// To reject a probable duplicate is to say for good that it is none: it is published as a record of its own.
pub fn reject(
    tx: &mut Transaction<'_>,
    wanted: &[i64],
    decider: &Decider,
) -> Result<Decided, StoreError> {
    let mut work = Work::begin(tx, decider)?;
    let mut decided = Decided::default();
    let mut for_good = Vec::new();
    let mut for_now = Vec::new();
    let mut absent: BTreeSet<RecordRef> = BTreeSet::new();
    for held in work.waiting(tx, wanted, &mut decided)? {
        let item = item_of(&held);
        match item.as_ref().map(|item| &item.proposal) {
            Some(proposal @ Proposal::Duplicate { .. }) => match work.apply(tx, proposal, true)? {
                Applied::Done => for_good.push(held.number),
                Applied::Superseded => decided.superseded.push(held.number),
                Applied::Undecided(why) => decided.undecided.push((held.number, why)),
            },
            Some(Proposal::Claim { claim, was: None }) => {
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

enum Applied {
    Done,
    Superseded,
    Undecided(Undecided),
}

/// One deciding: what it changed, and whose children may follow.
struct Work {
    sources: BTreeMap<Uuid, Source>,
    /// Fingerprints of groups are of what was served before the first item was applied.
    before: HashMap<RecordRef, Option<Record>>,
    /// Records that came to be, by the id under which they waited.
    arrived: BTreeMap<RecordRef, RecordRef>,
    /// Sources whose items may follow.
    of_sources: BTreeSet<Uuid>,
}

impl Work {
    fn begin(tx: &mut Transaction<'_>, decider: &Decider) -> Result<Work, StoreError> {
        tx.begin(Header {
            expected_revision: None,
            at: decider.at,
            by: decider.by.clone(),
            api_key_id: decider.api_key_id,
            how: Operation::Review,
            reason: decider.reason.clone(),
            source_id: None,
        })?;
        Ok(Work {
            sources: tx
                .sources()?
                .into_iter()
                .map(|source| (source.id, source))
                .collect(),
            before: HashMap::new(),
            arrived: BTreeMap::new(),
            of_sources: BTreeSet::new(),
        })
    }

    fn finish(self, tx: &mut Transaction<'_>) -> Result<i64, StoreError> {
        tx.finish(None)
    }

    /// The wanted items that wait, parents before children.
    fn waiting(
        &self,
        tx: &mut Transaction<'_>,
        wanted: &[i64],
        decided: &mut Decided,
    ) -> Result<Vec<Held>, StoreError> {
        let mut held = tx.held_with(wanted)?;
        held.retain(|held| held.state == HeldState::Waiting);
        let found: BTreeSet<i64> = held.iter().map(|held| held.number).collect();
        let lost = wanted.iter().filter(|number| !found.contains(number));
        decided
            .undecided
            .extend(lost.map(|number| (*number, Undecided::NotWaiting)));
        if held.len() > 1 {
            let (together, by_itself) = held.into_iter().partition(is_judged_by_group);
            held = together;
            let by_itself: Vec<Held> = by_itself;
            let refused = by_itself
                .iter()
                .map(|held| (held.number, Undecided::ByItself));
            decided.undecided.extend(refused);
        }
        // A record before its parts, parents before children.
        held.sort_by_key(|held| {
            (
                held.hold.group.is_some(),
                held.hold.record.map(|record| record.kind),
                held.number,
            )
        });
        Ok(held)
    }

    /// Does what is proposed. With `apart` a duplicate is published as a record of its own.
    fn apply(
        &mut self,
        tx: &mut Transaction<'_>,
        proposal: &Proposal,
        apart: bool,
    ) -> Result<Applied, StoreError> {
        match proposal {
            Proposal::Group { .. } => self.apply_group(tx, proposal),
            Proposal::Claim { claim, was } => {
                self.apply_claim(tx, claim, was.as_deref(), claim.record)
            }
            Proposal::Duplicate { claim, of, .. } => {
                let record = if apart { claim.record } else { *of };
                if !apart && tx.records_of(&[*of])?.is_empty() {
                    return Ok(Applied::Superseded);
                }
                self.apply_claim(tx, claim, None, record)
            }
            Proposal::Withdraw { source_id, claims } => {
                let directory = tx.directory()?;
                let records: Vec<RecordRef> = claims.iter().map(|(record, _)| *record).collect();
                let mut gone: Vec<(RecordRef, String)> = tx
                    .claims_of(&records)?
                    .into_iter()
                    .filter(|claim| claim.source_id == *source_id)
                    .filter(|claim| {
                        let hash = hashed(&directory, *source_id, claim.record, &claim.foreign_id);
                        claims.contains(&(claim.record, hash))
                    })
                    .map(|claim| (claim.record, claim.foreign_id))
                    .collect();
                gone.sort_by(|a, b| b.cmp(a));
                missing::take_back(tx, &self.sources, *source_id, &gone)?;
                Ok(Applied::Done)
            }
            Proposal::Public {
                record,
                source_id,
                foreign_id,
                ..
            } => Ok(match keeper(tx, *record, (*source_id, foreign_id))? {
                None => Applied::Superseded,
                Some(None) => Applied::Done,
                Some(Some(keeper)) => {
                    let source = self.sources.get(&keeper);
                    let name = source.map(|source| source.name.clone());
                    Applied::Undecided(Undecided::KeptByAnother(name.unwrap_or_default()))
                }
            }),
            Proposal::Read { .. } => Ok(Applied::Done),
        }
    }

    fn apply_group(
        &mut self,
        tx: &mut Transaction<'_>,
        proposal: &Proposal,
    ) -> Result<Applied, StoreError> {
        let Proposal::Group {
            record,
            source_id,
            foreign_id,
            group,
            before,
            after,
            present: was,
        } = proposal
        else {
            return Ok(Applied::Superseded);
        };
        // Where it waited under another id, as a duplicate that was merged meanwhile.
        let is_of =
            |claim: &Claim| claim.source_id == *source_id && claim.foreign_id == *foreign_id;
        let same = tx.same_as_of(&[(*source_id, record.kind, foreign_id)])?;
        let Some(record) = same.first().map(|same| same.record) else {
            return Ok(Applied::Undecided(Undecided::WaitsForParent));
        };
        let Some(mut claim) = tx.claims_of(&[record])?.into_iter().find(is_of) else {
            return Ok(Applied::Superseded);
        };
        let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let is_as_it_was = fields
            .iter()
            .all(|field| claim.body.get(*field) == before.get(*field));
        let served = match self.before.entry(record) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(tx.records_of(&[record])?.pop()),
        };
        let has_arrived = self.arrived.values().any(|arrived| *arrived == record);
        if !is_as_it_was || (!has_arrived && present(served.as_ref(), *group) != *was) {
            return Ok(Applied::Superseded);
        }
        if has_blocked(tx, after)? {
            return Ok(Applied::Undecided(Undecided::Blocked));
        }
        for field in fields {
            match after.get(field) {
                Some(value) => claim.body.insert(field.clone(), value.clone()),
                None => claim.body.shift_remove(field),
            };
        }
        self.write(tx, claim)
    }

    fn apply_claim(
        &mut self,
        tx: &mut Transaction<'_>,
        claim: &Claim,
        was: Option<&str>,
        record: RecordRef,
    ) -> Result<Applied, StoreError> {
        let mut claim = self.renamed(claim);
        let there = tx.claims_of(&[record])?;
        let now = there.iter().find(|other| {
            other.source_id == claim.source_id && other.foreign_id == claim.foreign_id
        });
        if now.map(digest_of).as_deref() != was {
            return Ok(Applied::Superseded);
        }
        let parents: Vec<RecordRef> = references(&claim.body).collect();
        if tx.records_of(&parents)?.len() < parents.len() {
            return Ok(Applied::Undecided(Undecided::WaitsForParent));
        }
        if has_blocked(tx, &claim.body)? {
            return Ok(Applied::Undecided(Undecided::Blocked));
        }
        let waited_as = std::mem::replace(&mut claim.record, record);
        let same = SameAs {
            source_id: claim.source_id,
            foreign_id: claim.foreign_id.clone(),
            record,
        };
        let applied = self.write(tx, claim)?;
        if matches!(applied, Applied::Done) {
            self.of_sources.insert(same.source_id);
            self.arrived.insert(waited_as, record);
            tx.apply(&[Change::PutSameAs(same)])?;
        }
        Ok(applied)
    }

    /// The claim with its references to what was merged put right.
    fn renamed(&self, claim: &Claim) -> Claim {
        let mut claim = claim.clone();
        for (field, kind) in REFERENCES {
            let id = claim
                .body
                .get(field)
                .and_then(Value::as_str)
                .and_then(|id| id.parse().ok());
            if let Some(arrived) = id.and_then(|id| self.arrived.get(&RecordRef { kind, id })) {
                claim.body.insert(field.to_owned(), json!(arrived.id));
            }
        }
        claim
    }

    /// Writes the claim and its record, where that is one that can be served.
    fn write(&mut self, tx: &mut Transaction<'_>, claim: Claim) -> Result<Applied, StoreError> {
        let record = claim.record;
        let mut claims = tx.claims_of(&[record])?;
        claims.retain(|other| {
            other.source_id != claim.source_id || other.foreign_id != claim.foreign_id
        });
        claims.push(claim.clone());
        let computed = compute(&claims, &self.sources, &decisions_of(tx, &[record])?);
        if let Some(problem) =
            computed.and_then(|computed| check(&[computed], &BTreeSet::new()).pop())
        {
            // Not what is there: it may be withheld.
            return Ok(Applied::Undecided(Undecided::NotWhole(problem.code)));
        }
        tx.apply(&[Change::PutClaim(claim)])?;
        recompute(tx, &self.sources, &[record])?;
        Ok(Applied::Done)
    }

    /// What waited for the records that came to be.
    fn children_follow(
        &mut self,
        tx: &mut Transaction<'_>,
        decided: &mut Decided,
    ) -> Result<(), StoreError> {
        if self.arrived.is_empty() {
            return Ok(());
        }
        let mut children = self.children(tx)?;
        children.sort_by_key(|(held, claim)| (claim.record.kind, held.number));
        for (held, claim) in children {
            let is_of_arrived =
                references(&claim.body).any(|parent| self.arrived.contains_key(&parent));
            if !is_of_arrived || decided.done.contains(&held.number) {
                continue;
            }
            match self.apply_claim(tx, &claim, None, claim.record)? {
                Applied::Done => decided.followed.push(held.number),
                Applied::Superseded => decided.superseded.push(held.number),
                // Another of its parents waits, and will bring it.
                Applied::Undecided(_) => {}
            }
        }
        Ok(())
    }

    /// The items that wait for what they belong to.
    fn children(&self, tx: &mut Transaction<'_>) -> Result<Vec<(Held, Claim)>, StoreError> {
        let mut children = Vec::new();
        for source_id in &self.of_sources {
            let filter = HeldFilter {
                state: Some(HeldState::Waiting),
                source_id: Some(*source_id),
                rule: Some(Rule::WaitsForParent.as_str().to_owned()),
                ..HeldFilter::default()
            };
            let mut after = 0;
            loop {
                let page = tx.held(&filter, after, PAGE)?;
                let Some(last) = page.last() else { break };
                after = last.number;
                for held in page {
                    if let Some(Proposal::Claim { claim, .. }) =
                        item_of(&held).map(|item| item.proposal)
                    {
                        children.push((held, claim));
                    }
                }
            }
        }
        Ok(children)
    }

    /// What waits for records that were rejected, and what waits for that.
    fn orphans(
        &mut self,
        tx: &mut Transaction<'_>,
        mut absent: BTreeSet<RecordRef>,
    ) -> Result<Vec<i64>, StoreError> {
        if absent.is_empty() {
            return Ok(Vec::new());
        }
        self.of_sources.extend(self.sources.keys());
        let mut children = self.children(tx)?;
        children.sort_by_key(|(held, claim)| (claim.record.kind, held.number));
        let mut orphans = Vec::new();
        for (held, claim) in children {
            if references(&claim.body).any(|parent| absent.contains(&parent)) {
                absent.insert(claim.record);
                orphans.push(held.number);
            }
        }
        // Their parts, which nothing can come of.
        for record in absent {
            let filter = HeldFilter {
                state: Some(HeldState::Waiting),
                record: Some(record),
                ..HeldFilter::default()
            };
            let parts = tx.held(&filter, 0, PAGE)?;
            orphans.extend(
                parts
                    .iter()
                    .filter(|held| held.hold.group.is_some())
                    .map(|held| held.number),
            );
        }
        Ok(orphans)
    }
}

fn references(body: &Map<String, Value>) -> impl Iterator<Item = RecordRef> {
    REFERENCES.into_iter().filter_map(|(field, kind)| {
        let id = body.get(field)?.as_str()?.parse().ok()?;
        Some(RecordRef { kind, id })
    })
}

fn has_blocked(tx: &mut Transaction<'_>, fields: &Map<String, Value>) -> Result<bool, StoreError> {
    let blocked: BTreeSet<String> = tx
        .blocked_numbers()?
        .into_iter()
        .map(|block| block.number)
        .collect();
    let phones = fields.values().flat_map(numbers::phones);
    Ok(phones
        .filter_map(|phone| phone.get("number")?.as_str())
        .any(|number| blocked.contains(number)))
}
