//! `nearhelp digest`

use std::{collections::BTreeMap, fmt::Write};

use chrono::{TimeDelta, Utc};
use clap::Args;

use super::{Exit, Failure, out, review::calls_table, table::counted};
use crate::{
    config::{Ages, Database},
    store::StoreError,
    updates::digest::{self, Digest},
};

/// What happened lately, source by source: what came in, what waits, whom to call
#[derive(Args, Debug)]
pub struct Arguments {
    /// Since when: a number of hours, days or weeks (12h, 7d, 2w)
    #[arg(long, value_name = "SPAN", default_value = "7d", value_parser = span)]
    since: TimeDelta,

    /// As JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    ages: Ages,

    #[command(flatten)]
    database: Database,
}

/// `7d`
fn span(text: &str) -> Result<TimeDelta, String> {
    let hours = match text.chars().last() {
        Some('h') => 1,
        Some('d') => 24,
        Some('w') => 24 * 7,
        _ => 0,
    };
    let count: Option<u16> = text
        .get(..text.len().saturating_sub(1))
        .and_then(|n| n.parse().ok());
    match count {
        Some(count) if hours > 0 => Ok(TimeDelta::hours(i64::from(count) * hours)),
        _ => Err("a span is a number of hours, days or weeks, such as 12h, 7d or 2w".to_owned()),
    }
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let now = Utc::now();
    let store = super::existing(&arguments.database, now)?;
    let digest: Result<Digest, StoreError> =
        store.read(|tx| digest::digest(tx, &arguments.ages, now - arguments.since, now));
    let digest = digest.map_err(Failure::new)?;
    out::print(&match arguments.json {
        true => serde_json::to_string_pretty(&digest).map_err(Failure::new)? + "\n",
        false => told(&digest),
    })
}

fn told(digest: &Digest) -> String {
    let mut text = String::new();
    for source in &digest.sources {
        let name = source.name.as_deref().unwrap_or("of no one source");
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name}");
        if source.changesets > 0 {
            let _ = writeln!(text, "  changesets: {}", source.changesets);
        }
        if source.updates > 0 {
            let _ = writeln!(
                text,
                "  {} read in {}: {} published, {} missing, {} rejected",
                counted(source.read, "record"),
                counted(source.updates, "update"),
                source.published,
                source.missing,
                source.rejected
            );
        }
        if source.undos > 0 {
            let _ = writeln!(text, "  changesets undone: {}", source.undos);
        }
        if source.blocks > 0 {
            let _ = writeln!(text, "  numbers blocked or unblocked: {}", source.blocks);
        }
        if let Some(last) = source.last_quiet {
            let day = last.format("%Y-%m-%d");
            let _ = writeln!(
                text,
                "  published nothing: {}, the last on {day}",
                counted(source.quiet, "update")
            );
        }
        by_rule(&mut text, "held", &source.held);
        by_rule(&mut text, "decided by memory", &source.decided_by_memory);
        if source.approved + source.declined > 0 {
            let _ = writeln!(
                text,
                "  decided: {} approved, {} rejected",
                source.approved, source.declined
            );
        }
        if let Some(oldest) = source.oldest {
            let day = oldest.format("%Y-%m-%d");
            let waiting = counted(source.waiting.unsigned_abs(), "item");
            let s = if source.waiting == 1 { "s" } else { "" };
            let _ = writeln!(text, "  {waiting} wait{s}, the first since {day}");
        }
        if source.calls_due > 0 {
            let _ = writeln!(text, "  calls due: {}", source.calls_due);
        }
    }
    if !digest.calls.is_empty() {
        let due: u64 = digest.sources.iter().map(|source| source.calls_due).sum();
        let _ = match digest.calls.len() as u64 == due {
            true => writeln!(text, "calls to make"),
            false => writeln!(
                text,
                "calls to make, the first {} of {due} (nearhelp review --stale has all)",
                digest.calls.len()
            ),
        };
        for line in calls_table(&digest.calls).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    match text.is_empty() {
        true => "nothing happened\n".to_owned(),
        false => text,
    }
}

fn by_rule(text: &mut String, what: &str, counts: &BTreeMap<String, u64>) {
    for (rule, count) in counts {
        let _ = writeln!(text, "  {what}: {count} {rule}");
    }
}
