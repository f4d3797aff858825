//! The command line, a file a command.

mod check;
mod exit;
mod export;
mod load;
mod near;
mod openapi;
mod screen;
mod serve;
mod table;
mod update;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use exit::{Exit, Failure};

use crate::{config::Settings, geography::Gazetteer, logging};

/// A resource directory for survivors of trafficking and violence: the nearest help, its hotlines,
/// and nothing kept about who asked.
#[derive(Parser)]
#[command(
    name = "nearhelp",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Without a command: serve. NEARHELP_LOG sets what is logged (info; debug for more).\n\
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
    Export(export::Arguments),
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
        Command::Export(arguments) => export::run(&arguments),
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_is_serve() {
        let cli = Cli::parse_from(["nearhelp", "--listen", "127.0.0.1:1"]);
        assert!(cli.command.is_none());
        assert_eq!(cli.serve.listen.port(), 1);
    }
}
