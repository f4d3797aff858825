//! Doing what held items propose: the claims that they write, and what waited for those.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::merged::{self, There};
use super::public::keeper;
use super::shown::item_of;
use super::{
    Decided, Decider, Item, Loading, Proposal, Undecided, anew, digest_of, hashed, present,
};
use crate::standing::{Claim, Record, RecordRef, SameAs, Source, compute};
use crate::store::{
    Change, Header, Held, HeldFilter, HeldState, Operation, StoreError, Transaction,
};
use crate::updates::batch::REFERENCES;
use crate::updates::check::check;
use crate::updates::confidential::{self, Merged};
use crate::updates::missing;
use crate::updates::recompute::{decisions_of, recompute};
use crate::updates::risk::beside::{self, OfLines};
use crate::updates::risk::shown::Shown;
use crate::updates::risk::{Rule, numbers, texts};

#[expect(clippy::large_enum_variant, reason = "one at a time is there")]
pub(super) enum Applied {
    Done,
    /// It is so already, or its source says nothing of it any more.
    Superseded,
    /// What it is of is another than when it was proposed: this is what it comes to now.
    Anew(Proposal),
    /// It would show these numbers with a hotline, and nobody was asked about them.
    Brings(BTreeSet<String>),
    Undecided(Undecided),
}

/// What a claim was proposed of.
#[derive(Clone, Copy, Default)]
struct Base<'a> {
    /// Fingerprint of the source's claim.
    was: Option<&'a str>,
    /// The fields that it changes, and these as they were; nothing where it is a claim whole.
    changes: Option<(&'a BTreeSet<String>, &'a Map<String, Value>)>,
    /// Of a probable duplicate the numbers that whoever decides sees.
    seen: Option<&'a Shown>,
}

/// One deciding: what it changed, and whose children may follow.
pub(super) struct Work {
    pub(super) sources: BTreeMap<Uuid, Source>,
    /// Who decides, and when.
    pub(super) by: String,
    pub(super) at: DateTime<Utc>,
    /// Fingerprints of groups are of what was served before the first item was applied.
    before: HashMap<RecordRef, Option<Record>>,
    /// Records that came to be, by the id under which they waited.
    pub(super) arrived: BTreeMap<RecordRef, RecordRef>,
    /// Sources whose items may follow.
    of_sources: BTreeSet<Uuid>,
    of_lines: OfLines,
    /// The crisis numbers that whoever decides was asked about.
    asked: BTreeSet<String>,
}

