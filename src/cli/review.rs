//! `nearhelp review`

mod difference;
mod stale;
mod suggestions;
mod told;

use std::collections::BTreeSet;

use chrono::Utc;
use clap::{Args, Subcommand};

pub use stale::calls_table;

use super::{Exit, Failure, out, who::Who};
use crate::{
    config::{Ages, Database},
    store::{HeldFilter, HeldState, Store, StoreError},
    updates::held::{self, Decided, Decider, Group},
};

/// What waits for a person: list it, show it, approve it, reject it; or with --stale whom to call
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    /// The call list instead: what was confirmed too long ago, and numbers that nobody ever confirmed; hotlines first, then the oldest
    #[arg(long)]
    stale: bool,

    /// As JSON
    #[arg(long)]
    json: bool,

    /// The call list as a table for a spreadsheet
    #[arg(long, requires = "stale", conflicts_with = "json")]
    csv: bool,

    #[command(flatten)]
    ages: Ages,

    #[command(flatten)]
    database: Database,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// What waits, question by question
    List(List),
    /// One item: what is there, what would be there, and why it waits
    Show(Show),
    /// Do what the items propose
    Approve(Decide),
    /// Leave it as it is; the same is not asked again for 180 days, or until the fact changes
    Reject(Decide),
    /// What anybody thinks is wrong, the oldest first; approve or reject it
    Suggestions(suggestions::Suggestions),
}

#[derive(Args, Debug)]
struct List {
    /// As JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    database: Database,
}

#[derive(Args, Debug)]
struct Show {
    /// The item's number
    number: i64,

    /// As JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    database: Database,
}

#[derive(Args, Debug)]
struct Decide {
    /// The items' numbers
    #[arg(required_unless_present = "group", value_name = "N")]
    numbers: Vec<i64>,

    /// All items of this group, as the list shows it
    #[arg(long, value_name = "GROUP", conflicts_with = "numbers")]
    group: Option<String>,

    /// But not this one; may be repeated
    #[arg(long, value_name = "N", requires = "group")]
    except: Vec<i64>,

    /// A crisis number, typed again, to approve a change of your own after a call to it; may be repeated
    #[arg(long = "number", value_name = "RETYPED")]
    retyped: Vec<String>,

    #[command(flatten)]
    who: Who,

    #[command(flatten)]
    database: Database,
}

/// Ends with 1 where something could not be decided.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.command {
        None if arguments.stale => stale::run(arguments),
        None => list(&arguments.database, arguments.json),
        Some(Command::List(of)) => list(&of.database, of.json),
        Some(Command::Suggestions(of)) => suggestions::run(of),
        Some(Command::Show(of)) => show(of),
        Some(Command::Approve(decide)) => decided(decide, true),
        Some(Command::Reject(decide)) => decided(decide, false),
    }
}

fn waiting() -> HeldFilter {
    HeldFilter {
        state: Some(HeldState::Waiting),
        ..HeldFilter::default()
    }
}

fn list(database: &Database, as_json: bool) -> Result<Exit, Failure> {
    let store = super::existing(database, Utc::now())?;
    let read = store.read(|tx| {
        let groups = held::groups(tx, &waiting())?;
        Ok::<_, StoreError>((groups, tx.sources()?))
    });
    let (groups, sources) = read.map_err(Failure::new)?;
    out::print(&match as_json {
        true => told::groups_json(&groups, &sources),
        false => told::groups(&groups, &sources),
    })
}

fn show(arguments: &Show) -> Result<Exit, Failure> {
    let store = super::existing(&arguments.database, Utc::now())?;
    let read = store.read(|tx| {
        let shown = held::show(tx, arguments.number)?;
        Ok::<_, StoreError>((shown, tx.sources()?))
    });
    let (shown, sources) = read.map_err(Failure::new)?;
    let Some(shown) = shown else {
        return Ok(super::refused(format!(
            "there is no item {}",
            arguments.number
        )));
    };
    out::print(&match arguments.json {
        true => told::item_json(&shown),
        false => told::item(&shown, &sources),
    })
}

fn decided(arguments: &Decide, is_approval: bool) -> Result<Exit, Failure> {
    let now = Utc::now();
    let store = super::existing(&arguments.database, now)?;
    let numbers = match wanted(&store, arguments)? {
        Ok(numbers) => numbers,
        Err(why) => return Ok(super::refused(why)),
    };
    let decider = Decider {
        by: arguments.who.by.clone(),
        at: now,
        reason: arguments.who.reason.clone(),
        api_key_id: None,
        retyped: arguments.retyped.clone(),
    };
    let done: Result<Decided, StoreError> = store.write(|tx| match is_approval {
        true => held::approve(tx, &numbers, &decider),
        false => held::reject(tx, &numbers, &decider),
    });
    let done = done.map_err(Failure::new)?;
    print!("{}", told::decided(&done, is_approval));
    for (number, why) in &done.undecided {
        eprintln!("nearhelp: {number}: {why}");
    }
    Ok(match done.undecided.is_empty() {
        true => Exit::Done,
        false => Exit::Problems,
    })
}

/// The items that were named, or those of the group that was; else what to tell the person.
fn wanted(store: &Store, arguments: &Decide) -> Result<Result<Vec<i64>, String>, Failure> {
    let Some(name) = &arguments.group else {
        return Ok(Ok(arguments.numbers.clone()));
    };
    let groups: Result<Vec<Group>, StoreError> = store.read(|tx| held::groups(tx, &waiting()));
    let groups = groups.map_err(Failure::new)?;
    let mut found = groups.iter().filter(|group| group.key.starts_with(name));
    Ok(match (found.next(), found.next()) {
        (Some(group), None) => {
            let except: BTreeSet<i64> = arguments.except.iter().copied().collect();
            let numbers = group.numbers.iter().copied();
            Ok(numbers.filter(|number| !except.contains(number)).collect())
        }
        (None, _) => Err(format!("nothing of a group {name} waits")),
        (Some(_), Some(_)) => Err(format!("several groups begin with {name}: type more of it")),
    })
}
