//! Held items in words and as JSON.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::difference::differing;
use crate::{
    cli::{
        history,
        record::path,
        table::{Table, dropped},
    },
    standing::{Record, RecordRef, Source, number},
    store::{Decision, HeldState},
    updates::held::{Beside, Decided, Group, KnownBy, Proposal, Shown},
};

/// Of a group's key as many characters as a person needs to type.
const KEY_CHARACTERS: usize = 8;
/// Items that are named of a group.
const NAMED: usize = 10;

pub fn groups(groups: &[Group], sources: &[Source]) -> String {
    if groups.is_empty() {
        return "nothing waits\n".to_owned();
    }
    let mut table = Table::default();
    for group in groups {
        let numbers = group.numbers.iter().take(NAMED).map(i64::to_string);
        let mut numbers = numbers.collect::<Vec<_>>().join(", ");
        if group.numbers.len() > NAMED {
            numbers += &format!(" … ({})", group.numbers.len());
        }
        let name = match group.is_judged_together {
            true => format!("group {}", short(&group.key)),
            false => "one by one".to_owned(),
        };
        table.row([
            numbers,
            group.rule.clone(),
            source(sources, group.source_id).to_owned(),
            name,
        ]);
        table.note(group.why.clone());
        if let Some(record) = group.record {
            let name = group.name.iter().map(|name| format!("{name} "));
            let more = match group.numbers.len() {
                0 | 1 => String::new(),
                count => format!(", and {} more", count - 1),
            };
            table.note(format!(
                "of {}({}){more}",
                name.collect::<String>(),
                path(record)
            ));
        }
        if let Some(reason) = &group.reason {
            table.note(format!("{}: {reason}", group.by));
        }
    }
    table.to_string()
}

