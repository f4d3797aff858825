//! `nearhelp keys`

use std::num::NonZeroU32;

use chrono::{SecondsFormat, Utc};
use clap::{Args, Subcommand, ValueEnum, builder::PossibleValue};
use uuid::Uuid;

use super::{Exit, Failure, out::print, table::Table};
use crate::{
    config::Database,
    http::guard::Token,
    store::{ApiKey, Role, Store, StoreError},
};

/// Make and revoke the keys with which programs write over HTTP
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Make a key, and show it this once
    Create {
        /// What it may do; each role may do what those before it may
        #[arg(long, value_enum)]
        role: Role,

        /// Whose it is, or what for: it stands in the history
        #[arg(long, value_parser = name)]
        name: String,

        /// How many requests a minute it may make; without it, any number
        #[arg(long, value_name = "REQUESTS")]
        rate_limit: Option<NonZeroU32>,

        #[command(flatten)]
        database: Database,
    },
    /// All keys, the oldest first: id, role, name, and since when
    List {
        #[command(flatten)]
        database: Database,
    },
    /// End a key, at once and in every server
    Revoke {
        /// Its id, as `list` has it
        id: Uuid,

        #[command(flatten)]
        database: Database,
    },
}

impl ValueEnum for Role {
    fn value_variants<'a>() -> &'a [Role] {
        &[Role::Reader, Role::Editor, Role::Publisher, Role::Admin]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Role::Reader => PossibleValue::new("reader").help("reads, beyond the public limit"),
            Role::Editor => PossibleValue::new("editor").help("drafts, and reads the history"),
            Role::Publisher => PossibleValue::new("publisher").help("publishes and approves"),
            Role::Admin => PossibleValue::new("admin").help("all of it"),
        })
    }
}

fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_name = (1..=100).contains(&text.chars().count()) && !text.contains(char::is_control);
    match is_name {
        true => Ok(text.to_owned()),
        false => Err("a name has 1 to 100 characters".to_owned()),
    }
}

/// Does what was asked, on the database itself.
pub fn run(arguments: Arguments) -> Result<Exit, Failure> {
    match arguments.command {
        Command::Create {
            role,
            name,
            rate_limit,
            database,
        } => create(&open(&database)?, role, name, rate_limit),
        Command::List { database } => list(&open(&database)?),
        Command::Revoke { id, database } => revoke(&open(&database)?, id),
    }
}

fn open(database: &Database) -> Result<Store, Failure> {
    Store::open(database.url(), Utc::now()).map_err(Failure::new)
}

fn create(
    store: &Store,
    role: Role,
    name: String,
    rate_limit: Option<NonZeroU32>,
) -> Result<Exit, Failure> {
    let token = Token::random().map_err(Failure::new)?;
    let key = ApiKey {
        id: Uuid::new_v4(),
        name,
        role,
        hash: token.hash(),
        created_at: Utc::now(),
        revoked_at: None,
        rate_limit_per_minute: rate_limit.map(NonZeroU32::get),
    };
    let added = store.write(|tx| -> Result<(), StoreError> { tx.add_api_key(&key) });
    added.map_err(Failure::new)?;
    eprintln!("{} is its id. The key is shown this once:", key.id);
    print(&format!("{}\n", token.reveal()))
}

fn list(store: &Store) -> Result<Exit, Failure> {
    let keys = store.read(|tx| -> Result<Vec<ApiKey>, StoreError> { tx.api_keys() });
    let mut table = Table::default();
    for key in keys.map_err(Failure::new)? {
        let role = key.role.to_possible_value();
        let day = |at: chrono::DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        table.row([
            key.id.to_string(),
            role.map_or_else(String::new, |role| role.get_name().to_owned()),
            key.name,
            match key.revoked_at {
                Some(at) => format!("revoked {}", day(at)),
                None => format!("since {}", day(key.created_at)),
            },
        ]);
    }
    print(&table.to_string())
}

fn revoke(store: &Store, id: Uuid) -> Result<Exit, Failure> {
    let revoke = |tx: &mut crate::store::Transaction<'_>| tx.revoke_api_key(id, Utc::now());
    let revoked: Result<bool, StoreError> = store.write(revoke);
    match revoked.map_err(Failure::new)? {
        true => {
            eprintln!("{id} is revoked.");
            Ok(Exit::Done)
        }
        false => {
            eprintln!("nearhelp: no key that is not revoked has the id {id}");
            Ok(Exit::WrongUsage)
        }
    }
}
