//! `nearhelp number`

use std::fmt::Write;

use chrono::Utc;
use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{
    Exit, Failure, out,
    record::path,
    table,
    who::{Who, said},
};
use crate::{
    config::Database,
    standing::{RecordRef, number as written},
    store::Transaction,
    updates::numbers::{self, Blocking, NumberError, Use, Uses},
};

/// Everything that uses a telephone number; or withdraw it everywhere, or log a call to it
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    /// The number, written any way: 816-461-HOPE, (816) 461-4673, 988
    #[arg(required = true, allow_hyphen_values = true)]
    number: Option<String>,

    /// As JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    database: Database,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Withdraw the number everywhere, in one changeset; its return waits for a person
    Block(Decide),
    /// Let sources give the number again, and put it back where they do
    Unblock(Decide),
    /// Log that somebody called the number
    Called(Called),
}

#[derive(Args, Debug)]
struct Decide {
    /// The number, written any way
    number: String,

    #[command(flatten)]
    who: Who,

    #[command(flatten)]
    database: Database,
}

#[derive(Args, Debug)]
struct Called {
    /// The number, written any way
    number: String,

    /// The person who called
    #[arg(long, env = "NEARHELP_BY", value_name = "WHO", value_parser = said)]
    by: String,

    /// What was said
    #[arg(long, value_name = "TEXT", value_parser = said)]
    note: Option<String>,

    #[command(flatten)]
    database: Database,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let now = Utc::now();
    match &arguments.command {
        None => {
            let number = arguments.number.as_deref().unwrap_or_default();
            let store = super::existing(&arguments.database, now)?;
            let uses = match store.read(|tx| numbers::uses(tx, number)) {
                Ok(uses) => uses,
                Err(error) => return ended(error),
            };
            out::print(&match arguments.json {
                true => serde_json::to_string_pretty(&uses).map_err(Failure::new)? + "\n",
                false => told(&uses),
            })
        }
        Some(Command::Block(decide)) => decided(decide, "blocked", |tx, decide| {
            numbers::block(tx, &decide.number, &decide.who.person(now))
        }),
        Some(Command::Unblock(decide)) => decided(decide, "unblocked", |tx, decide| {
            numbers::unblock(tx, &decide.number, &decide.who.person(now))
        }),
        Some(Command::Called(called)) => {
            let store = super::existing(&called.database, now)?;
            let (by, note) = (&called.by, called.note.as_deref());
            let logged = store
                .write(|tx| numbers::log_call(tx, &called.number, by, now, note, Uuid::new_v4()));
            match logged {
                Ok(call) => {
                    let number = written::display(&call.number);
                    println!("logged a call to {number} by {}", call.by);
                    Ok(Exit::Done)
                }
                Err(error) => ended(error),
            }
        }
    }
}

fn decided(
    decide: &Decide,
    what: &str,
    work: impl FnOnce(&mut Transaction<'_>, &Decide) -> Result<Blocking, NumberError>,
) -> Result<Exit, Failure> {
    let store = super::existing(&decide.database, Utc::now())?;
    match store.write(|tx| work(tx, decide)) {
        Ok(blocking) => {
            let number = written::display(&blocking.number);
            for record in &blocking.records {
                println!("{}", path(*record));
            }
            println!(
                "{what} {number} in {}; changeset {}",
                table::counted(blocking.records.len() as u64, "record"),
                blocking.revision
            );
            if !blocking.texts.is_empty() {
                println!("still in the words of these, which somebody has to correct:");
                for of in &blocking.texts {
                    println!("  {}", of_use(of));
                }
            }
            Ok(Exit::Done)
        }
        Err(error) => ended(error),
    }
}

fn ended(error: NumberError) -> Result<Exit, Failure> {
    match error {
        NumberError::Store(error) => Err(Failure::new(error)),
        refused => Ok(super::refused(refused)),
    }
}

fn told(uses: &Uses) -> String {
    let mut text = format!("{} ({})\n", uses.display, uses.number);
    if let Some(block) = &uses.blocked {
        let day = block.at.format("%Y-%m-%d");
        let _ = writeln!(text, "blocked by {} on {day}: {}", block.by, block.reason);
    }
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{title}:");
            lines.iter().for_each(|line| {
                let _ = writeln!(text, "  {line}");
            });
        }
    };
    section("given to", uses.records.iter().map(of_use).collect());
    section(
        "lost, and not to be dialled, in",
        uses.alternatives.iter().map(of_use).collect(),
    );
    let said = uses.claims.iter().map(|said| {
        let date = said.date.map(|date| format!(", {date}"));
        format!(
            "“{}”{}: {}",
            said.source,
            date.unwrap_or_default(),
            named(said.name.as_deref(), said.record)
        )
    });
    section("said by", said.collect());
    section("in the words of", uses.texts.iter().map(of_use).collect());
    let waiting = uses.held.iter().map(|held| {
        let record = held.record.map(|it| named(held.name.as_deref(), it));
        format!(
            "{} {} {}",
            held.number,
            held.rule,
            record.unwrap_or_default()
        )
    });
    section("waiting for a person", waiting.collect());
    let rejected = uses.rejected.iter().map(|rejected| {
        let day = rejected.at.format("%Y-%m-%d");
        let item = &rejected.item;
        let record = item.record;
        let record = record.map(|it| format!(" {}", named(item.name.as_deref(), it)));
        format!(
            "{} {}{}, by {} on {day}: {}",
            item.number,
            item.rule,
            record.unwrap_or_default(),
            rejected.by,
            rejected.reason
        )
    });
    section("rejected", rejected.collect());
    let moved = uses.changes.iter().map(|moved| {
        let day = moved.at.format("%Y-%m-%d");
        let record = moved.record;
        let record = record.map(|it| format!(" {}", named(moved.name.as_deref(), it)));
        format!(
            "{} {day} {}{}, by {}: {}",
            moved.changeset,
            moved.what.as_str(),
            record.unwrap_or_default(),
            moved.by,
            moved.reason
        )
    });
    section("changes", moved.collect());
    let calls = uses.calls.iter().map(|call| {
        let note = call.note.as_ref().map(|note| format!(": {note}"));
        format!(
            "{} by {}{}",
            call.at.format("%Y-%m-%d"),
            call.by,
            note.unwrap_or_default()
        )
    });
    section("calls", calls.collect());
    if text.lines().count() == 1 {
        text.push_str("nobody has it\n");
    }
    text
}

/// `Emergency shelter (service/3f…)`
fn named(name: Option<&str>, record: RecordRef) -> String {
    match name {
        Some(name) => format!("{name} ({})", path(record)),
        None => path(record),
    }
}

/// `Hope Haven: Emergency shelter (service/3f…), unverified, by “An article”`
fn of_use(of: &Use) -> String {
    let names: Vec<&str> = [&of.organization, &of.name]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let names = match names[..] {
        [a, b] if a == b => a.to_owned(),
        _ => names.join(": "),
    };
    let mut line = match names.as_str() {
        "" => path(of.record),
        names => format!("{names} ({})", path(of.record)),
    };
    if let Some(standing) = of.standing {
        line += &format!(", {}", standing.as_str());
    }
    if let Some(source) = &of.source {
        line += &format!(", by “{source}”");
    }
    line
}