pub fn groups_json(groups: &[Group], sources: &[Source]) -> String {
    let contents: Vec<Value> = groups
        .iter()
        .map(|group| {
            json!({
                "group": group.key, "rule": group.rule, "source": source(sources, group.source_id),
                "why": group.why, "by": group.by, "reason": group.reason, "numbers": group.numbers,
                "record": group.record, "name": group.name,
                "is_judged_together": group.is_judged_together,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "contents": contents }))
}

pub fn item_json(shown: &Shown) -> String {
    let held = &shown.held;
    let decision = held.decision.as_ref();
    let decision = decision.map(|it| json!({"at": it.at, "by": it.by, "reason": it.reason}));
    let told = json!({
        "number": held.number, "state": held.state, "rule": held.hold.rule, "at": held.hold.at,
        "record": held.hold.record, "group": held.hold.group, "item": shown.item, "decision": decision,
        "records": shown.records, "beside": shown.beside,
    });
    format!("{told:#}\n")
}

pub fn item(shown: &Shown, sources: &[Source]) -> String {
    let (held, hold) = (&shown.held, &shown.held.hold);
    let mut text = format!(
        "{}  {}  “{}”  {}\n",
        held.number,
        hold.rule,
        source(sources, hold.source_id),
        hold.at.format("%Y-%m-%d %H:%M"),
    );
    // Writing to a string does not fail.
    if let Some(decision) = &held.decision {
        let day = decision.at.format("%Y-%m-%d");
        let Decision { by, reason, .. } = decision;
        let _ = match held.state {
            // What was done is no word on this.
            HeldState::Superseded => {
                writeln!(
                    text,
                    "not decided, and waits no longer since {day} ({by}): {reason}"
                )
            }
            _ => writeln!(text, "decided by {by} on {day}: {reason}"),
        };
    }
    let Some(item) = &shown.item else {
        text += "what was proposed is not kept any more\n";
        return text;
    };
    let reason = item.reason.as_ref().map(|reason| format!(": {reason}"));
    let reason = reason.unwrap_or_default();
    let _ = writeln!(text, "{}, loaded by {}{reason}", item.why, item.by);
    if !matches!(item.proposal, Proposal::Read { .. }) {
        for record in &shown.records {
            let name = name(record).unwrap_or_default();
            let _ = writeln!(text, "{} {name}", path(record.record));
        }
    }
    proposal(&mut text, &item.proposal, shown);
    if let Some(beside) = &shown.beside {
        text += "\nwhat both are known by:\n";
        text += &side_by_side(beside);
    }
    text
}

/// What a probable duplicate and the record that it may be are known by, a line for each: what both have first.
fn side_by_side(beside: &Beside) -> String {
    type Of = fn(&KnownBy) -> &BTreeSet<String>;
    let kinds: [(&str, Of); 5] = [
        ("name", |known| &known.names),
        ("organization", |known| &known.organizations),
        ("number", |known| &known.numbers),
        ("address", |known| &known.addresses),
        ("website", |known| &known.websites),
    ];
    let mut table = Table::default();
    let row = |kind: &str, proposed: &str, there: &str| {
        [
            format!("  {kind}"),
            proposed.to_owned(),
            there.to_owned(),
            String::new(),
        ]
    };
    table.row(row("", "would come", "is there"));
    for (kind, of) in kinds {
        let (proposed, there) = (of(&beside.proposed), of(&beside.there));
        for both in proposed.intersection(there) {
            table.row(row(kind, both, both));
        }
        let mut others = there.difference(proposed);
        for own in proposed.difference(there) {
            let other = others.next().map_or("", String::as_str);
            table.row(row(kind, own, other));
        }
        for other in others {
            table.row(row(kind, "", other));
        }
    }
    table.to_string()
}

fn name(record: &Record) -> Option<&str> {
    record.body.get("name").and_then(Value::as_str)
}

fn proposal(text: &mut String, proposal: &Proposal, shown: &Shown) {
    let nothing = Map::new();
    match proposal {
        Proposal::Group { before, after, .. } => fields(text, before, after),
        Proposal::Claim { claim, .. } | Proposal::Duplicate { claim, .. } => {
            let present = shown
                .records
                .first()
                .map_or(&nothing, |record| &record.body);
            fields(text, present, &claim.body);
        }
        Proposal::Withdraw { claims, .. } => {
            let _ = writeln!(text, "  would take {} entries back", claims.len());
        }
        Proposal::Public { .. } => {
            text.push_str(
                "  would let the place be known; the address that was given is not kept\n",
            );
        }
        Proposal::Read {
            sample,
            crisis_numbers,
            confidential,
        } => {
            let _ = writeln!(
                text,
                "  to read: {} records, {} crisis numbers, {} confidential places",
                sample.len(),
                crisis_numbers.len(),
                confidential.len()
            );
            let of = |record: &RecordRef| shown.records.iter().find(|it| it.record == *record);
            for (number, records) in crisis_numbers {
                let mut named: Vec<&str> = records.iter().filter_map(of).filter_map(name).collect();
                named.sort_unstable();
                let _ = writeln!(text, "  {}: {}", number::display(number), named.join(", "));
            }
            for (title, records) in [("sample", sample), ("confidential", confidential)] {
                for record in records.iter().filter_map(of) {
                    let _ = writeln!(text, "\n{title}: {}", path(record.record));
                    for (field, value) in &record.body {
                        let _ = writeln!(text, "  {field}: {}", history::short(value));
                    }
                }
            }
        }
    }
}

fn fields(text: &mut String, before: &Map<String, Value>, after: &Map<String, Value>) {
    for (field, value) in after {
        let was = before.get(field).unwrap_or(&Value::Null);
        if was != value {
            for (was, becomes) in differing(was, value) {
                let _ = writeln!(text, "  {field}: {was} → {becomes}");
            }
        }
    }
    let gone = before.keys().filter(|field| !after.contains_key(*field));
    // Of a claim whole the record may have fields of others.
    for field in gone.filter(|_| after.len() < before.len()) {
        for (was, _) in differing(&before[field], &Value::Null) {
            let _ = writeln!(text, "  {field}: {was} → nothing said");
        }
    }
}

pub fn decided(done: &Decided, is_approval: bool) -> String {
    let word = if is_approval { "approved" } else { "rejected" };
    let not_done = format!("not {word}");
    let undecided: Vec<i64> = done.undecided.iter().map(|(number, _)| *number).collect();
    let mut text = String::new();
    for (numbers, what) in [
        (&done.done, word),
        (&done.followed, "decided with it"),
        (
            &done.superseded,
            "no longer to be decided: it is so already, or its source takes it back",
        ),
        (&undecided, &not_done),
        (
            &done.to_give_again,
            "shown once the source gives the place again, since it was not kept: load its file",
        ),
    ] {
        if !numbers.is_empty() {
            let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
            let _ = writeln!(text, "{what}: {}", numbers.join(", "));
        }
    }
    if done.hidden > 0 {
        let s = if done.hidden == 1 { "" } else { "s" };
        let _ = writeln!(text, "hidden from now on: {} place{s}", done.hidden);
    }
    if done.dropped > 0 {
        let _ = writeln!(text, "{}", dropped(done.dropped));
    }
    let _ = writeln!(text, "the directory is at revision {}", done.revision);
    text
}

fn short(key: &str) -> &str {
    key.get(..KEY_CHARACTERS).unwrap_or(key)
}

fn source(sources: &[Source], id: Uuid) -> &str {
    let mut found = sources.iter().filter(|source| source.id == id);
    found.next().map_or("", |source| source.name.as_str())
}
