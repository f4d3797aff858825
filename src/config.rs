//! Settings: a flag, else an environment variable, else a default, each documented here and nowhere else.

use std::{net::SocketAddr, num::NonZeroU32};

use clap::{Args, ValueEnum};

/// Where the directory is kept. Every command that reads or writes it takes this.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// The database: sqlite://PATH (what follows the two slashes is the path, as it stands) or postgres://…;
    /// without one, sqlite://nearhelp.db
    #[arg(
        long,
        env = "NEARHELP_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database_url: Option<String>,
}

impl Database {
    pub fn url(&self) -> &str {
        self.database_url
            .as_deref()
            .unwrap_or("sqlite://nearhelp.db")
    }
}

/// The settings of a server.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// The address to listen on. Port 0 takes any free one
    #[arg(
        long,
        env = "NEARHELP_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: SocketAddr,

    #[command(flatten)]
    pub database: Database,

    /// What a new database starts with
    #[arg(long, env = "NEARHELP_SEED", value_enum, default_value_t = Seed::Missouri)]
    pub seed: Seed,

    /// The state whose places come first where a name is ambiguous, as two letters
    #[arg(long, env = "NEARHELP_HOME_STATE", value_name = "STATE", value_parser = state_code)]
    pub home_state: Option<String>,

    #[command(flatten)]
    pub ages: Ages,

    #[command(flatten)]
    pub etiquette: Etiquette,
}

/// For how many days a confirmation holds, before what was confirmed is stale.
#[derive(Args, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// For how many days a confirmed number of a hotline holds
    #[arg(
        long,
        env = "NEARHELP_STALE_HOTLINE_DAYS",
        value_name = "DAYS",
        default_value_t = 90
    )]
    pub stale_hotline_days: u32,

    /// For how many days confirmed opening hours hold
    #[arg(
        long,
        env = "NEARHELP_STALE_HOURS_DAYS",
        value_name = "DAYS",
        default_value_t = 180
    )]
    pub stale_hours_days: u32,

    /// For how many days anything else that was confirmed holds
    #[arg(
        long,
        env = "NEARHELP_STALE_DAYS",
        value_name = "DAYS",
        default_value_t = 365
    )]
    pub stale_days: u32,
}

impl Default for Ages {
    fn default() -> Ages {
        Ages {
            stale_hotline_days: 90,
            stale_hours_days: 180,
            stale_days: 365,
        }
    }
}

/// What a database that has no changeset yet is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Seed {
    /// The directory that comes with the program
    Missouri,
    /// Nothing
    None,
}

/// What a server grants, and whom it names.
#[derive(Args, Clone, Debug)]
pub struct Etiquette {
    /// How many requests a minute one address may make; without it, any number
    #[arg(long, env = "NEARHELP_RATE_LIMIT", value_name = "REQUESTS")]
    pub rate_limit: Option<NonZeroU32>,

    /// The header in which a proxy in front of the server says who asks, such as X-Forwarded-For. Only with such a proxy: anybody can send a header
    #[arg(
        long,
        env = "NEARHELP_PROXY_HEADER",
        value_name = "NAME",
        requires = "rate_limit"
    )]
    pub proxy_header: Option<String>,

    /// Where to report a weakness, for /.well-known/security.txt: a mailto: or https: address
    #[arg(long, env = "NEARHELP_SECURITY_CONTACT", value_name = "URI", value_parser = contact)]
    pub security_contact: Option<String>,
}

fn contact(text: &str) -> Result<String, String> {
    let is_contact = ["mailto:", "https://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    if is_contact && !text.contains(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err("a contact is a mailto: or https: address".to_owned())
    }
}

/// Two letters, as clap wants it.
pub fn state_code(text: &str) -> Result<String, String> {
    let code = text.to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err("a state is two letters, such as MO".to_owned())
    }
}
