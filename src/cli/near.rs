//! `nearhelp near`

use std::path::Path;

use chrono::Utc;
use clap::Args;
use uuid::Uuid;

use super::out;
use super::table::Table;
use super::{Exit, Failure};
use crate::{
    config::{Ages, Database, state_code},
    geography::Gazetteer,
    hours::OpenState,
    hsds::Standing,
    http::{State, extract::Fields, extract::ask},
    snapshot::{
        Snapshot,
        listing::{ListingAnswer, ListingPhone},
        nearby::{Nearby, NearbyPage},
    },
    standing::number,
    store::Store,
    updates::seed,
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

    /// Only what matches these words, or this phone number
    #[arg(long, value_name = "TEXT")]
    q: Option<String>,

    /// Only what is not known to be closed, what is open first: now, or an instant (RFC 3339)
    #[arg(long, value_name = "INSTANT")]
    open: Option<String>,

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

    #[command(flatten)]
    ages: Ages,

    /// The state whose places come first where a name is ambiguous, as two letters
    #[arg(long, env = "NEARHELP_HOME_STATE", value_name = "STATE", value_parser = state_code)]
    home_state: Option<String>,
}

/// Answers from the database, or from the built-in directory where there is none.
pub fn run(arguments: Arguments) -> Result<Exit, Failure> {
    let gazetteer = Gazetteer::embedded();
    if let Err(wrong) = super::known_state(arguments.home_state.as_deref(), gazetteer) {
        return Ok(wrong);
    }
    let snapshot = snapshot(&arguments.database, gazetteer, &arguments.ages)?;
    let state = State::new(snapshot, arguments.home_state.clone());
    let ask = match ask::nearby(fields(&arguments), &state) {
        Ok(ask) => ask,
        Err(problem) => {
            for fault in &problem.errors {
                eprintln!("nearhelp: {}", fault.sentence());
            }
            eprintln!("In an emergency call 911.");
            return Ok(Exit::WrongUsage);
        }
    };
    if let Some(path) = missing_file(&arguments.database) {
        eprintln!("nearhelp: there is no {path} here: this is the built-in directory.");
    }
    let snapshot = state.snapshot();
    let page = snapshot.nearby(&ask, gazetteer);
    if arguments.json {
        let json = serde_json::to_string_pretty(&page).map_err(Failure::new)?;
        out::print(&format!("{json}\n"))
    } else {
        out::print(&told(&page, &ask, arguments.radius.as_deref()))
    }
}

pub(super) fn snapshot(
    database: &Database,
    gazetteer: &Gazetteer,
    ages: &Ages,
) -> Result<Snapshot, Failure> {
    let now = Utc::now();
    let Some(path) = missing_file(database) else {
        let store = Store::open(database.url(), now).map_err(Failure::new)?;
        return Snapshot::load_aged(&store, gazetteer, now, ages).map_err(Failure::new);
    };
    // Who names a database means that one and no other.
    if database.database_url.is_some() {
        return Err(Failure::new(format!("there is no database at {path}")));
    }
    let mut count = 0;
    // Counted ids, so that two runs answer alike.
    let mut counted = || {
        count += 1;
        Uuid::from_u128(count)
    };
    let store = Store::in_memory(now).map_err(Failure::new)?;
    seed::seed(&store, gazetteer, now, &mut counted).map_err(Failure::new)?;
    Snapshot::load(&store, gazetteer, now).map_err(Failure::new)
}

/// The file that the database would be, where it is not there.
pub(super) fn missing_file(database: &Database) -> Option<&str> {
    let path = database.url().strip_prefix("sqlite://")?;
    (!Path::new(path).exists()).then_some(path)
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
    pairs.extend(one("q", &arguments.q));
    pairs.extend(one("open", &arguments.open));
    pairs.extend(one("page", &arguments.page));
    pairs.extend(one("per_page", &arguments.per_page));
    Fields::from_pairs(pairs)
}

