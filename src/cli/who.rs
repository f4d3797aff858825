//! Who decides, and why: what every command that decides something takes.

use chrono::{DateTime, Utc};
use clap::Args;

use crate::updates::person::Person;

#[derive(Args, Debug)]
pub struct Who {
    /// The person who decides
    #[arg(long, env = "NEARHELP_BY", value_name = "WHO", value_parser = said)]
    pub by: String,

    /// Why, for the history
    #[arg(long, value_name = "TEXT", value_parser = said)]
    pub reason: String,
}

impl Who {
    pub fn person(&self, at: DateTime<Utc>) -> Person {
        Person {
            by: self.by.clone(),
            at,
            reason: self.reason.clone(),
            api_key_id: None,
        }
    }
}

/// A text that says something.
pub fn said(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty".to_owned()),
        said => Ok(said.to_owned()),
    }
}
