//! `nearhelp history`

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::{Value, json};

use super::{
    Exit, Failure, out,
    record::{named, path},
    table::Table,
};
use crate::{
    config::Database,
    geography::Gazetteer,
    store::{HeldState, Operation, Published, StoreError, Subject, Transaction},
    updates::history::{self, DecisionMade, RecordChange},
};

/// What a value is cut to in the table; the JSON has all of it.
const VALUE_CHARACTERS: usize = 100;
/// The counts of an update that are told, in their order.
const COUNTS: [&str; 8] = [
    "added",
    "changed",
    "unchanged",
    "missing",
    "hidden",
    "dropped",
    "held",
    "rejected",
];

/// Who changed what, when and why, and who rejected what: the last changesets, or of a record its changes field by field
#[derive(Args, Debug)]
pub struct Arguments {
    /// A record: its id, or its name
    record: Option<String>,

    /// Only what this source says: its key or its name
    #[arg(long, value_name = "NAME")]
    source: Option<String>,

    /// How many, the newest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,

    /// As JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    database: Database,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let store = super::existing(&arguments.database, Utc::now())?;
    let told = store
        .read(|tx| tell(tx, arguments))
        .map_err(|error: StoreError| Failure::new(error))?;
    match told {
        Ok(text) => out::print(&text),
        Err(why) => Ok(super::refused(why)),
    }
}

fn tell(
    tx: &mut Transaction<'_>,
    arguments: &Arguments,
) -> Result<Result<String, String>, StoreError> {
    let source = match &arguments.source {
        None => None,
        Some(name) => {
            let mut sources = tx.sources()?.into_iter();
            match sources.find(|source| source.key == *name || source.name == *name) {
                Some(source) => Some(source.id),
                None => return Ok(Err(format!("there is no source {name}"))),
            }
        }
    };
    let Some(record) = &arguments.record else {
        let changesets = history::changesets(tx, source, arguments.limit)?;
        let decisions = history::decisions(tx, None, source, arguments.limit)?;
        return Ok(Ok(match arguments.json {
            true => pretty(&json!({ "contents": changesets, "decisions": decisions })),
            false => lately(&changesets, &decisions, arguments.limit),
        }));
    };
    let record = match named(tx, record)? {
        Ok(record) => record,
        Err(why) => return Ok(Err(why)),
    };
    let limit = usize::try_from(arguments.limit).unwrap_or(usize::MAX);
    let changes = history::of_record(tx, Gazetteer::embedded(), record, source, limit)?;
    let decisions = history::decisions(tx, Some(record), source, arguments.limit)?;
    Ok(Ok(match arguments.json {
        true => pretty(&json!({ "record": record, "contents": changes, "decisions": decisions })),
        false => newest_first(
            changes.iter().map(|it| (it.at, change(it))),
            decisions.iter().map(|it| (it.at, decision(it))),
            arguments.limit,
        ),
    }))
}

/// Changesets, and what was said on held items: below the changeset that came of it, or by itself.
fn lately(changesets: &[Published], decisions: &[DecisionMade], limit: u32) -> String {
    let is_of = |changeset: &Published, said: &DecisionMade| {
        changeset.how == Operation::Review
            && (changeset.at, &changeset.by, &changeset.reason) == (said.at, &said.by, &said.reason)
    };
    let told = |it: &Published| {
        let notes = decisions.iter().filter(|said| is_of(it, said)).map(items);
        (it.at, changeset(it, notes))
    };
    let is_told = |said: &&DecisionMade| changesets.iter().any(|it| is_of(it, said));
    newest_first(
        changesets.iter().map(told),
        decisions
            .iter()
            .filter(|said| !is_told(said))
            .map(|it| (it.at, decision(it))),
        limit,
    )
}

/// What was published comes before what was said of it.
fn newest_first(
    published: impl Iterator<Item = (DateTime<Utc>, String)>,
    said: impl Iterator<Item = (DateTime<Utc>, String)>,
    limit: u32,
) -> String {
    let mut all: Vec<(DateTime<Utc>, String)> = published.chain(said).collect();
    all.sort_by_key(|(at, _)| Reverse(*at));
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    all.into_iter().map(|(_, text)| text).collect()
}

fn decision(said: &DecisionMade) -> String {
    let mut table = Table::default();
    table.row([
        "-".to_owned(),
        said.at.format("%Y-%m-%d %H:%M").to_string(),
        "review".to_owned(),
        format!("{}: {}", said.by, said.reason),
    ]);
    table.note(items(said));
    table.to_string()
}

/// `rejected: 3 (crisis_number)`, or of a suggestion which
fn items(said: &DecisionMade) -> String {
    let what = match said.state {
        HeldState::Approved => "approved",
        _ => "rejected",
    };
    if let Some(suggestion) = said.suggestion {
        let of = path(suggestion.record);
        return format!("{what}: suggestion {} on {of}", suggestion.id);
    }
    let items = said.items.iter();
    let items: Vec<String> = items.map(|(n, rule)| format!("{n} ({rule})")).collect();
    format!("{what}: {}", items.join(", "))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn changeset(changeset: &Published, notes: impl Iterator<Item = String>) -> String {
    let mut table = Table::default();
    table.row([
        changeset.revision.to_string(),
        changeset.at.format("%Y-%m-%d %H:%M").to_string(),
        operation(changeset.how),
        format!("{}: {}", changeset.by, changeset.reason),
    ]);
    let report = changeset.report.as_ref();
    let counts: Vec<String> = COUNTS
        .into_iter()
        .filter_map(|name| {
            let count = report?.get(name)?.as_u64()?;
            (count > 0).then(|| format!("{count} {name}"))
        })
        .collect();
    if !counts.is_empty() {
        table.note(counts.join(", "));
    }
    if let Some(undone) = report.and_then(|report| report.get("undone")?.as_i64()) {
        table.note(format!("undoes changeset {undone}"));
    }
    for (field, what) in [
        ("superseded", "wait no longer"),
        ("waits_again", "wait again as"),
    ] {
        let numbers = report.and_then(|report| report.get(field)?.as_array());
        let numbers: Vec<String> = numbers
            .into_iter()
            .flatten()
            .map(Value::to_string)
            .collect();
        if !numbers.is_empty() {
            table.note(format!("{what}: {}", numbers.join(", ")));
        }
    }
    notes.for_each(|note| table.note(note));
    table.to_string()
}

fn change(change: &RecordChange) -> String {
    let of = match (change.subject, &change.source) {
        (Subject::Claim, Some(source)) => format!("what “{source}” says"),
        (Subject::Claim, None) => "what a source says".to_owned(),
        (Subject::SameAs, _) => "which entry it is".to_owned(),
        (Subject::Resolution, _) => "whose word stands".to_owned(),
        (Subject::Verification, _) => "verification".to_owned(),
        (Subject::Source | Subject::Block, _) => String::new(),
    };
    let mut text = format!(
        "{}  {}  {}  {}: {}\n  {of}\n",
        change.changeset,
        change.at.format("%Y-%m-%d %H:%M"),
        operation(change.how),
        change.by,
        change.reason
    );
    for field in &change.fields {
        text += &format!(
            "    {}: {} → {}\n",
            field.field,
            short(&field.before),
            short(&field.after)
        );
    }
    text
}

/// A value in a line of a table.
pub fn short(value: &Value) -> String {
    let text = match value {
        Value::Null => return "nothing".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    match text.char_indices().nth(VALUE_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn operation(how: Operation) -> String {
    match serde_json::to_value(how) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
