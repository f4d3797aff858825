//! What waits already, and what was rejected: neither is asked about again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::apply::references;
use super::shown::item_of;
use super::{Item, Loading, Proposal, digest};
use crate::standing::{RecordKind, RecordRef};
use crate::store::{Decision, HeldFilter, HeldState, Hold, StoreError, Transaction};
use crate::updates::report::Report;
use crate::updates::risk::Rule;
use crate::updates::risk::ahead::WaitingLines;
use crate::updates::strip;

/// A source's name for a record.
pub type EntryKey = (Uuid, RecordKind, String);

/// What an entry has to wait for.
pub struct Entry<'a> {
    pub key: EntryKey,
    /// The fields that the update has; a hold on others stays as it is.
    pub body: &'a Map<String, Value>,
    /// Of a patch, those that it names: the others are as the record has them.
    pub said: Option<BTreeSet<String>>,
    pub holds: Vec<Hold>,
}

/// An item that waits, as far as it matters to what comes.
struct Waiting {
    number: i64,
    fingerprint: String,
    /// What exactly is proposed: a fingerprint is of what a person judges.
    content: String,
    fields: Vec<String>,
    /// Whether a place may be known.
    is_public: bool,
}

pub struct Memory {
    loading: Loading,
    waiting: HashMap<EntryKey, Vec<Waiting>>,
    /// Records that wait whole, or were rejected: what belongs to them waits with them.
    absent: HashMap<EntryKey, RecordRef>,
    absent_ids: HashSet<RecordRef>,
    /// To be written when the update is over, by what they are about; the last word on each counts.
    new: BTreeMap<String, Hold>,
    superseded: Vec<i64>,
    /// What the update asks, or asks again.
    questions: HashSet<String>,
}

impl Memory {
    /// What waits of these sources.
    pub fn of(
        tx: &mut Transaction<'_>,
        sources: &[Uuid],
        loading: Loading,
    ) -> Result<Memory, StoreError> {
        let mut memory = Memory {
            loading,
            waiting: HashMap::new(),
            absent: HashMap::new(),
            absent_ids: HashSet::new(),
            new: BTreeMap::new(),
            superseded: Vec::new(),
            questions: HashSet::new(),
        };
        for source_id in sources {
            let filter = HeldFilter {
                state: Some(HeldState::Waiting),
                source_id: Some(*source_id),
                ..HeldFilter::default()
            };
            tx.each_held(&filter, &mut |held| memory.learn(held.number, &held.hold))?;
        }
        // One more source's word on a record that is there is nothing to wait for.
        let absent: Vec<RecordRef> = memory.absent_ids.iter().copied().collect();
        for present in tx.records_of(&absent)? {
            memory.absent_ids.remove(&present.record);
        }
        Ok(memory)
    }

    fn learn(&mut self, number: i64, hold: &Hold) {
        let Some((key, is_whole)) = subject(hold) else {
            return;
        };
        if let (true, Some(record)) = (is_whole, hold.record) {
            self.is_absent(key.clone(), record);
        }
        self.waiting.entry(key).or_default().push(Waiting {
            number,
            fingerprint: hold.fingerprint.clone(),
            content: content(hold),
            fields: fields(hold),
            is_public: hold.rule == Rule::ConfidentialToPublic.as_str(),
        });
    }

    fn is_absent(&mut self, key: EntryKey, record: RecordRef) {
        self.absent.insert(key, record);
        self.absent_ids.insert(record);
    }

    /// The record of an entry that waits whole.
    pub fn absent(&self, key: &EntryKey) -> Option<RecordRef> {
        self.absent.get(key).copied()
    }

    /// The first of the records that a body refers to that waits.
    pub fn waits_for(&self, referred: impl IntoIterator<Item = RecordRef>) -> Option<RecordRef> {
        referred
            .into_iter()
            .find(|record| self.absent_ids.contains(record))
    }

