//! `nearhelp near`

use std::path::Path;

use chrono::Utc;
use clap::Args;
use uuid::Uuid;

use super::table::{self, Table};
use super::{Exit, Failure};
use crate::{
    config::{Database, state_code},
    geography::Gazetteer,
    http::{State, extract::Fields, extract::ask},
    snapshot::{
        Snapshot,
        listing::ListingAnswer,
        nearby::{Nearby, NearbyPage},
    },
    store::{Change, Store},
    updates::{plan::Present, seed},
};

/// Ask what help is near a place, as /v1/nearby does
#[derive(Args, Debug)]
pub struct Arguments {
    /// A ZIP, "City, ST", "X County, ST", or "latitude,longitude" in degrees
    #[arg(allow_hyphen_values = true)]
    near: String,

    /// Only this category, and those below it; may be repeated
    #[arg(long, value_name = "CODE")]
    category: Vec<String>,

    /// Only for these people; may be repeated
    #[arg(long, value_name = "CODE")]
    audience: Vec<String>,

    /// What a service is for, help unless said otherwise; may be repeated
    #[arg(long, value_name = "CODE")]
    kind: Vec<String>,

    /// Metres, or a length with its unit: 25mi, 40km
    #[arg(long)]
    radius: Option<String>,

    /// Which page of the answer
    #[arg(long)]
    page: Option<String>,

    /// How many on a page, at most 100
    #[arg(long)]
    per_page: Option<String>,

    /// Print the JSON that /v1/nearby answers with
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    database: Database,

    /// The state whose places come first where a name is ambiguous, as two letters
    #[arg(long, env = "NEARHELP_HOME_STATE", value_name = "STATE", value_parser = state_code)]
    home_state: Option<String>,
}

/// Answers from the database, or from the seed directory where there is none.
pub fn run(arguments: Arguments) -> Result<Exit, Failure> {
    let snapshot = snapshot(&arguments.database)?;
    let state = State::new(snapshot, arguments.home_state.clone());
    let ask = match ask::nearby(fields(&arguments), &state) {
        Ok(ask) => ask,
        Err(problem) => {
            for fault in &problem.errors {
                eprintln!("nearhelp: {}", fault.sentence());
            }
            return Ok(Exit::WrongUsage);
        }
    };
    let snapshot = state.snapshot();
    let page = snapshot.nearby(&ask, state.gazetteer);
    if arguments.json {
        let json = serde_json::to_string_pretty(&page).map_err(Failure::new)?;
        table::print(&format!("{json}\n"))
    } else {
        table::print(&told(&page, &ask))
    }
}

fn snapshot(database: &Database) -> Result<Snapshot, Failure> {
    let gazetteer = Gazetteer::embedded();
    let (url, now) = (&database.database_url, Utc::now());
    let path = url.strip_prefix("sqlite://");
    if path.is_none_or(|path| Path::new(path).exists()) {
        let store = Store::open(url, now).map_err(Failure::new)?;
        return Snapshot::load(&store, gazetteer).map_err(Failure::new);
    }
    let seed = seed::changeset(Present::nothing(), gazetteer, now, &mut Uuid::new_v4)
        .map_err(Failure::new)?;
    let sources = seed.changes.iter().filter_map(|change| match change {
        Change::PutSource(source) => Some((source.id, source.clone())),
        _ => None,
    });
    Snapshot::of(1, &seed.records, &sources.collect(), gazetteer).map_err(Failure::new)
}

fn fields(arguments: &Arguments) -> Fields {
    let one = |name, value: &Option<String>| value.clone().map(|value| (name, value));
    let many = |name, values: &[String]| {
        values
            .iter()
            .map(|value| (name, value.clone()))
            .collect::<Vec<_>>()
    };
    let mut pairs = vec![("near", arguments.near.clone())];
    pairs.extend(many("category", &arguments.category));
    pairs.extend(many("audience", &arguments.audience));
    pairs.extend(many("kind", &arguments.kind));
    pairs.extend(one("radius", &arguments.radius));
    pairs.extend(one("page", &arguments.page));
    pairs.extend(one("per_page", &arguments.per_page));
    Fields::from_pairs(pairs)
}

/// The page as text for a terminal.
fn told(page: &NearbyPage, ask: &Nearby) -> String {
    let mut text = format!("In an emergency call {}.\n\n", page.emergency.call);
    if !page.origin.covered {
        text += "This directory has no places in that state yet.\n\n";
    }
    if page.widened {
        text += "Nothing is inside the radius; the nearest beyond it:\n\n";
    }
    if page.contents.is_empty() {
        text += "No places match.\n";
    } else {
        text += &format!("Near {}:\n\n", page.origin.name);
        text += &rows(&page.contents).to_string();
        if page.total_pages > 1 {
            text += &format!("Page {} of {}.\n", ask.page, page.total_pages);
        }
    }
    if !page.remote.is_empty() {
        text += "\nBy phone, online, or at a place that is not stated:\n\n";
        text += &rows(&page.remote).to_string();
    }
    text
}

fn rows(listings: &[ListingAnswer]) -> Table {
    let mut table = Table::default();
    for listing in listings {
        let contact = listing.primary_contact;
        table.row([
            listing.name.to_owned(),
            contact.map_or_else(
                || "no number known".to_owned(),
                |contact| contact.display.clone(),
            ),
            listing
                .distance
                .as_ref()
                .map(|distance| distance.text.clone())
                .unwrap_or_default(),
            listing.hours.text.clone(),
        ]);
        if let Some(sentence) = contact.and_then(|contact| contact.before_you_call.as_ref()) {
            table.note(format!("Before you call: {sentence}"));
        }
        if listing.withheld {
            table.note("The place is confidential.".to_owned());
        }
    }
    table
}