impl Work {
    pub(super) fn begin(tx: &mut Transaction<'_>, decider: &Decider) -> Result<Work, StoreError> {
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
            by: decider.by.clone(),
            at: decider.at,
            before: HashMap::new(),
            arrived: BTreeMap::new(),
            of_sources: BTreeSet::new(),
            of_lines: OfLines::default(),
            asked: BTreeSet::new(),
        })
    }

    pub(super) fn finish(self, tx: &mut Transaction<'_>) -> Result<i64, StoreError> {
        tx.finish(None)
    }

    /// The wanted items that wait, parents before children.
    pub(super) fn waiting(
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
    pub(super) fn apply(
        &mut self,
        tx: &mut Transaction<'_>,
        item: &Item,
        apart: bool,
    ) -> Result<Applied, StoreError> {
        let proposal = &item.proposal;
        self.asked.extend(item.crisis_numbers.iter().cloned());
        if let Proposal::Claim { claim, .. } | Proposal::Duplicate { claim, .. } = proposal {
            self.learn_merged(tx, claim)?;
        }
        match proposal {
            Proposal::Group { .. } => self.apply_group(tx, proposal),
            Proposal::Claim {
                claim,
                was,
                changes,
                before,
            } => {
                let was = was.as_deref();
                let change = Base {
                    was,
                    changes: Some((changes, before)),
                    seen: None,
                };
                self.apply_claim(tx, claim, change)
            }
            Proposal::Duplicate { claim, of, .. } => {
                let record = if apart { claim.record } else { *of };
                if !apart && tx.records_of(&[*of])?.is_empty() {
                    return Ok(Applied::Undecided(Undecided::NothingToMerge));
                }
                if !apart && let Some(lines) = self.hidden_lines(tx, claim, *of)? {
                    return Ok(Applied::Undecided(Undecided::HidesLine(lines)));
                }
                let base = Base {
                    seen: Some(&Shown::of(&claim.body)),
                    ..Base::default()
                };
                self.apply_claim_to(tx, claim, base, record)
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
            let served = tx.records_of(&[record])?.pop();
            let present = present(served.as_ref(), *group);
            return Ok(
                anew::group(proposal, &claim, present).map_or(Applied::Superseded, Applied::Anew)
            );
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
        self.write(tx, claim, None)
    }

    /// Of a record that comes to what was merged, what that has already is no record of its own.
    fn apply_claim(
        &mut self,
        tx: &mut Transaction<'_>,
        claim: &Claim,
        base: Base<'_>,
    ) -> Result<Applied, StoreError> {
        if base.was.is_none() {
            match self.there_already(tx, claim)? {
                Some(There::Same(of)) => {
                    return match self.hidden_lines(tx, claim, of)? {
                        Some(lines) => Ok(Applied::Undecided(Undecided::HidesLine(lines))),
                        None => self.apply_claim_to(tx, claim, base, of),
                    };
                }
                Some(There::Perhaps(of)) => {
                    let claim = claim.clone();
                    let score = merged::SCORE;
                    return Ok(Applied::Anew(Proposal::Duplicate { claim, of, score }));
                }
                None => {}
            }
        }
        self.apply_claim_to(tx, claim, base, claim.record)
    }

    fn apply_claim_to(
        &mut self,
        tx: &mut Transaction<'_>,
        proposed: &Claim,
        base: Base<'_>,
        record: RecordRef,
    ) -> Result<Applied, StoreError> {
        let mut claim = self.renamed(proposed);
        let there = tx.claims_of(&[record])?;
        let now = there.iter().find(|other| {
            other.source_id == claim.source_id && other.foreign_id == claim.foreign_id
        });
        // Of what is another by now, others may have changed other fields.
        let onto = base.changes.zip(now).filter(|((changes, before), now)| {
            !changes.is_empty() && anew::only(&now.body, changes) == **before
        });
        if let Some(((changes, _), now)) = onto {
            claim = anew::onto(claim, changes, now);
        } else if now.map(digest_of).as_deref() != base.was {
            let proposed = Claim {
                record,
                ..proposed.clone()
            };
            let all = BTreeSet::new();
            let changes = base.changes.map_or(&all, |(changes, _)| changes);
            let anew = anew::claim(proposed, changes, now);
            return Ok(anew.map_or(Applied::Superseded, Applied::Anew));
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
        let applied = self.write(tx, claim, base.seen)?;
        if matches!(applied, Applied::Done) {
            self.of_sources.insert(same.source_id);
            self.arrived.insert(waited_as, record);
            tx.apply(&[Change::PutSameAs(same)])?;
        }
        Ok(applied)
    }

    /// Writes the claim and its record, where that is one that can be served, and hotlines get no number by it but those
    /// that whoever decides was asked about, or has `seen`.
    fn write(
        &mut self,
        tx: &mut Transaction<'_>,
        claim: Claim,
        seen: Option<&Shown>,
    ) -> Result<Applied, StoreError> {
        let record = claim.record;
        let mut claims = tx.claims_of(&[record])?;
        claims.retain(|other| {
            other.source_id != claim.source_id || other.foreign_id != claim.foreign_id
        });
        claims.push(claim.clone());
        let computed = compute(&claims, &self.sources, &decisions_of(tx, &[record])?);
        if let Some(computed) = computed {
            let present = tx.records_of(&[record])?.pop();
            let mut brought = beside::brought(tx, present.as_ref(), &computed)?;
            seen.into_iter().for_each(|seen| brought.leave_out(seen));
            let mut brought = self.of_lines.unknown(tx, brought)?;
            brought.retain(|number| !self.asked.contains(number));
            if let Some(problem) = check(&[computed], &BTreeSet::new()).pop() {
                // Not what is there: it may be withheld.
                return Ok(Applied::Undecided(Undecided::NotWhole(problem.code)));
            }
            if !brought.is_empty() {
                return Ok(Applied::Brings(brought));
            }
        }
        tx.apply(&[Change::PutClaim(claim)])?;
        recompute(tx, &self.sources, &[record])?;
        Ok(Applied::Done)
    }

    /// What waited for the records that came to be.
    pub(super) fn children_follow(
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
            match self.apply_claim(tx, &claim, Base::default())? {
                Applied::Done => decided.followed.push(held.number),
                Applied::Superseded => decided.superseded.push(held.number),
                Applied::Anew(proposal) => {
                    let again = self.again(tx, &held, proposal)?;
                    decided.undecided.push(again);
                }
                Applied::Brings(numbers) => {
                    decided.undecided.push(self.ask(tx, &held, numbers)?);
                }
                // Another of its parents waits, and will bring it.
                Applied::Undecided(_) => {}
            }
        }
        Ok(())
    }

    /// Hides what may be a confidential place of the records that were merged.
    pub(super) fn hide_merged(
        &self,
        tx: &mut Transaction<'_>,
        merged: &[RecordRef],
        decider: &Decider,
    ) -> Result<Merged, StoreError> {
        let loading = Loading {
            at: decider.at,
            by: decider.by.clone(),
            api_key_id: decider.api_key_id,
            reason: Some(decider.reason.clone()),
        };
        confidential::hide_merged(tx, &self.sources, merged, &loading)
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
            tx.each_held(&filter, &mut |held| {
                if let Some(Proposal::Claim { claim, .. }) =
                    item_of(&held).map(|item| item.proposal)
                {
                    children.push((held, claim));
                }
            })?;
        }
        Ok(children)
    }

    /// What waits for records that were rejected, and what waits for that.
    pub(super) fn orphans(
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
            tx.each_held(&filter, &mut |held| {
                if held.hold.group.is_some() {
                    orphans.push(held.number);
                }
            })?;
        }
        Ok(orphans)
    }
}

pub(in crate::updates) fn references(body: &Map<String, Value>) -> impl Iterator<Item = RecordRef> {
    REFERENCES.into_iter().filter_map(|(field, kind)| {
        let id = body.get(field)?.as_str()?.parse().ok()?;
        Some(RecordRef { kind, id })
    })
}

/// Whether a phone or a text has a number that is blocked.
fn has_blocked(tx: &mut Transaction<'_>, fields: &Map<String, Value>) -> Result<bool, StoreError> {
    let blocked: BTreeSet<String> = tx
        .blocked_numbers()?
        .into_iter()
        .map(|block| block.number)
        .collect();
    let is_blocked = |number: &str| blocked.contains(number);
    let mut phones = fields.values().flat_map(numbers::phones);
    Ok(phones.any(|phone| {
        phone
            .get("number")
            .and_then(Value::as_str)
            .is_some_and(is_blocked)
    }) || fields
        .values()
        .any(|value| texts::mention(value, &is_blocked)))
}
