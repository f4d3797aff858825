//! What happened lately, source by source, for whoever keeps the directory.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::calls::{self, Due};
use crate::config::Ages;
use crate::store::{HeldState, Operation, StoreError, Transaction};

/// Calls that it lists.
const CALLS: usize = 10;
/// Changesets that are read at once.
const ALL: u32 = i32::MAX.unsigned_abs();

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Digest {
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// By name. What came with no update of one source (the seed, an undo) comes last, without a name.
    pub sources: Vec<OfSource>,
    /// The first calls to make, in the order of the call list.
    pub calls: Vec<Due>,
}

/// A source, since then. Of what waits and what is due: as of now.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OfSource {
    pub name: Option<String>,
    pub changesets: u64,
    /// Updates that were read, those that published nothing too.
    pub updates: u64,
    /// Changesets that undo one.
    pub undos: u64,
    /// Changesets that block or unblock a number.
    pub blocks: u64,
    /// Updates that published nothing: of a feed that has stopped changing, all.
    pub quiet: u64,
    /// When the last of them was.
    pub last_quiet: Option<DateTime<Utc>>,
    /// Entries that came in.
    pub read: u64,
    /// Entries that were published: added, or changed.
    pub published: u64,
    pub missing: u64,
    /// Entries that were wrong.
    pub rejected: u64,
    /// Items that were held, by the rule that holds them; one that several updates brought, once.
    pub held: BTreeMap<String, u64>,
    /// Parts that were left out because a person rejected the same before, by rule: the most that one update had.
    pub decided_by_memory: BTreeMap<String, u64>,
    /// Items that a person decided.
    pub approved: i64,
    pub declined: i64,
    /// Items that wait.
    pub waiting: i64,
    /// Since when the first of them waits.
    pub oldest: Option<DateTime<Utc>>,
    /// Fact groups that somebody should confirm by a call.
    pub calls_due: u64,
}

/// Sums up what happened from `since` to `until`, which is now.
pub fn digest(
    tx: &mut Transaction<'_>,
    ages: &Ages,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Digest, StoreError> {
    let mut sources: BTreeMap<Option<Uuid>, OfSource> = BTreeMap::new();
    for changeset in tx.changesets(ALL)? {
        if changeset.at >= since && changeset.at <= until {
            let of = sources.entry(changeset.source_id).or_default();
            of.changesets += 1;
            match changeset.how {
                Operation::Undo => of.undos += 1,
                Operation::Block | Operation::Unblock => of.blocks += 1,
                _ => (),
            }
            // That of an undo is not of an update.
            if let Some(report) = &changeset.report
                && changeset.how != Operation::Undo
            {
                of.add(changeset.at, report);
            }
        }
    }
    for update in tx.quiet_updates(since)? {
        let of = sources.entry(Some(update.source_id)).or_default();
        of.add(update.at, &update.report);
    }
    for held in tx.newly_held(since)? {
        let of = sources.entry(Some(held.source_id)).or_default();
        of.held.insert(held.rule, held.count.unsigned_abs());
    }
    for count in tx.held_counts(since)? {
        let of = sources.entry(Some(count.source_id)).or_default();
        match count.state {
            HeldState::Waiting => {
                of.waiting += count.count;
                let oldest = of
                    .oldest
                    .map_or(count.oldest, |oldest| oldest.min(count.oldest));
                of.oldest = Some(oldest);
            }
            HeldState::Approved => of.approved += count.count,
            HeldState::Rejected => of.declined += count.count,
            HeldState::Superseded => {}
        }
    }
    let mut calls = calls::due(tx, ages, until.date_naive())?;
    for due in &calls {
        sources.entry(Some(due.source_id)).or_default().calls_due += 1;
    }
    calls.truncate(CALLS);
    for source in tx.sources()? {
        if let Some(of) = sources.get_mut(&Some(source.id)) {
            of.name = Some(source.name);
        }
    }
    let mut sources: Vec<OfSource> = sources.into_values().collect();
    sources.sort_by(|a, b| (a.name.is_none(), &a.name).cmp(&(b.name.is_none(), &b.name)));
    Ok(Digest {
        since,
        until,
        sources,
        calls,
    })
}

impl OfSource {
    fn add(&mut self, at: DateTime<Utc>, report: &Value) {
        let count = |name: &str| report.get(name).and_then(Value::as_u64).unwrap_or(0);
        let published = count("added") + count("changed");
        self.updates += 1;
        self.read += count("read");
        self.published += published;
        self.missing += count("missing");
        self.rejected += count("rejected");
        if published + count("missing") + count("hidden") == 0 {
            self.quiet += 1;
            self.last_quiet = self.last_quiet.max(Some(at));
        }
        let left_out = report.get("remembered").and_then(Value::as_object);
        for (rule, count) in left_out.into_iter().flatten() {
            let most = self.decided_by_memory.entry(rule.clone()).or_default();
            *most = count.as_u64().unwrap_or(0).max(*most);
        }
    }
}