    /// Takes what is to wait, and says of each entry whether anything of it does.
    pub fn take(
        &mut self,
        tx: &mut Transaction<'_>,
        report: &mut Report,
        entries: Vec<Entry>,
    ) -> Result<Vec<bool>, StoreError> {
        let fingerprints: Vec<&str> = entries
            .iter()
            .flat_map(|entry| entry.holds.iter().map(|hold| hold.fingerprint.as_str()))
            .collect();
        let rejected: HashMap<String, Option<RecordRef>> = match fingerprints.is_empty() {
            true => HashMap::new(),
            false => tx
                .held_before(&fingerprints, self.loading.at)?
                .into_iter()
                .filter(|held| held.state == HeldState::Rejected)
                .map(|held| (held.hold.fingerprint, held.hold.record))
                .collect(),
        };
        Ok(entries
            .into_iter()
            .map(|entry| self.take_one(report, &rejected, entry))
            .collect())
    }

    fn take_one(
        &mut self,
        report: &mut Report,
        rejected: &HashMap<String, Option<RecordRef>>,
        entry: Entry,
    ) -> bool {
        let mut waiting = self.waiting.remove(&entry.key).unwrap_or_default();
        let mut still = Vec::new();
        let mut waits = false;
        let mut new = Vec::new();
        let was_absent = self.absent.remove(&entry.key);
        for mut hold in entry.holds {
            let rule = hold.rule.clone();
            let is_whole = subject(&hold).is_some_and(|(_, is_whole)| is_whole);
            if let Some(record) = rejected.get(&hold.fingerprint) {
                *report.remembered.entry(rule).or_default() += 1;
                if let (true, Some(record)) = (is_whole, record.or(hold.record)) {
                    self.is_absent(entry.key.clone(), record);
                }
                continue;
            }
            waits = true;
            self.ask(report, &hold);
            if let (true, Some(record)) = (is_whole, was_absent.or(hold.record)) {
                rename(&mut hold, record);
                self.is_absent(entry.key.clone(), record);
            }
            let content = content(&hold);
            let same = |waiting: &Waiting| {
                waiting.fingerprint == hold.fingerprint && waiting.content == content
            };
            match waiting.iter().position(same) {
                Some(at) => still.push(waiting.swap_remove(at)),
                None => {
                    let part =
                        json!([entry.key.0, entry.key.1, entry.key.2, hold.rule, hold.group]);
                    new.push(part.to_string());
                    self.new.insert(part.to_string(), hold);
                }
            }
        }
        let (replaced, kept): (Vec<Waiting>, Vec<Waiting>) = waiting
            .into_iter()
            .partition(|old| is_said_anew(old, entry.body, entry.said.as_ref()));
        still.extend(kept);
        // A later proposal takes their place, which whoever judges it is told, or nothing is left to judge.
        let replaced: Vec<i64> = replaced.into_iter().map(|old| old.number).collect();
        for part in &new {
            if let Some(hold) = self.new.get_mut(part) {
                tell_replaced(hold, &replaced);
            }
        }
        self.superseded.extend(replaced);
        if !still.is_empty() {
            self.waiting.insert(entry.key, still);
        }
        waits
    }

    fn ask(&mut self, report: &mut Report, hold: &Hold) {
        self.questions.insert(hold.group_key.clone());
        report.questions = self.questions.len() as u64;
        report.waits(hold.rule.clone());
    }

    /// An item that is of no entry.
    pub fn take_other(
        &mut self,
        tx: &mut Transaction<'_>,
        report: &mut Report,
        hold: Hold,
    ) -> Result<(), StoreError> {
        let before = tx.held_before(&[&hold.fingerprint], self.loading.at)?;
        let rule = hold.rule.clone();
        if before.iter().any(|held| held.state == HeldState::Rejected) {
            *report.remembered.entry(rule).or_default() += 1;
            return Ok(());
        }
        self.ask(report, &hold);
        if before.is_empty() {
            // The last word of a source on what it takes back is the one that counts.
            if hold.rule == Rule::Withdrawal.as_str() {
                let filter = HeldFilter {
                    state: Some(HeldState::Waiting),
                    source_id: Some(hold.source_id),
                    rule: Some(hold.rule.clone()),
                    ..HeldFilter::default()
                };
                tx.each_held(&filter, &mut |held| {
                    // What was taken back of one record is a word of its own.
                    if held.hold.record.is_none() {
                        self.superseded.push(held.number);
                    }
                })?;
            }
            self.new.insert(hold.fingerprint.clone(), hold);
        }
        Ok(())
    }