/// The page as text for a terminal: first what can be called from there, then what is near.
fn told(page: &NearbyPage, ask: &Nearby, radius: Option<&str>) -> String {
    let mut text = format!("In an emergency call {}.\n", page.emergency.call);
    let (lines, others): (Vec<&ListingAnswer>, Vec<&ListingAnswer>) = page
        .remote
        .iter()
        .partition(|listing| !listing.phones.is_empty());
    let name = &page.origin.name;
    let mut section = |title: String, listings: &[&ListingAnswer]| {
        if !listings.is_empty() {
            text += &format!("\n{title}:\n\n{}", rows(listings));
        }
    };
    section(format!("Call or text from {name}"), &lines);
    let near: Vec<&ListingAnswer> = page.contents.iter().collect();
    let which = match radius.filter(|_| page.widened) {
        Some(radius) => {
            format!("No place is within {radius} of {name}. Farther than that, the nearest first")
        }
        None => "Places, the nearest first".to_owned(),
    };
    section(which, &near);
    section(
        "At a place that is not stated, or without a number".to_owned(),
        &others,
    );
    if page.contents.is_empty() {
        text += "\nNo places match.\n";
    } else if page.total_pages > 1 {
        text += &format!("\nPage {} of {}.\n", ask.page, page.total_pages);
    }
    if !page.origin.covered {
        text += "\nThis directory has no places in that state yet.\n";
    }
    let mut phones = page
        .contents
        .iter()
        .chain(&page.remote)
        .flat_map(|listing| listing.phones);
    let was_checked =
        |phone: &ListingPhone| matches!(phone.standing, Standing::Verified | Standing::Stale);
    if phones.clone().next().is_some() && !phones.any(was_checked) {
        text += "\nNone of these numbers has been checked by us.\n";
    }
    text
}

fn rows(listings: &[&ListingAnswer]) -> Table {
    let mut table = Table::default();
    for listing in listings {
        let contacts: Vec<String> = listing.phones.iter().map(ListingPhone::told).collect();
        let hours = match (listing.hours.state, contacts.is_empty()) {
            (OpenState::Unknown, true) => String::new(),
            (OpenState::Unknown, false) => "hours not known".to_owned(),
            _ => listing.hours.text.clone(),
        };
        let distance = listing
            .distance
            .as_ref()
            .map(|distance| distance.text.clone());
        table.row([
            listing.name.to_owned(),
            match contacts[..] {
                [] => "no number known".to_owned(),
                _ => contacts.join(", "),
            },
            distance.unwrap_or_default(),
            hours,
        ]);
        for warning in warnings(listing.phones) {
            table.note(warning);
        }
        let mut stale = listing
            .phones
            .iter()
            .filter(|phone| phone.standing == Standing::Stale);
        if let Some(checked) = stale.find_map(|phone| phone.checked.as_ref()) {
            table.note(format!("{checked}."));
        }
        if let Some(capacity) = &listing.capacity {
            table.note(capacity.text.clone());
        }
        if let Some(line) = listing.location.address.as_ref().and_then(|a| a.line()) {
            table.note(line);
        }
        if listing.withheld {
            table.note("The place is confidential.".to_owned());
        }
    }
    table
}

/// What to read before a number of these is called: each sentence once, with its numbers where it is not of all.
fn warnings(phones: &[ListingPhone]) -> Vec<String> {
    let mut warned: Vec<(&str, Vec<String>)> = Vec::new();
    for phone in phones {
        let Some(sentence) = phone.before_you_call.as_deref() else {
            continue;
        };
        match warned.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, numbers)) => numbers.push(number::display(&phone.number)),
            None => warned.push((sentence, vec![number::display(&phone.number)])),
        }
    }
    let told = warned.into_iter().map(|(sentence, numbers)| {
        if numbers.len() == phones.len() {
            format!("Before you call: {sentence}")
        } else {
            format!("Before you call {}: {sentence}", numbers.join(", "))
        }
    });
    told.collect()
}
