//! The command line, a file a command.

#[macro_use]
mod out;

mod check;
mod digest;
mod exit;
mod export;
mod history;
mod keys;
mod load;
mod near;
mod number;
mod openapi;
mod record;
mod review;
mod screen;
mod serve;
mod table;
mod undo;
mod update;
mod verify;
mod who;

use std::{path::Path, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

pub use exit::{Exit, Failure};

use crate::{
    config::{Database, Settings},
    geography::Gazetteer,
    logging,
    store::Store,
};

/// A resource directory for survivors of trafficking and violence: the nearest help, its hotlines,
/// and nothing kept about who asked.
#[derive(Parser)]
#[command(
    name = "nearhelp",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Without a command: serve. Options stand after the command that they are of, to the last word of it:\n\
                  `nearhelp serve --seed none`, `nearhelp review list --json`.\n\
                  NEARHELP_LOG sets what is logged (info; debug for more).\n\
                  Exit codes: 0 done, 1 problems in the input, 2 wrong usage, 3 the system failed."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    serve: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the directory over HTTP
    Serve(Settings),
    Near(near::Arguments),
    Screen(screen::Arguments),
    Check(check::Arguments),
    Load(load::Arguments),
    Review(review::Arguments),
    Undo(undo::Arguments),
    History(history::Arguments),
    Verify(verify::Arguments),
    Number(number::Arguments),
    Digest(digest::Arguments),
    Export(export::Arguments),
    Keys(keys::Arguments),
    /// Print the OpenAPI document of the API
    Openapi,
}

/// Reads the command line and runs what it says.
pub fn main() -> ExitCode {
    // Wrong usage ends here with code 2, which is clap's own.
    let cli = Cli::parse();
    logging::init();
    let command = cli.command.unwrap_or(Command::Serve(cli.serve));
    let done = match command {
        Command::Serve(settings) => serve::run(settings),
        Command::Near(arguments) => near::run(arguments),
        Command::Screen(arguments) => screen::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Load(arguments) => load::run(&arguments),
        Command::Review(arguments) => review::run(&arguments),
        Command::Undo(arguments) => undo::run(&arguments),
        Command::History(arguments) => history::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Number(arguments) => number::run(&arguments),
        Command::Digest(arguments) => digest::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Keys(arguments) => keys::run(arguments),
        Command::Openapi => openapi::run(),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprintln!("nearhelp: {failure}");
            Exit::SystemFailed.into()
        }
    }
}

/// `Err` with what to exit with, once it has been told, where `home_state` is no state.
fn known_state(home_state: Option<&str>, gazetteer: &Gazetteer) -> Result<(), Exit> {
    match home_state {
        Some(code) if gazetteer.state_by_name(code).is_none() => {
            eprintln!("nearhelp: --home-state {code}: no state has that code");
            Err(Exit::WrongUsage)
        }
        _ => Ok(()),
    }
}

/// The database, which has to be there: opening it would make it.
fn existing(database: &Database, now: DateTime<Utc>) -> Result<Store, Failure> {
    let url = database.url();
    if let Some(path) = url.strip_prefix("sqlite://")
        && !Path::new(path).exists()
    {
        return Err(Failure::new(format!("there is no database {path}")));
    }
    Store::open(url, now).map_err(Failure::new)
}

/// Fails where what a published changeset took back could not be taken out of the database's log.
fn scrubbed(store: &Store) -> Result<(), Failure> {
    match store.owes_checkpoint() {
        false => Ok(()),
        true => Err(Failure::new(
            "it is published, but what it takes back is still in the database's log (…-wal), since somebody reads for \
             long or the disk failed: a server that runs takes it out as soon as it can, and so does the next write",
        )),
    }
}

/// Tells on standard error why a command did nothing, and ends with 1.
fn refused(why: impl std::fmt::Display) -> Exit {
    eprintln!("nearhelp: {why}");
    Exit::Problems
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_stand_after_their_command_and_are_refused_before_it() {
        for (after, before) in [
            ("serve --seed none", "--seed none serve"),
            ("serve --listen 127.0.0.1:1", "--listen 127.0.0.1:1 serve"),
            ("serve --home-state MO", "--home-state MO serve"),
            ("serve --stale-days 3", "--stale-days 3 serve"),
            ("serve --rate-limit 3", "--rate-limit 3 serve"),
            (
                "digest --database-url sqlite://x",
                "--database-url sqlite://x digest",
            ),
            ("review list --json", "review --json list"),
            (
                "review list --database-url sqlite://x",
                "review --database-url sqlite://x list",
            ),
            (
                "keys list --database-url sqlite://x",
                "keys --database-url sqlite://x list",
            ),
            ("number called 988 --by Ana", "number --by Ana called 988"),
        ] {
            let read = |line: &str| {
                let words = line.split(' ');
                Cli::try_parse_from(["nearhelp"].into_iter().chain(words))
            };
            assert!(read(after).is_ok(), "{after}");
            // Not passed over: a command with another database than was meant.
            assert!(read(before).is_err(), "{before}");
        }
    }

    #[test]
    fn no_command_is_serve() {
        let cli = Cli::parse_from(["nearhelp", "--listen", "127.0.0.1:1"]);
        assert!(cli.command.is_none());
        assert_eq!(cli.serve.listen.port(), 1);
    }
}
