//! `nearhelp verify`

use chrono::{Local, NaiveDate, Utc};
use clap::{Args, ValueEnum, builder::PossibleValue};
use uuid::Uuid;

use super::{
    Exit, Failure,
    record::{named, path},
    who::said,
};
use crate::{
    config::Database,
    standing::{FactGroup, number},
    updates::{
        person::Person,
        verify::{self, Confirmation, ConfirmedBy, VerifyError},
    },
};

/// Write down that a fact group of a record is right: it was confirmed by a call, or by the provider
#[derive(Args, Debug)]
pub struct Arguments {
    /// The record: its id, or its name
    record: String,

    /// What was confirmed
    #[arg(long, value_enum)]
    group: FactGroup,

    /// How it was confirmed; of a call to its numbers, a call is logged
    #[arg(long, value_enum)]
    how: ConfirmedBy,

    /// The person who confirmed it
    #[arg(long, env = "NEARHELP_BY", value_name = "WHO", value_parser = said)]
    by: String,

    /// The day on which it was confirmed; without one, today
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,

    /// What was said
    #[arg(long, value_name = "TEXT", value_parser = said)]
    note: Option<String>,

    #[command(flatten)]
    database: Database,
}

impl ValueEnum for ConfirmedBy {
    fn value_variants<'a>() -> &'a [ConfirmedBy] {
        &[ConfirmedBy::Called, ConfirmedBy::Provider]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            ConfirmedBy::Called => PossibleValue::new("called").help("Somebody called"),
            ConfirmedBy::Provider => PossibleValue::new("provider").help("The provider said so"),
        })
    }
}

impl ValueEnum for FactGroup {
    fn value_variants<'a>() -> &'a [FactGroup] {
        &FactGroup::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let now = Utc::now();
    let store = super::existing(&arguments.database, now)?;
    let of = match store.read(|tx| named(tx, &arguments.record)) {
        Ok(Ok(record)) => record,
        Ok(Err(why)) => return Ok(super::refused(why)),
        Err(error) => return Err(Failure::new(error)),
    };
    let confirmation = Confirmation {
        record: of,
        group: arguments.group,
        how: arguments.how,
        // The day of whoever types it, which is never after that of UTC where people are west of it.
        date: arguments
            .on
            .or(Some(Local::now().date_naive().min(now.date_naive()))),
        note: arguments.note.clone(),
    };
    let person = Person {
        by: arguments.by.clone(),
        at: now,
        reason: arguments
            .note
            .clone()
            .unwrap_or_else(|| format!("The {} were confirmed", arguments.group.as_str())),
        api_key_id: None,
    };
    let done = store.write(|tx| verify::verify(tx, &confirmation, &person, &mut Uuid::new_v4));
    let verified = match done {
        Ok(verified) => verified,
        Err(VerifyError::Store(error)) => return Err(Failure::new(error)),
        Err(error) => {
            if let VerifyError::NoSuchGroup { has, elsewhere, .. } = &error {
                let has: Vec<&str> = has.iter().map(|group| group.as_str()).collect();
                eprintln!("{} has: {}", path(of), has.join(", "));
                for record in elsewhere {
                    eprintln!(
                        "it belongs to {}, which has {}",
                        path(*record),
                        arguments.group.as_str()
                    );
                }
            }
            return Ok(super::refused(error));
        }
    };
    for called in &verified.called {
        println!("logged a call to {}", number::display(called));
    }
    let standing = verified.record.facts.get(&arguments.group);
    println!(
        "{} of {} are {} as of {}; changeset {}",
        arguments.group.as_str(),
        path(of),
        standing.map_or("not known", |fact| fact.standing.as_str()),
        verified.verification.date,
        verified.revision
    );
    Ok(Exit::Done)
}