    /// Writes what waits now, when the update is over.
    pub fn finish(self, tx: &mut Transaction<'_>, revision: i64) -> Result<(), StoreError> {
        if !self.superseded.is_empty() {
            let decision = Decision {
                state: HeldState::Superseded,
                at: self.loading.at,
                by: self.loading.by,
                reason: "a later update superseded it: its source says something else now"
                    .to_owned(),
                remembered_until: None,
            };
            tx.decide(&self.superseded, &decision)?;
        }
        let holds: Vec<Hold> = self
            .new
            .into_values()
            .map(|hold| Hold { revision, ..hold })
            .collect();
        if !holds.is_empty() {
            tx.hold(&holds)?;
        }
        Ok(())
    }
}

/// Says of an item which ones waited before it: what they proposed can still be shown.
fn tell_replaced(hold: &mut Hold, replaced: &[i64]) {
    let numbers: Vec<String> = replaced.iter().map(i64::to_string).collect();
    if let (Some(Value::String(why)), false) = (hold.proposal.get_mut("why"), numbers.is_empty()) {
        *why += &format!("; it takes the place of {}", numbers.join(", "));
    }
}

/// Whether the entry says anything of what waits.
fn is_said_anew(
    waiting: &Waiting,
    body: &Map<String, Value>,
    said: Option<&BTreeSet<String>>,
) -> bool {
    let mut fields = waiting.fields.iter();
    match said {
        // Whether its place is public.
        Some(said) if waiting.is_public => {
            let mut said = said.iter();
            said.any(|field| field == "withheld" || strip::is_mark(field))
        }
        _ if waiting.fields.is_empty() => true,
        Some(said) => fields.any(|field| said.contains(field)),
        None => fields.any(|field| body.contains_key(field)),
    }
}

/// What waits of hotlines, whoever says it.
pub fn waiting_lines(tx: &mut Transaction<'_>) -> Result<WaitingLines, StoreError> {
    let filter = HeldFilter {
        state: Some(HeldState::Waiting),
        rule: Some(Rule::CrisisNumber.as_str().to_owned()),
        ..HeldFilter::default()
    };
    let mut waiting = WaitingLines::default();
    tx.each_held(&filter, &mut |held| {
        let Some(item) = item_of(&held) else { return };
        waiting.numbers.extend(item.crisis_numbers);
        let linked = match &item.proposal {
            Proposal::Claim { claim, .. } => &claim.body,
            Proposal::Group { after, .. } => after,
            _ => return,
        };
        let linked = references(linked).filter(|to| to.kind != RecordKind::Service);
        waiting.around.extend(linked.map(|to| to.id));
    })?;
    Ok(waiting)
}

/// Which entry an item is of, and whether its record waits whole.
fn subject(hold: &Hold) -> Option<(EntryKey, bool)> {
    let item: Item = serde_json::from_value(hold.proposal.clone()).ok()?;
    Some(match item.proposal {
        Proposal::Group {
            record,
            source_id,
            foreign_id,
            ..
        }
        | Proposal::Public {
            record,
            source_id,
            foreign_id,
            ..
        } => ((source_id, record.kind, foreign_id), false),
        Proposal::Claim { claim, was, .. } => (
            (claim.source_id, claim.record.kind, claim.foreign_id),
            was.is_none(),
        ),
        Proposal::Duplicate { claim, .. } => {
            ((claim.source_id, claim.record.kind, claim.foreign_id), true)
        }
        Proposal::Withdraw { .. } | Proposal::Read { .. } => return None,
    })
}

/// What of a claim it changes; nothing where it is all of it.
fn fields(hold: &Hold) -> Vec<String> {
    let item = serde_json::from_value::<Item>(hold.proposal.clone()).ok();
    match item.map(|item| item.proposal) {
        Some(Proposal::Group { before, after, .. }) => {
            before.into_iter().chain(after).map(|it| it.0).collect()
        }
        Some(Proposal::Claim { changes, .. }) => changes.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A record that waits keeps its id, which is random where it is withheld.
fn rename(hold: &mut Hold, record: RecordRef) {
    hold.record = Some(record);
    for path in ["/proposal/claim/record", "/proposal/record"] {
        if let Some(there) = hold.proposal.pointer_mut(path) {
            *there = json!(record);
        }
    }
}

fn content(hold: &Hold) -> String {
    digest(hold.proposal.get("proposal").unwrap_or(&Value::Null))
}
