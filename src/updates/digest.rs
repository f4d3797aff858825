//! What happened lately, source by source, for whoever keeps the directory.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::calls;
use crate::config::Ages;
use crate::store::{HeldState, Published, StoreError, Transaction};

/// Changesets that are read at once.
const ALL: u32 = i32::MAX.unsigned_abs();

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Digest {
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// By name. What came with no update of one source (the seed, an undo) comes last, without a name.
    pub sources: Vec<OfSource>,
}

/// A source, since then. Of what waits and what is due: as of now.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OfSource {
    pub name: Option<String>,
    pub changesets: u64,
    /// Entries that came in.
    pub read: u64,
    /// Entries that were published: added, or changed.
    pub published: u64,
    pub missing: u64,
    /// Entries that were wrong.
    pub rejected: u64,
    /// Parts that were held, by the rule that holds them.
    pub held: BTreeMap<String, u64>,
    /// Parts that were left out because a person rejected the same before, by rule.
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
            of.add(&changeset);
        }
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
    for due in calls::due(tx, ages, until.date_naive())? {
        sources.entry(Some(due.source_id)).or_default().calls_due += 1;
    }
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
    })
}

impl OfSource {
    fn add(&mut self, changeset: &Published) {
        self.changesets += 1;
        let Some(report) = &changeset.report else {
            return;
        };
        let count = |name: &str| report.get(name).and_then(Value::as_u64).unwrap_or(0);
        self.read += count("read");
        self.published += count("added") + count("changed");
        self.missing += count("missing");
        self.rejected += count("rejected");
        add(&mut self.held, report.get("held_by_rule"));
        add(&mut self.decided_by_memory, report.get("remembered"));
    }
}

fn add(to: &mut BTreeMap<String, u64>, counts: Option<&Value>) {
    for (rule, count) in counts.and_then(Value::as_object).into_iter().flatten() {
        *to.entry(rule.clone()).or_default() += count.as_u64().unwrap_or(0);
    }
}
